using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Addresses;

namespace Keelson.Arch.Arm64;

/// <summary>How the kernel was entered, as KernelEntry.S found it with the MMU off.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct EntryState
{
    /// <summary>x0: the device tree.</summary>
    public readonly PhysicalAddress DeviceTree;

    /// <summary>x1 | x2 | x3; the boot protocol reserves them as zero.</summary>
    public readonly ulong ReservedArguments;
    private readonly ulong _currentEl;
    public readonly ulong InterruptMask;

    /// <summary>SCTLR of the Exception level of entry.</summary>
    public readonly ulong SystemControl;
    public readonly PhysicalAddress ImageStart;

    /// <summary>End of the image in memory, BSS included.</summary>
    public readonly PhysicalAddress ImageEnd;
    private readonly PhysicalAddress _freeTablesStart;
    private readonly PhysicalAddress _freeTablesEnd;

    /// <summary>log2 of the granule that the entry was assembled for.</summary>
    public readonly ulong GranuleShift;

    public int ExceptionLevel => (int)(_currentEl >> 2) & 3;
    public bool MmuWasOn => (SystemControl & 1) != 0;

    /// <summary>What the entry left of its pool of tables, within the image's BSS.</summary>
    public PhysicalRange FreeTables => new(_freeTablesStart, _freeTablesEnd);

    public PhysicalRange Image => new(ImageStart, ImageEnd);
}

/// <summary>What the assembly entry left for C#.</summary>
public static class KernelEntry
{
    /// <summary>Where every kernel of ours is linked: in the upper half, above the linear map.</summary>
    public static VirtualAddress ImageBase => new(0xffff_8000_0000_0000);

    [RuntimeImport("*", "GetEntryRecord")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern unsafe EntryState* GetEntryRecord();

    // SAFETY: the record is written once, before any C# runs, and never moves.
    public static unsafe EntryState State => *GetEntryRecord();
}
