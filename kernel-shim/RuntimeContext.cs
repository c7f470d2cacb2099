using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Kernel;
using Keelson.Memory;
using Keelson.Paging;
using Keelson.RuntimeServices;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>The private address space of the runtime services, the stack they run on, and the gate into them.</summary>
internal struct RuntimeContext
{
    /// <summary>
    /// Twice what UEFI asks for (UEFI 2.10, 2.3.6.2), and what a kernel gives (Linux, THREAD_SIZE): who
    /// takes more faults in the page before it.
    /// </summary>
    public const ulong StackBytes = 0x4000;

    /// <summary>Who needs more relies on a kernel that gives more.</summary>
    public const ulong PromisedStackBytes = 0x2000;

    /// <summary>A whole page of any granule.</summary>
    private const ulong StackRoomBytes = 0x1_0000;

    private static RuntimeContext s_current;

    /// <summary>There is one: the firmware was relocated once.</summary>
    public static ref RuntimeContext Current => ref s_current;

    public AddressSpace<TableMemory> Space;
    public RuntimeGate Gate;
    public RuntimeSpaceDiagnostic Diagnostic;

    /// <summary>Hashes of the kernel's tables before and after the runtime tables were built (patch 1/8).</summary>
    public ulong KernelHashBefore;
    public ulong KernelHashAfter;
    public VirtualAddress StackBottom;
    public VirtualAddress StackTop;

    /// <summary>What any call took of it, as far as it wrote there.</summary>
    public static ulong UsedStackBytes =>
        s_current.StackTop - PhysicalFill.FindDifference(s_current.StackBottom, StackBytes, Poison.Pattern);

    /// <summary>In what is not mapped before it.</summary>
    public static bool IsBelowStack(ulong address) => s_current.StackBottom.Value - 1 - address < StackRoomBytes;

    public static ref RuntimeContext Build(MemoryMapView map, in FirmwareTables firmware, ushort asid)
    {
        ref RuntimeContext runtime = ref s_current;
        PhysicalAddress stack = PhysicalMemory.Allocate(StackRoomBytes, StackRoomBytes);
        runtime.StackBottom = KernelLayout.GuardedStack;
        runtime.StackTop = runtime.StackBottom + StackBytes;
        KernelSpace.Map(
            PhysicalRange.FromSize(stack, StackRoomBytes),
            runtime.StackBottom,
            Protection.KernelData,
            BlockPolicy.PagesOnly
        );
        PhysicalFill.Fill(runtime.StackBottom, StackBytes, Poison.Pattern);

        ServiceBuffers.Map();
        runtime.KernelHashBefore = KernelSpace.Upper.Hash();
        if (
            !AddressSpace<TableMemory>.TryCreate(
                default,
                KernelSpace.Granule,
                VirtualHalf.Lower,
                asid,
                out runtime.Space
            )
        )
        {
            Panic.Stop($"no memory for the EFI page tables");
        }
        runtime.Diagnostic = RuntimeSpace.Populate(ref runtime.Space, map);
        Cpu.TableStoreBarrier();
        runtime.KernelHashAfter = KernelSpace.Upper.Hash();

        if (!runtime.Diagnostic.IsNone)
        {
            TextLine why = Describe(runtime.Diagnostic);
            Log.Line($"runtime services disabled: {why.Text}");
        }
        else if (
            firmware.HasSystemTable
            && RuntimeSpace.TryToVirtual(map, firmware.SystemTableAddress, out VirtualAddress systemTable)
        )
        {
            runtime.Gate = new RuntimeGate(systemTable, runtime.Space.BaseRegister, runtime.StackTop);
        }
        else
        {
            Log.Line(
                $"runtime services disabled: no system table in a runtime region at {firmware.SystemTableAddress}"
            );
        }
        return ref runtime;
    }

    /// <summary>The region that cannot be mapped, and why.</summary>
    public static TextLine Describe(RuntimeSpaceDiagnostic diagnostic)
    {
        MemoryDescriptor region = diagnostic.Region;
        TextLine line =
            $"region {diagnostic.Index} ({region.PhysicalStart}, {region.PageCount} pages, {region.Type}) "
            + $"{diagnostic.Error.Text()}";
        if (diagnostic.Error == RuntimeSpaceError.NotMapped)
        {
            line.AppendFormatted(": "u8);
            line.AppendFormatted(diagnostic.MapError.Text());
        }
        return line;
    }
}
