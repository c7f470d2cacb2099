using Keelson.Addresses;
using Keelson.Paging;
using Keelson.RuntimeServices;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>The private address space of the runtime services, the stack they run on, and the gate into them.</summary>
internal struct RuntimeWorld
{
    /// <summary>Twice what UEFI asks for (UEFI 2.10, 2.3.6.2), and a whole page of any granule.</summary>
    private const ulong StackBytes = 0x1_0000;

    private static RuntimeWorld s_current;

    /// <summary>There is one: the firmware was relocated once.</summary>
    public static ref RuntimeWorld Current => ref s_current;

    public AddressSpace<TableMemory> Space;
    public RuntimeGate Gate;
    public RuntimeSpaceDiagnostic Diagnostic;

    /// <summary>Hashes of the kernel's tables before and after the runtime tables were built (patch 1/8).</summary>
    public ulong KernelHashBefore;
    public ulong KernelHashAfter;
    public VirtualAddress StackBottom;
    public VirtualAddress StackTop;

    public static ref RuntimeWorld Build(MemoryMapView map, FirmwareTables firmware, ushort asid)
    {
        ref RuntimeWorld world = ref s_current;
        PhysicalAddress stack = PhysicalMemory.Allocate(StackBytes, StackBytes);
        world.StackBottom = KernelLayout.GuardedStack;
        world.StackTop = world.StackBottom + StackBytes;
        KernelSpace.Map(
            PhysicalRange.FromSize(stack, StackBytes),
            world.StackBottom,
            Protection.KernelData,
            BlockPolicy.PagesOnly
        );

        world.KernelHashBefore = KernelSpace.Upper.Hash();
        if (
            !AddressSpace<TableMemory>.TryCreate(default, KernelSpace.Granule, VirtualHalf.Lower, asid, out world.Space)
        )
            Panic.Stop($"no memory for the runtime services' tables");
        world.Diagnostic = RuntimeSpace.Populate(ref world.Space, map);
        Arch.Arm64.Cpu.TableStoreBarrier();
        world.KernelHashAfter = KernelSpace.Upper.Hash();

        if (!world.Diagnostic.IsNone)
            Report(world.Diagnostic);
        else if (RuntimeSpace.TryToVirtual(map, firmware.SystemTableAddress, out VirtualAddress systemTable))
            world.Gate = new RuntimeGate(systemTable, world.Space.BaseRegister, world.StackTop);
        else
            Log.Line(
                $"runtime services disabled: system table at {firmware.SystemTableAddress} is in no runtime region"
            );
        return ref world;
    }

    private static void Report(RuntimeSpaceDiagnostic diagnostic)
    {
        MemoryDescriptor region = diagnostic.Region;
        TextLine line =
            $"runtime services disabled: region {diagnostic.Index} ({region.PhysicalStart}, {region.PageCount} pages, "
            + $"{region.Type}) {diagnostic.Error.Text()}";
        if (diagnostic.Error == RuntimeSpaceError.NotMapped)
        {
            line.AppendFormatted(": "u8);
            line.AppendFormatted(diagnostic.MapError.Text());
        }
        Log.Line(ref line);
    }
}
