using System;
using Keelson.Paging;
using Keelson.Uefi;

namespace Keelson.RuntimeServices;

/// <summary>Why a runtime region is not in the address space of the runtime services.</summary>
public enum RuntimeSpaceError
{
    None,

    /// <summary>The stub withdrew the virtual addresses: SetVirtualAddressMap failed.</summary>
    NotRelocated,

    /// <summary>No pages, or past the end of the address space.</summary>
    UnsoundRegion,

    /// <summary>The tables refused the region; the <see cref="MapError"/> says why.</summary>
    NotMapped,
}

public static class RuntimeSpaceErrorText
{
    /// <summary>As the end of a line that names the region.</summary>
    public static ReadOnlySpan<byte> Text(this RuntimeSpaceError error) =>
        error switch
        {
            RuntimeSpaceError.None => "mapped"u8,
            RuntimeSpaceError.NotRelocated => "not relocated"u8,
            RuntimeSpaceError.UnsoundRegion => "invalid: no pages, or wraps past 2^64"u8,
            _ => "not mapped"u8,
        };
}

/// <summary>What is wrong, and with which region: the first that could not be mapped.</summary>
/// <param name="mapError">Of <see cref="RuntimeSpaceError.NotMapped"/>.</param>
/// <param name="index">In the memory map.</param>
public readonly struct RuntimeSpaceDiagnostic(
    RuntimeSpaceError error,
    MapError mapError,
    int index,
    in MemoryDescriptor region
)
{
    public RuntimeSpaceError Error { get; } = error;
    public MapError MapError { get; } = mapError;
    public int Index { get; } = index;
    public MemoryDescriptor Region { get; } = region;
    public bool IsNone => Error == RuntimeSpaceError.None;
}
