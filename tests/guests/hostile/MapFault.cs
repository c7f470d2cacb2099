using System;

namespace Keelson.Guests.Hostile;

/// <summary>What can be wrong with a memory map.</summary>
internal enum MapFault
{
    None,

    // What GetMemoryMap gives, and how.
    Stride,
    Error,
    Small,
    Version,
    StrideNone,
    StrideOdd,
    StrideOther,
    SizeOdd,
    SizeHuge,
    SizeNothing,
    Backwards,
    Grows,

    // A region that is another.
    NoRuntimeAttribute,
    NoRuntimeAtAll,
    NoClock,
    NoSystemTable,
    NoTables,
    Uncached,
    FreeRuntime,
    FreeReadProtected,
    FreeReadOnly,
    FreeSpecific,
    FreeHotPluggable,
    FreeUnknownBits,
    FreeNothing,
    TypeReserved,
    TypeUnusable,
    TypePersistent,
    TypeUnaccepted,
    TypePort,
    TypePal,
    TypeUnknown,
    TypeOem,
    TypeOs,
    TypeLast,
    TablesUncached,
    TablesOem,
    CodeBare,
    CodeUncached,
    CodeData,
    DataReadOnly,
    DataBoot,
    DataReserved,
    DataOem,
    DataWithout,
    DataCut,
    CodeCut,
    Off64K,

    // A region more.
    NoSuchMemory,
    NoSuchEnd,
    BeyondRange,
    Empty,
    Wraps,
    WrapsLittle,
    Overlaps,
    Unaligned,
    DeviceBeyond,
    DeviceEmpty,
    DeviceZero,
    DeviceTop,
    DeviceOs,
    DevicePort,
    DeviceMore,
    DeviceFree,
    PersistentRuntime,
    UnacceptedMore,
    RuntimeNowhere,
    Duplicate,
    Nested,
    RuntimeInFree,
    FreeInRuntime,
    FreeInTables,
    ReservedInFree,
    DeviceInFree,
    FreeHuge,
    FreeInBoot,
    VirtualPreset,
    RuntimeHuge,
    DeviceHuge,
    DeviceMany,
    DeviceMixed,
}

internal static class MapFaultNames
{
    /// <summary>In the order of the faults.</summary>
    private static ReadOnlySpan<byte> Names =>
        "stride- error small version stride-none stride-odd stride-other size-odd size-huge size-nothing backwards "u8
        + "grows "u8
        + "no-runtime-attribute no-runtime no-clock no-system-table no-tables uncached free-runtime "u8
        + "free-read-protected free-read-only free-specific free-hot-pluggable free-unknown-bits free-nothing "u8
        + "type-reserved type-unusable type-persistent type-unaccepted type-port type-pal type-unknown type-oem "u8
        + "type-os type-last tables-uncached tables-oem "u8
        + "code-bare code-uncached code-data data-read-only data-boot data-reserved data-oem data-without data-cut "u8
        + "code-cut off-64k "u8
        + "no-such-memory no-such-end beyond empty wraps wraps-little overlaps unaligned device-beyond "u8
        + "device-empty device-zero device-top device-os device-port device-more device-free persistent-runtime "u8
        + "unaccepted-more runtime-nowhere duplicate nested runtime-in-free free-in-runtime "u8
        + "free-in-tables reserved-in-free device-in-free free-huge free-in-boot virtual-preset "u8
        + "runtime-huge device-huge device-many device-mixed "u8;

    public static MapFault Find(ReadOnlySpan<char> name) => (MapFault)NameList.PlaceOf(Names, name);
}
