using System;

namespace Keelson.DeviceTree;

public readonly ref partial struct DeviceTreeEditor
{
    /// <summary>
    /// Copies a tree into the buffer, which must not overlap it, with the blocks in order and all free space at the
    /// end, as libfdt's <c>fdt_open_into</c> does. <c>boot_cpuid_phys</c> stays.
    /// Fails with <see cref="DeviceTreeError.NoSpace"/> alone, and then leaves the buffer as it was.
    /// </summary>
    public static bool TryOpen(
        scoped DeviceTreeBlob source,
        Span<byte> buffer,
        out DeviceTreeEditor editor,
        out DeviceTreeError error
    )
    {
        ReadOnlySpan<byte> reservations = source.Bytes[source.ReservationsStart..source.ReservationsEnd];
        // Without holes before the root: the specification allows them (5.4.2), but libfdt, and so every kernel, wants
        // the root first.
        ReadOnlySpan<byte> structure = source.Bytes[source.Root.Offset..source.StructureEnd];
        ReadOnlySpan<byte> strings = source.Strings;

        editor = default;
        error = DeviceTreeError.NoSpace;
        if (
            !TryLayOut(
                buffer,
                reservations.Length,
                structure.Length,
                strings.Length,
                source.Header.BootCpuId,
                out DeviceTreeEditor copy
            )
        )
        {
            return false;
        }

        reservations.CopyTo(buffer[DeviceTreeHeader.SizeBytes..]);
        // An entry of size 0 ends the list for us whatever its address; written back, it ends it for strict readers
        // too.
        buffer.Slice(copy.StructureStart - ReservationEnumerator.EntrySize, ReservationEnumerator.EntrySize).Clear();
        structure.CopyTo(buffer[copy.StructureStart..]);
        strings.CopyTo(buffer[copy.StringsStart..]);

        editor = copy;
        error = DeviceTreeError.None;
        return true;
    }

    /// <summary>Writes the header of blocks of these sizes and clears the rest of the buffer.</summary>
    private static bool TryLayOut(
        Span<byte> buffer,
        int reservationsSize,
        int structureSize,
        int stringsSize,
        uint bootCpuId,
        out DeviceTreeEditor editor
    )
    {
        editor = default;
        long wholeSize = (long)DeviceTreeHeader.SizeBytes + reservationsSize + structureSize + stringsSize;
        if (buffer.Length < wholeSize)
        {
            return false;
        }

        buffer.Clear();
        editor = new DeviceTreeEditor(buffer);
        int structure = DeviceTreeHeader.SizeBytes + reservationsSize;
        editor.WriteWord(DeviceTreeHeader.MagicOffset, unchecked((int)DeviceTreeHeader.ExpectedMagic));
        editor.WriteWord(DeviceTreeHeader.TotalSizeOffset, buffer.Length);
        editor.WriteWord(DeviceTreeHeader.StructureOffsetOffset, structure);
        editor.WriteWord(DeviceTreeHeader.StringsOffsetOffset, structure + structureSize);
        editor.WriteWord(DeviceTreeHeader.ReservationsOffsetOffset, DeviceTreeHeader.SizeBytes);
        editor.WriteWord(DeviceTreeHeader.VersionOffset, (int)DeviceTreeHeader.CurrentVersion);
        editor.WriteWord(DeviceTreeHeader.LastCompatibleVersionOffset, (int)DeviceTreeHeader.OldestVersion);
        editor.WriteWord(DeviceTreeHeader.BootCpuIdOffset, (int)bootCpuId);
        editor.WriteWord(DeviceTreeHeader.StringsSizeOffset, stringsSize);
        editor.WriteWord(DeviceTreeHeader.StructureSizeOffset, structureSize);
        return true;
    }
}
