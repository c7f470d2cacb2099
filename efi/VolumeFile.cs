using System;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.BootTime;
using Keelson.Text;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Efi;

/// <summary>
/// <c>EFI_FILE_PROTOCOL</c> (UEFI 2.10, 13.5): an open file or directory. Whoever opened it closes or deletes it.
/// </summary>
// The protocol came from the firmware and is there until it is closed.
public readonly partial struct VolumeFile
{
    /// <summary>More than the longest name takes in UTF-8, behind a folder.</summary>
    private const int MaximumPathUnits = 1024;

    [InlineArray(MaximumPathUnits)]
    private struct PathUnits
    {
        private char _first;
    }

    /// <summary>A position (UEFI 2.10, 13.5.10).</summary>
    public const ulong AtEnd = ulong.MaxValue;

    private readonly unsafe FileProtocol* _file;

    // SAFETY: the firmware has just opened it.
    internal unsafe VolumeFile(FileProtocol* file) => _file = file;

    /// <summary>A file by its path from here or, with a separator in front, from the root of the volume.</summary>
    /// <param name="path">UTF-8; <c>/</c> and <c>\</c> both separate, and so do several in a row.</param>
    public EfiStatus Open(scoped ReadOnlySpan<byte> path, FileOpenMode mode, out VolumeFile file) =>
        Open(path, mode, 0, out file);

    /// <summary>A directory, made where there is none.</summary>
    public EfiStatus OpenDirectory(scoped ReadOnlySpan<byte> path, out VolumeFile directory) =>
        Open(path, FileOpenMode.Create, EfiFileInfo.DirectoryAttribute, out directory);

    // SAFETY: a zero is put behind what was written, for which there is room; the rest are locals.
    private unsafe EfiStatus Open(
        scoped ReadOnlySpan<byte> path,
        FileOpenMode mode,
        ulong attributes,
        out VolumeFile file
    )
    {
        file = default;
        if (path.Length >= MaximumPathUnits)
        {
            return EfiStatus.InvalidParameter;
        }
        Unsafe.SkipInit(out PathUnits units);
        int length = Utf8.ToUtf16(path, units);
        int kept = 0;
        for (int i = 0; i < length; i++)
        {
            char unit = units[i] == '/' ? '\\' : units[i];
            if (unit != '\\' || kept == 0 || units[kept - 1] != '\\')
            {
                units[kept++] = unit;
            }
        }
        units[kept] = '\0';
        FileProtocol* opened = null;
        EfiStatus status = FirmwareCall.Invoke(_file->Open, _file, &opened, &units, (ulong)mode, attributes);
        file = new VolumeFile(opened);
        return status;
    }

    // SAFETY: addresses are compared, and nothing is read.
    internal unsafe bool IsSameAs(VolumeFile other) => _file == other._file;

    /// <summary>Nothing to do for one that never was open.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    // SAFETY: no pointer but the protocol; the caller does not use the file again.
    public unsafe EfiStatus Close() => _file == null ? EfiStatus.Success : FirmwareCall.Invoke(_file->Close, _file);

    /// <summary>
    /// Closes the file too. <see cref="EfiStatus.Success"/> only if it is gone: otherwise the specification has a
    /// warning.
    /// </summary>
    // SAFETY: no pointer but the protocol; the caller does not use the file again.
    public unsafe EfiStatus Delete() => FirmwareCall.Invoke(_file->Delete, _file);

    /// <summary>
    /// The next entry of a directory, in the volume's order and with <c>.</c> and <c>..</c> where it has them.
    /// </summary>
    /// <returns><see cref="EfiStatus.NotFound"/> behind the last one.</returns>
    // SAFETY: the firmware writes no more than the size of the pinned structure.
    public unsafe EfiStatus ReadEntry(out EfiFileInfo entry)
    {
        ulong size = EfiFileInfo.SizeBytes;
        fixed (EfiFileInfo* destination = &entry)
        {
            *destination = default;
            EfiStatus status = Read(destination, ref size);
            return status == EfiStatus.Success && size == 0 ? EfiStatus.NotFound : status;
        }
    }

    /// <summary>
    /// All of a file, in pages of its own that the caller frees by <c>AlignedPages.Free</c>; an empty file takes none.
    /// </summary>
    public EfiStatus ReadToEnd<TFirmware>(TFirmware firmware, out PhysicalRange contents)
        where TFirmware : struct, IMemoryServices
    {
        contents = default;
        EfiStatus status = GetFileInfo(out EfiFileInfo info);
        if (status != EfiStatus.Success || info.FileSizeBytes == 0)
        {
            return status;
        }
        if (info.FileSizeBytes > int.MaxValue)
        {
            return EfiStatus.BadBufferSize;
        }
        status = AlignedPages.Allocate(firmware, MemoryType.LoaderData, info.FileSizeBytes, 0, out contents);
        if (status != EfiStatus.Success)
        {
            return status;
        }
        status = ReadExactly(firmware.Memory(contents));
        if (status != EfiStatus.Success)
        {
            AlignedPages.Free(firmware, ref contents);
        }
        return status;
    }

    /// <summary>
    /// The next bytes, all of them: a file that ends before is <see cref="EfiStatus.VolumeCorrupted"/>, as it was
    /// longer when asked.
    /// </summary>
    // SAFETY: each piece begins within the pinned span, and is as long as what is left of it.
    public unsafe EfiStatus ReadExactly(Span<byte> destination)
    {
        ulong position = 0;
        EfiStatus status = FirmwareCall.Invoke(_file->GetPosition, _file, &position);
        FilePieces pieces = new((ulong)destination.Length);
        fixed (byte* bytes = destination)
        {
            while (status == EfiStatus.Success && !pieces.IsComplete)
            {
                ulong size = pieces.NextBytes;
                status = Read(bytes + pieces.Done, ref size);
                status = pieces.Take(status, size);
                if (pieces.MustSeek)
                {
                    status = SetPosition(position + pieces.Done);
                }
            }
        }
        return status;
    }

    /// <summary>The next bytes, as many as there are and fit.</summary>
    /// <param name="length">0 at the end.</param>
    // SAFETY: the firmware writes no more than the span holds.
    public unsafe EfiStatus Read(Span<byte> destination, out int length)
    {
        ulong size = (ulong)destination.Length;
        EfiStatus status;
        fixed (byte* bytes = destination)
        {
            status = Read(bytes, ref size);
        }
        length = status == EfiStatus.Success ? (int)size : 0;
        return status;
    }

    /// <param name="position">In bytes; <see cref="AtEnd"/> to write behind what is there.</param>
    // SAFETY: no pointer but the protocol.
    public unsafe EfiStatus SetPosition(ulong position) => FirmwareCall.Invoke(_file->SetPosition, _file, position);

    /// <returns>What went wrong, a full volume also where it took a part.</returns>
    // SAFETY: the firmware reads as many bytes of the pinned span as it is told.
    public unsafe EfiStatus Write(scoped ReadOnlySpan<byte> bytes)
    {
        ulong size = (ulong)bytes.Length;
        EfiStatus status;
        fixed (byte* source = bytes)
        {
            status = FirmwareCall.Invoke(_file->Write, _file, &size, source);
        }
        return status == EfiStatus.Success && size != (ulong)bytes.Length ? EfiStatus.VolumeFull : status;
    }

    // SAFETY: the caller has room for the size at its pointer; the firmware writes no more.
    private unsafe EfiStatus Read(void* destination, ref ulong sizeBytes)
    {
        ulong size = sizeBytes;
        EfiStatus status = FirmwareCall.Invoke(_file->Read, _file, &size, destination);
        sizeBytes = size;
        return status;
    }
}
