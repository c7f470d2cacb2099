using Keelson.Uefi;

namespace Keelson.Portable.Tests;

internal enum FirmwareService
{
    AllocatePages,
    FreePages,
    GetMemoryMap,
    ExitBootServices,
    SetVirtualAddressMap,
    ReadIdentity,
}

/// <summary>One call as the firmware saw it.</summary>
/// <param name="Service">Which.</param>
/// <param name="Status">What the firmware answered.</param>
/// <param name="Address">Of the pages, or of the buffer; 0 for a buffer of no bytes.</param>
/// <param name="Size">Pages, or bytes of buffer.</param>
/// <param name="MapKey">Given by GetMemoryMap, taken by ExitBootServices.</param>
internal readonly record struct FirmwareCall(
    FirmwareService Service,
    EfiStatus Status,
    ulong Address = 0,
    ulong Size = 0,
    ulong MapKey = 0
)
{
    /// <summary>Not one that only asks for the size.</summary>
    public bool IsMapFetch => Service == FirmwareService.GetMemoryMap && Size != 0;
}

/// <summary>What SetVirtualAddressMap was given, kept as it was at the time.</summary>
internal sealed record VirtualMapInput(
    byte[] Descriptors,
    ulong Address,
    ulong DescriptorSizeBytes,
    uint DescriptorVersion
);
