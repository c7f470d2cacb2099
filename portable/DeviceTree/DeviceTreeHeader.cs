using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Keelson.DeviceTree;

/// <summary>
/// <c>struct fdt_header</c> (Devicetree Specification v0.4, 5.2): ten big-endian words at the start of the blob.
/// Raw values, not checked against anything; <see cref="BlockLayout"/> does that.
/// </summary>
public readonly struct DeviceTreeHeader
{
    public const uint ExpectedMagic = 0xd00dfeed;

    /// <summary>The version this library writes.</summary>
    public const uint CurrentVersion = 17;

    /// <summary>The oldest version it reads, and the one its own trees stay compatible with.</summary>
    public const uint OldestVersion = 16;

    /// <summary>Bytes from version 17 on; version 16 lacks <see cref="StructureSize"/>, the last word.</summary>
    public const int SizeBytes = 40;
    public const int Version16SizeBytes = 36;

    internal const int MagicOffset = 0;
    internal const int TotalSizeOffset = 4;
    internal const int StructureOffsetOffset = 8;
    internal const int StringsOffsetOffset = 12;
    internal const int ReservationsOffsetOffset = 16;
    internal const int VersionOffset = 20;
    internal const int LastCompatibleVersionOffset = 24;
    internal const int BootCpuIdOffset = 28;
    internal const int StringsSizeOffset = 32;
    internal const int StructureSizeOffset = 36;

    /// <summary><c>magic</c></summary>
    public uint Magic { get; }

    /// <summary><c>totalsize</c>, in bytes, free space included.</summary>
    public uint TotalSize { get; }

    /// <summary><c>off_dt_struct</c>, in bytes from the start of the blob.</summary>
    public uint StructureOffset { get; }

    /// <summary><c>off_dt_strings</c>, in bytes from the start of the blob.</summary>
    public uint StringsOffset { get; }

    /// <summary><c>off_mem_rsvmap</c>, in bytes from the start of the blob.</summary>
    public uint ReservationsOffset { get; }

    /// <summary><c>version</c></summary>
    public uint Version { get; }

    /// <summary><c>last_comp_version</c></summary>
    public uint LastCompatibleVersion { get; }

    /// <summary><c>boot_cpuid_phys</c></summary>
    public uint BootCpuId { get; }

    /// <summary><c>size_dt_strings</c>, in bytes.</summary>
    public uint StringsSize { get; }

    /// <summary><c>size_dt_struct</c>, in bytes; 0 before version 17.</summary>
    public uint StructureSize { get; }

    /// <summary>
    /// How much of a tree there is to look at, before any of it is: false where <paramref name="start"/> is no tree at
    /// all.
    /// </summary>
    public static bool TryReadTotalSize(ReadOnlySpan<byte> start, out uint totalSize)
    {
        bool isTree =
            start.Length >= Version16SizeBytes
            && BinaryPrimitives.ReadUInt32BigEndian(start[MagicOffset..]) == ExpectedMagic;
        totalSize = isTree ? BinaryPrimitives.ReadUInt32BigEndian(start[TotalSizeOffset..]) : 0;
        return isTree;
    }

    /// <summary>The words of a blob of at least <see cref="Version16SizeBytes"/> bytes.</summary>
    internal DeviceTreeHeader(ReadOnlySpan<byte> blob)
    {
        Magic = Word(blob, MagicOffset);
        TotalSize = Word(blob, TotalSizeOffset);
        StructureOffset = Word(blob, StructureOffsetOffset);
        StringsOffset = Word(blob, StringsOffsetOffset);
        ReservationsOffset = Word(blob, ReservationsOffsetOffset);
        Version = Word(blob, VersionOffset);
        LastCompatibleVersion = Word(blob, LastCompatibleVersionOffset);
        BootCpuId = Word(blob, BootCpuIdOffset);
        StringsSize = Word(blob, StringsSizeOffset);
        StructureSize = Version >= 17 && blob.Length >= SizeBytes ? Word(blob, StructureSizeOffset) : 0;
    }

    /// <summary>Bytes of header that this version has.</summary>
    public int HeaderSize => Version >= 17 ? SizeBytes : Version16SizeBytes;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint Word(ReadOnlySpan<byte> blob, int offset) =>
        BinaryPrimitives.ReadUInt32BigEndian(blob[offset..]);
}
