using System;
using System.Runtime.CompilerServices;
using Keelson.BootEntries;
using Keelson.Efi;
using Keelson.Text;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>What a directory of boot entries has.</summary>
internal enum EntryFolder
{
    /// <summary><c>/loader/entries</c>: type 1 (UAPI Group, Boot Loader Specification).</summary>
    Files,

    /// <summary><c>/EFI/Linux</c>: type 2, unified kernel images.</summary>
    UnifiedImages,

    /// <summary><c>/EFI/systemd/drivers</c>: what has to run before there are all entries.</summary>
    Drivers,
}

/// <summary>The files of a directory that are boot entries, one after the other.</summary>
internal ref struct EntryDirectory
{
    private const int MaximumPathBytes = 32 + 3 * EfiFileInfo.MaximumNameUnits;

    [InlineArray(MaximumPathBytes)]
    private struct PathBytes
    {
        private byte _first;
    }

    private EntryFolder _folder;
    private VolumeFile _directory;
    private EfiFileInfo _info;
    private PathBytes _path;
    private int _nameStart,
        _pathLength;

    public static ReadOnlySpan<byte> PathOf(EntryFolder folder) =>
        folder == EntryFolder.Files ? "\\loader\\entries\\"u8
        : folder == EntryFolder.UnifiedImages ? "\\EFI\\Linux\\"u8
        : "\\EFI\\systemd\\drivers\\"u8;

    /// <returns>False where the volume has no such directory.</returns>
    public static bool TryOpen(Volume volume, EntryFolder folder, out EntryDirectory directory)
    {
        directory = default;
        directory._folder = folder;
        ReadOnlySpan<byte> path = PathOf(folder);
        path.CopyTo(directory._path);
        directory._nameStart = path.Length;
        if (volume.Root.Open(path[..^1], FileOpenMode.Read, out directory._directory) != EfiStatus.Success)
        {
            return false;
        }
        // What a file of that name has would be read as entries.
        if (directory._directory.GetInfo(out directory._info) == EfiStatus.Success && directory._info.IsDirectory)
        {
            return true;
        }
        directory.Close();
        return false;
    }

    public readonly ulong SizeBytes => _info.FileSizeBytes;

    /// <summary>Of the file just read.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<byte> Name
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => Path[_nameStart..];
    }

    /// <summary>With that of the directory before it.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<byte> Path
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => ((ReadOnlySpan<byte>)_path)[.._pathLength];
    }

    public bool TryNext()
    {
        while (_directory.ReadEntry(out _info) == EfiStatus.Success)
        {
            _pathLength = _nameStart + Utf8.FromUtf16(_info.NameUnits, ((Span<byte>)_path)[_nameStart..]);
            if (
                !_info.IsDirectory
                && (
                    _folder == EntryFolder.Files ? BootEntryName.IsEntry(Name)
                    : _folder == EntryFolder.UnifiedImages ? BootEntryName.IsUnifiedImage(Name)
                    : BootEntryName.IsDriver(Name)
                )
            )
            {
                return true;
            }
        }
        return false;
    }

    public readonly EfiStatus OpenFile(out VolumeFile file) => _directory.Open(Name, FileOpenMode.Read, out file);

    public readonly void Close() => _directory.Close();
}
