using System;
using System.Runtime.CompilerServices;
using Keelson.Companions;
using Keelson.DevicePaths;
using Keelson.Efi;
using Keelson.Text;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// The companions in a folder, by name whatever the order of the volume. Each is looked for among all, so that a folder
/// of any size takes no memory.
/// </summary>
internal ref struct CompanionFolder
{
    /// <summary>Of a folder's path; an image whose path is longer has no companions.</summary>
    public const int MaximumPathBytes = 1024;

    private const int MaximumNameBytes = 3 * EfiFileInfo.MaximumNameUnits;

    [InlineArray(CompanionName.MaximumBytes)]
    private struct NameBytes
    {
        private byte _first;
    }

    private readonly CompanionKind _kind;
    private VolumeFile _directory;
    private NameBytes _name;
    private int _nameLength;

    private CompanionFolder(CompanionKind kind)
    {
        this = default;
        _kind = kind;
    }

    /// <summary>Of the file just found.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<byte> Name => ((ReadOnlySpan<byte>)_name)[.._nameLength];

    public ulong SizeBytes { get; private set; }

    /// <summary>Where the companions of one image are; 0 bytes where the image came from no file.</summary>
    public static int WritePath(scoped in OwnImage image, Span<byte> path)
    {
        Span<byte> file = stackalloc byte[MaximumPathBytes - CompanionName.MaximumFolderLength(0)];
        int length = DevicePath.WriteFile(new DevicePath(image.FilePath), file);
        return length == 0 ? 0 : CompanionName.WriteFolder(file[..length], path);
    }

    /// <returns>False where there is no such folder, as most often.</returns>
    public static bool TryOpen(
        Volume volume,
        scoped ReadOnlySpan<byte> path,
        CompanionKind kind,
        out CompanionFolder folder
    )
    {
        folder = new CompanionFolder(kind);
        EfiStatus status = path.IsEmpty
            ? EfiStatus.NotFound
            : volume.Root.Open(path, FileOpenMode.Read, out folder._directory);
        if (status == EfiStatus.Success && folder._directory.GetInfo(out EfiFileInfo info) == EfiStatus.Success)
        {
            // What a file of that name has would be read as names.
            if (info.IsDirectory)
            {
                return true;
            }
            folder.Close();
        }
        else if (status != EfiStatus.NotFound)
        {
            Log.WriteLine($"warning: {path} ignored: {status}");
        }
        return false;
    }

    /// <summary>The one that follows in order.</summary>
    public bool TryNext()
    {
        NameBytes next = default;
        int nextLength = 0;
        Span<byte> buffer = stackalloc byte[MaximumNameBytes];
        _directory.SetPosition(0);
        while (_directory.ReadEntry(out EfiFileInfo entry) == EfiStatus.Success)
        {
            ReadOnlySpan<byte> name = buffer[..Utf8.FromUtf16(entry.NameUnits, buffer)];
            if (
                !entry.IsDirectory
                && CompanionName.IsOf(_kind, name)
                && CompanionName.Precedes(Name, name)
                && (nextLength == 0 || CompanionName.Precedes(name, ((ReadOnlySpan<byte>)next)[..nextLength]))
            )
            {
                name.CopyTo(next);
                nextLength = name.Length;
                SizeBytes = entry.FileSizeBytes;
            }
        }
        _name = next;
        _nameLength = nextLength;
        return nextLength != 0;
    }

    /// <summary>All of the file just found, which may have changed.</summary>
    public readonly EfiStatus Read(scoped Span<byte> contents)
    {
        EfiStatus status = _directory.Open(Name, FileOpenMode.Read, out VolumeFile file);
        if (status == EfiStatus.Success)
        {
            status = file.ReadExactly(contents);
            file.Close();
        }
        return status;
    }

    public readonly void Close() => _directory.Close();
}
