using System;
using Keelson.Addresses;
using Keelson.BootEntries;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Text;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// The boot entries on the volume that this image came from. What is broken is named, and the rest is offered.
/// </summary>
internal ref struct BootEntryFiles
{
    private const ulong MemorySizeBytes = 0x4_0000;
    private const int MaximumNameBytes = 3 * 255;

    private PhysicalRange _memory;
    private PhysicalRange _configurationFile;

    public BootEntryList List;
    public LoaderConfiguration Configuration;

    public readonly PhysicalRange Memory => _memory;

    /// <returns>False without a directory for entries, or memory for them.</returns>
    public static bool TryRead(Volume volume, scoped ref Firmware firmware, out BootEntryFiles files)
    {
        files = default;
        return files.Read(volume, ref firmware) == EfiStatus.Success;
    }

    private EfiStatus Read(Volume volume, scoped ref Firmware firmware)
    {
        EfiStatus status = volume.Root.Open("/loader/entries"u8, FileOpenMode.Read, out VolumeFile directory);
        if (status != EfiStatus.Success)
            return status;
        status = AlignedPages.Allocate(
            ref firmware,
            MemoryType.LoaderData,
            MemorySizeBytes,
            0,
            out PhysicalAddress start
        );
        if (status == EfiStatus.Success)
        {
            _memory = PhysicalRange.FromSize(start, MemorySizeBytes);
            List = new BootEntryList(firmware.Memory(start, MemorySizeBytes));
            ReadEntries(directory);
            ReadConfiguration(volume, ref firmware);
        }
        directory.Close();
        return status;
    }

    public void ReleaseConfiguration(scoped ref Firmware firmware) => firmware.Free(ref _configurationFile);

    private void ReadEntries(VolumeFile directory)
    {
        Span<byte> buffer = stackalloc byte[MaximumNameBytes];
        while (directory.ReadEntry(out EfiFileInfo info) == EfiStatus.Success)
        {
            ReadOnlySpan<byte> name = buffer[..Utf8.FromUtf16(info.NameUnits, buffer)];
            if (info.IsDirectory || !BootEntryName.IsEntry(name))
                continue;
            Span<byte> room = List.RoomFor(name);
            if (info.FileSizeBytes > (ulong)room.Length)
            {
                Log.WriteLine(
                    $"warning: {name} left out: no room for more than {BootEntryList.Capacity} entries, or so much text"
                );
                continue;
            }
            EfiStatus status = directory.Open(name, FileOpenMode.Read, out VolumeFile file);
            if (status == EfiStatus.Success)
            {
                status = file.ReadExactly(room[..(int)info.FileSizeBytes]);
                file.Close();
            }
            if (status != EfiStatus.Success)
                Log.WriteLine($"warning: {name} left out: {status}");
            else
                Report("entries/"u8, name, List.Add(name, (int)info.FileSizeBytes));
        }
    }

    private void ReadConfiguration(Volume volume, scoped ref Firmware firmware)
    {
        if (volume.ReadFile("/loader/loader.conf"u8, ref firmware, out _configurationFile) == EfiStatus.Success)
            Report(
                default,
                "loader.conf"u8,
                LoaderConfiguration.TryParse(
                    firmware.Memory(_configurationFile.Start, _configurationFile.SizeBytes),
                    out Configuration
                )
            );
    }

    private static void Report(ReadOnlySpan<byte> folder, ReadOnlySpan<byte> name, EntryDiagnostic diagnostic)
    {
        if (!diagnostic.IsNone)
            Log.WriteLine(
                $"warning: /loader/{folder}{name}:{diagnostic.Line}:{diagnostic.Column}: {diagnostic.Text}: left out"
            );
    }
}
