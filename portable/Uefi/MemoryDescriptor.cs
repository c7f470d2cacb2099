using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Addresses;

namespace Keelson.Uefi;

/// <summary>
/// <c>EFI_MEMORY_DESCRIPTOR</c> version 1 (UEFI 2.10, 7.2). The firmware may give each one more room than these 40
/// bytes: a map is walked by the firmware's descriptor size, which <see cref="MemoryMapView"/> keeps.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct MemoryDescriptor
{
    public const int MinimumSizeBytes = 40;
    public const uint Version = 1;

    /// <summary>An <c>EFI_PAGE</c>, whatever the granule of the page tables.</summary>
    public const ulong PageSizeBytes = 0x1000;

    public MemoryType Type;
    private readonly uint _padding;
    public PhysicalAddress PhysicalStart;
    public VirtualAddress VirtualStart;

    /// <summary>Length in pages of 4096 bytes.</summary>
    public ulong PageCount;
    public MemoryAttributes Attributes;

    /// <summary>Length in bytes; only meaningful where <see cref="IsSound"/>.</summary>
    public readonly ulong SizeBytes => PageCount * PageSizeBytes;
    public readonly PhysicalAddress PhysicalEnd => PhysicalStart + SizeBytes;
    public readonly PhysicalRange Range => new(PhysicalStart, PhysicalEnd);
    public readonly bool IsRuntime
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (Attributes & MemoryAttributes.Runtime) != 0;
    }
    public readonly bool IsWriteBack => (Attributes & MemoryAttributes.WriteBack) != 0;

    /// <summary>
    /// Some firmware lists regions of no pages, or ones that wrap: nothing may be computed from those.
    /// </summary>
    public readonly bool IsSound =>
        PageCount != 0
        && PageCount <= ulong.MaxValue / PageSizeBytes
        && PhysicalStart.Value <= ulong.MaxValue - SizeBytes;

    public readonly bool Contains(PhysicalAddress address) =>
        address >= PhysicalStart && address - PhysicalStart < SizeBytes;

    /// <summary>
    /// Plain free RAM once boot services are over: the five types that no longer belong to the firmware, cacheable
    /// (patch 7/8: nothing marks boot-services memory for a later release, it never was reserved).
    /// </summary>
    public readonly bool IsUsable => IsWriteBack && !IsRuntime && IsFreedByExitBootServices(Type);

    /// <summary>
    /// Memory that stays the firmware's, of whatever type: neither free after ExitBootServices, nor a device, nor to be
    /// left alone.
    /// </summary>
    public readonly bool IsFirmwares => (uint)Type > 31 || (NotFirmwares >> (int)Type & 1) == 0;

    /// <summary>A bit for each type.</summary>
    private const uint NotFirmwares =
        1u << (int)MemoryType.LoaderCode
        | 1u << (int)MemoryType.LoaderData
        | 1u << (int)MemoryType.BootServicesCode
        | 1u << (int)MemoryType.BootServicesData
        | 1u << (int)MemoryType.Conventional
        | 1u << (int)MemoryType.Unusable
        | 1u << (int)MemoryType.MemoryMappedIo
        | 1u << (int)MemoryType.MemoryMappedIoPortSpace
        | 1u << (int)MemoryType.Unaccepted;

    public static bool IsFreedByExitBootServices(MemoryType type) =>
        type
            is MemoryType.LoaderCode
                or MemoryType.LoaderData
                or MemoryType.BootServicesCode
                or MemoryType.BootServicesData
                or MemoryType.Conventional;
}
