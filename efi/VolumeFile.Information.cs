using System;
using System.Runtime.CompilerServices;
using Keelson.Arch.Arm64;
using Keelson.Text;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Efi;

/// <summary>What a directory says of a file, and changes to it (UEFI 2.10, 13.5.12 to 13.5.16).</summary>
public readonly partial struct VolumeFile
{
    // SAFETY: the firmware writes no more than the size of the pinned structure.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public unsafe EfiStatus GetInfo(out EfiFileInfo info)
    {
        EfiGuid kind = EfiFileInfo.Guid;
        ulong size = EfiFileInfo.SizeBytes;
        fixed (EfiFileInfo* destination = &info)
        {
            return FirmwareCall.Invoke(_file->GetInfo, _file, &kind, &size, destination);
        }
    }

    /// <summary>
    /// Of a file that is to be read: a directory is <see cref="EfiStatus.LoadError"/>, as a list of what is in it would
    /// pass for contents.
    /// </summary>
    public EfiStatus GetFileInfo(out EfiFileInfo info)
    {
        EfiStatus status = GetInfo(out info);
        return status == EfiStatus.Success && info.IsDirectory ? EfiStatus.LoadError : status;
    }

    /// <summary>SetInfo and Flush: name, times, attributes and size as they stand in <paramref name="info"/>.</summary>
    /// <returns><see cref="EfiStatus.AccessDenied"/> for a file that was opened to be read.</returns>
    // SAFETY: the structure is pinned, and says itself how long it is.
    public unsafe EfiStatus SetInfo(in EfiFileInfo info)
    {
        EfiGuid kind = EfiFileInfo.Guid;
        EfiStatus status;
        fixed (EfiFileInfo* source = &info)
        {
            status = FirmwareCall.Invoke(_file->SetInfo, _file, &kind, info.InfoSizeBytes, source);
        }
        return status == EfiStatus.Success ? FirmwareCall.Invoke(_file->Flush, _file) : status;
    }

    /// <summary>Gives an open file another name in its directory.</summary>
    /// <param name="name">UTF-8, without a path.</param>
    public EfiStatus Rename(scoped ReadOnlySpan<byte> name)
    {
        EfiStatus status = GetInfo(out EfiFileInfo info);
        if (status != EfiStatus.Success)
        {
            return status;
        }
        // SAFETY: nothing is read but what the name was written to.
        Unsafe.SkipInit(out PathUnits units);
        int length = name.Length < MaximumPathUnits ? Utf8.ToUtf16(name, units) : int.MaxValue;
        if (length >= EfiFileInfo.MaximumNameUnits)
        {
            return EfiStatus.InvalidParameter;
        }
        info.SetName(((ReadOnlySpan<char>)units)[..length]);
        return SetInfo(info);
    }

    /// <param name="attributes">All of a file's; a directory stays one.</param>
    public EfiStatus SetAttributes(FileAttributes attributes)
    {
        EfiStatus status = GetInfo(out EfiFileInfo info);
        info.FileAttributes = info.FileAttributes & FileAttributes.Directory | attributes;
        return status == EfiStatus.Success ? SetInfo(info) : status;
    }

    /// <param name="created">FAT keeps times to two seconds, and of the last access the day.</param>
    public EfiStatus SetTimes(EfiTime created, EfiTime lastAccess, EfiTime modified)
    {
        EfiStatus status = GetInfo(out EfiFileInfo info);
        info.Created = created;
        info.LastAccess = lastAccess;
        info.Modified = modified;
        return status == EfiStatus.Success ? SetInfo(info) : status;
    }

    /// <summary>Cuts a file off, or makes it longer by what the specification leaves open.</summary>
    public EfiStatus SetSize(ulong sizeBytes)
    {
        EfiStatus status = GetInfo(out EfiFileInfo info);
        info.FileSizeBytes = sizeBytes;
        return status == EfiStatus.Success ? SetInfo(info) : status;
    }

    /// <summary>Of the volume that the file is on: its label, how large it is, and how much is free.</summary>
    // SAFETY: the firmware writes no more than the size of the pinned structure.
    public unsafe EfiStatus GetVolumeInfo(out EfiFileSystemInfo info)
    {
        EfiGuid kind = EfiFileSystemInfo.Guid;
        ulong size = EfiFileSystemInfo.SizeBytes;
        fixed (EfiFileSystemInfo* destination = &info)
        {
            *destination = default;
            return FirmwareCall.Invoke(_file->GetInfo, _file, &kind, &size, destination);
        }
    }
}
