using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Audits;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>
/// EFI_MEMORY_ATTRIBUTES_TABLE in the services' tables while they are called, as in a kernel from its first call to
/// ResetSystem. A service that faults only then is asked once more without: the table is wrong, or the service, and a
/// kernel that applies it loses all services.
/// </summary>
internal static class AttributesInForce
{
    private static FirmwareTables s_firmware;
    private static AppliedAttributes s_applied;

    public static bool IsOn { get; private set; }

    /// <summary>The first service that needed them gone, and how it faulted.</summary>
    public static GateFault Fault { get; private set; }

    public static int AppliedCount => s_applied.Applied;
    public static int LeftOutCount => s_applied.LeftOut;

    /// <summary>Of a table that keeps the rules.</summary>
    public static void Apply(in FirmwareTables firmware)
    {
        s_firmware = firmware;
        Set(AttributesWish.Applied);
        IsOn = s_applied.Applied != 0;
    }

    /// <summary>Where they were in force to the last call.</summary>
    public static void ApplyAgain()
    {
        if (s_applied.Applied != 0 && Fault.Call == 0)
        {
            Apply(s_firmware);
        }
    }

    public static void Lift()
    {
        if (IsOn)
        {
            Set(AttributesWish.Lifted);
            IsOn = false;
        }
    }

    /// <summary>After a fault under them: they go, and the fault is theirs if the same call has none then.</summary>
    public static EfiStatus AskWithout(
        ref RuntimeGate gate,
        RuntimeService service,
        ulong a0,
        ulong a1,
        ulong a2,
        ulong a3,
        ulong a4
    )
    {
        GateFault first = gate.Fault;
        Lift();
        gate.Forgive();
        EfiStatus status = gate.Call(service, a0, a1, a2, a3, a4);
        if (gate.IsOpen)
        {
            Fault = first;
        }
        return status;
    }

    private static void Set(AttributesWish wish)
    {
        if (
            s_firmware.TryFindTable(WellKnownGuids.MemoryAttributesTable, out PhysicalAddress address)
            && s_firmware.TryReadAttributes(address, out MemoryAttributesTable table)
        )
        {
            s_applied = AppliedAttributes.Set(ref RuntimeContext.Current.Space, s_firmware.Map, table, wish);
            Cpu.InvalidateTlb();
        }
    }
}
