using System;

namespace Keelson.Handover;

/// <summary>What is to go wrong with a kexec: a value of <see cref="OptionNames.KexecFault"/>.</summary>
public enum KexecFault
{
    None,

    /// <summary><c>no-virt</c>: as after a SetVirtualAddressMap that failed.</summary>
    NoVirtualAddresses,

    /// <summary><c>truncated</c>: half of the next Image.</summary>
    TruncatedImage,

    /// <summary><c>overlap</c>: the device tree on top of the EFI memory map.</summary>
    OverlappingSegments,

    /// <summary><c>map-crc</c>: one bit of the EFI memory map flips.</summary>
    DamagedMap,

    /// <summary><c>missing-property</c>: the next tree does not say how large the map is.</summary>
    MissingProperty,

    /// <summary><c>busy-processor</c>: the second processor is not told to leave.</summary>
    BusyProcessor,
}

public static class KexecFaultNames
{
    /// <summary><see cref="KexecFault.None"/> where no fault has this name.</summary>
    public static KexecFault Parse(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("no-virt"u8) ? KexecFault.NoVirtualAddresses
        : name.SequenceEqual("truncated"u8) ? KexecFault.TruncatedImage
        : name.SequenceEqual("overlap"u8) ? KexecFault.OverlappingSegments
        : name.SequenceEqual("map-crc"u8) ? KexecFault.DamagedMap
        : name.SequenceEqual("missing-property"u8) ? KexecFault.MissingProperty
        : name.SequenceEqual("busy-processor"u8) ? KexecFault.BusyProcessor
        : KexecFault.None;
}
