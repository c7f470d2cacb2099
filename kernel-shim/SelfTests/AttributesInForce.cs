using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Audits;
using Keelson.Findings;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>
/// EFI_MEMORY_ATTRIBUTES_TABLE in the services' tables while they are called. A service that faults only then is asked
/// once more without: the table is wrong, or the service, and a kernel that applies it loses all services.
/// </summary>
internal struct AttributesInForce
{
    private AppliedAttributes _applied;

    public bool IsOn { get; private set; }

    /// <summary>The first service that needed them gone, and how it faulted.</summary>
    public GateFault Fault { get; private set; }

    public static AttributesInForce Apply(ref TestBench bench)
    {
        AttributesInForce attributes = default;
        if (!bench.IsBlocked && bench.HasSoundAttributes && TryRead(ref bench, out MemoryAttributesTable table))
        {
            attributes._applied = AppliedAttributes.Set(
                ref RuntimeContext.Current.Space,
                bench.Map,
                table,
                AttributesWish.Applied
            );
            Cpu.InvalidateTlb();
            attributes.IsOn = attributes._applied.Applied != 0;
        }
        return attributes;
    }

    /// <summary>After a fault under them: they go, and the fault is theirs if the next call has none.</summary>
    public void Suspect(ref TestBench bench, GateFault fault)
    {
        Fault = fault;
        Lift(ref bench);
    }

    /// <summary>The service faults without them too.</summary>
    public void Acquit() => Fault = default;

    public void Lift(ref TestBench bench)
    {
        if (IsOn && TryRead(ref bench, out MemoryAttributesTable table))
        {
            AppliedAttributes.Set(ref RuntimeContext.Current.Space, bench.Map, table, AttributesWish.Lifted);
            Cpu.InvalidateTlb();
            IsOn = false;
        }
    }

    public readonly void Tell(ref TestBench bench)
    {
        System.ReadOnlySpan<byte> name = "services work under EFI_MEMORY_ATTRIBUTES_TABLE"u8;
        if (Fault.Finding != FindingId.None)
        {
            FaultText text = new(bench.Map, Fault);
            TextLine seen = text.ToLine();
            bench.Report.Finding(FindingId.PermissionsNotKept, Fault.Service.Text(), ref seen);
            bench.Report.Check(false, name, $"{Fault.Service.Text()} faults with it, and not without");
        }
        else if (_applied.Applied == 0)
        {
            bench.Report.Skip(name, "none that could be applied"u8);
        }
        else if (bench.IsBlocked)
        {
            bench.SkipBlocked(name);
        }
        else
        {
            bench.Report.Check(true, name, $"{_applied.Applied} entries applied, {_applied.LeftOut} left out");
        }
    }

    private static bool TryRead(ref TestBench bench, out MemoryAttributesTable table)
    {
        table = default;
        return bench.Firmware.TryFindTable(WellKnownGuids.MemoryAttributesTable, out PhysicalAddress address)
            && bench.Firmware.TryReadAttributes(address, out table);
    }
}
