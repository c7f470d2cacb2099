using System;
using Keelson.Addresses;
using Keelson.BootEntries;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Images;
using Keelson.Text;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// The unified kernel images of a volume that are entries without a file that says so (UAPI Group, Boot Loader
/// Specification, type 2). An image without a section <c>.osrel</c> is none.
/// </summary>
internal static class UnifiedImageEntries
{
    private const ulong RoomBytes = 0x1000;
    private const ulong LargeRoomBytes = 0x1_8000;
    private const int LargeImages = 16;

    private const ulong ScratchBytes = 0x2_0000;
    private const int HeadersBytes = 0x1_0000;
    private const int OsReleaseBytes = 0x8000;

    /// <summary>
    /// What is reserved for the entries of one image of a volume: some 350 bytes for each of its profiles, of which few
    /// images have more than ten. All share what there is.
    /// </summary>
    public static ulong RoomFor(int index) => index < LargeImages ? LargeRoomBytes : RoomBytes;

    public static void AddAll(Volume volume, byte number, scoped ref BootEntryList list, Firmware firmware)
    {
        if (!EntryDirectory.TryOpen(volume, EntryFolder.UnifiedImages, out EntryDirectory directory))
        {
            return;
        }
        EfiStatus status = AlignedPages.Allocate(
            firmware,
            MemoryType.LoaderData,
            ScratchBytes,
            0,
            out PhysicalRange scratch
        );
        while (status == EfiStatus.Success && directory.TryNext())
        {
            EfiStatus read = directory.OpenFile(out VolumeFile file);
            if (read == EfiStatus.Success)
            {
                read = Add(file, in directory, number, ref list, firmware.Memory(scratch));
                file.Close();
            }
            if (read != EfiStatus.Success)
            {
                Log.WriteLine($"warning: /EFI/Linux/{directory.Name} left out: {read}");
            }
        }
        AlignedPages.Free(firmware, ref scratch);
        directory.Close();
    }

    private static EfiStatus Add(
        VolumeFile file,
        scoped in EntryDirectory directory,
        byte number,
        scoped ref BootEntryList list,
        Span<byte> scratch
    )
    {
        Span<byte> headers = scratch[..(int)Math.Min(directory.SizeBytes, HeadersBytes)];
        Span<byte> osRelease = scratch.Slice(HeadersBytes, OsReleaseBytes);
        Span<byte> profileText = scratch[(HeadersBytes + OsReleaseBytes)..];
        EfiStatus status = file.ReadExactly(headers);
        if (status != EfiStatus.Success)
        {
            return status;
        }
        if (!PeImage.TryCreate(headers, out PeImage image))
        {
            return EfiStatus.LoadError;
        }
        // Images for other machines share the directory; they are no fault.
        if (ForeignImage.Recognize(headers) == Arm64ImageError.OtherArchitecture)
        {
            return EfiStatus.Success;
        }
        for (
            int index = 0;
            index < UnifiedImageProfile.MaximumCount
                && UnifiedImageProfile.TryFind(image, index, out UnifiedImageProfile profile);
            index++
        )
        {
            if (!profile.TryFindSection(UnifiedSections.OsRelease, out PeSection section))
            {
                continue;
            }
            status = Read(file, section, osRelease, out int osReleaseLength);
            int profileLength = 0;
            if (status == EfiStatus.Success && profile.TryFindSection(UnifiedSections.Profile, out section))
            {
                status = Read(file, section, profileText, out profileLength);
            }
            if (status != EfiStatus.Success)
            {
                return status;
            }
            Span<byte> room = list.RoomFor(directory.Name);
            int length = UnifiedImageEntry.Write(
                directory.Path,
                osRelease[..osReleaseLength],
                profileText[..profileLength],
                index,
                room,
                out ReadOnlySpan<byte> profileId
            );
            EntryDiagnostic fault =
                length == 0
                    ? new EntryDiagnostic(EntryError.NoName, 1, 1)
                    : list.Add(directory.Name, length, number, profileId);
            if (!fault.IsNone)
            {
                Log.WriteLine($"warning: /EFI/Linux/{directory.Name}: {fault.Text}: left out");
            }
        }
        return EfiStatus.Success;
    }

    /// <summary>The options that an image has itself, of the entry's profile, for those who edit them.</summary>
    /// <param name="volume">On which the entry is.</param>
    /// <param name="entry">Names the image and the profile.</param>
    /// <param name="options">Where they are put.</param>
    /// <param name="firmware">Has memory for the headers.</param>
    /// <returns>Bytes written; 0 where it has none, or cannot be read.</returns>
    public static int ReadOptions(Volume volume, scoped in BootEntry entry, Span<byte> options, Firmware firmware)
    {
        int length = 0;
        if (volume.Root.Open(entry.Program, FileOpenMode.Read, out VolumeFile file) != EfiStatus.Success)
        {
            return length;
        }
        OptionWords.TryParseNumber(entry.Profile, out uint index);
        if (
            file.GetInfo(out EfiFileInfo info) == EfiStatus.Success
            && AlignedPages.Allocate(firmware, MemoryType.LoaderData, HeadersBytes, 0, out PhysicalRange scratch)
                == EfiStatus.Success
        )
        {
            Span<byte> headers = firmware.Memory(scratch)[..(int)Math.Min(info.FileSizeBytes, HeadersBytes)];
            if (
                file.ReadExactly(headers) == EfiStatus.Success
                && PeImage.TryCreate(headers, out PeImage image)
                && UnifiedImageProfile.TryFind(image, (int)index, out UnifiedImageProfile profile)
                && profile.TryFindSection(UnifiedSections.CommandLine, out PeSection section)
                && Read(file, section, options, out length) != EfiStatus.Success
            )
            {
                length = 0;
            }
            AlignedPages.Free(firmware, ref scratch);
        }
        file.Close();
        return AddedOptions.Append(options, 0, options[..length]);
    }

    private static EfiStatus Read(VolumeFile file, PeSection section, Span<byte> buffer, out int length)
    {
        length = (int)Math.Min(Math.Min(section.FileSizeBytes, section.VirtualSizeBytes), (uint)buffer.Length);
        EfiStatus status = file.SetPosition(section.FileOffset);
        return status == EfiStatus.Success ? file.ReadExactly(buffer[..length]) : status;
    }
}
