using System;
using Keelson.BootEntries;
using Keelson.Efi;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// Writes a try into the name of the entry's file before it is made (UAPI Group, Boot Loader Specification, "Boot
/// counting"), and tells the system which file to rename once it is up.
/// </summary>
internal static class BootCounter
{
    private const int MaximumNameBytes = 3 * EfiFileInfo.MaximumNameUnits;

    /// <summary>A volume that cannot be written is no reason not to boot.</summary>
    public static void Count(Volume volume, scoped in BootEntry entry, scoped in LoaderState state)
    {
        BootEntryName name = entry.Name;
        if (!name.IsCounted)
        {
            return;
        }
        ReadOnlySpan<byte> folder = EntryDirectory.PathOf(
            BootEntryName.IsUnifiedImage(name.FileName) ? EntryFolder.UnifiedImages : EntryFolder.Files
        );
        Span<byte> path = stackalloc byte[32 + MaximumNameBytes + BootEntryName.MaximumGrowth];
        folder.CopyTo(path);
        name.FileName.CopyTo(path[folder.Length..]);
        EfiStatus status = volume.Root.Open(
            path[..(folder.Length + name.FileName.Length)],
            FileOpenMode.ReadWrite,
            out VolumeFile file
        );
        int length = name.WriteNext(path[folder.Length..]);
        ReadOnlySpan<byte> next = path.Slice(folder.Length, length);
        if (status == EfiStatus.Success)
        {
            status = file.Rename(next);
            file.Close();
        }
        if (status != EfiStatus.Success)
        {
            Log.WriteLine($"warning: {name.FileName} cannot be renamed to {next}: {status}: this try is not counted");
            return;
        }
        Log.WriteLine($"boot entry {name.FileName} is now {next}");
        state.ExportCounted(path[..(folder.Length + length)]);
    }
}
