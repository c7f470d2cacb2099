using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Text;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Guests.Files;

/// <summary>
/// Reads, lists, replaces and deletes on the volume that it came from, and says each answer: the test compares, also
/// with what the host then finds there.
/// </summary>
internal static class EntryPoint
{
    [InlineArray(512)]
    private struct NameBuffer
    {
        private byte _first;
    }

    [RuntimeExport("EfiMain")]
    private static EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiSystem system = EfiApplication.Start(imageHandle, systemTable, "files");
        EfiStatus status = Volume.Open(system, imageHandle, out Volume volume);
        EfiApplication.WriteLine($"files: volume {status}");
        if (status == EfiStatus.Success)
        {
            Read(system, volume, "/texts/short.txt"u8);
            Read(system, volume, "\\texts\\large file.bin"u8);
            Read(system, volume, "/texts/empty.txt"u8);
            Read(system, volume, "/texts/missing.txt"u8);
            Read(system, volume, "/missing/short.txt"u8);
            List(volume, "/texts"u8);
            status = volume.Root.OpenDirectory("/made"u8, out VolumeFile made);
            EfiApplication.WriteLine($"files: directory {status}");
            if (status == EfiStatus.Success)
            {
                made.Close();
            }
            EfiApplication.WriteLine($"files: written {volume.WriteFile("/made/new.txt"u8, "new\n"u8)}");
            EfiApplication.WriteLine($"files: replaced {volume.WriteFile("/texts/short.txt"u8, "less\n"u8)}");
            EfiApplication.WriteLine(
                $"files: deleted {volume.Delete("/texts/old.txt"u8)}, then {volume.Delete("/texts/old.txt"u8)}"
            );
            Read(system, volume, "/texts/short.txt"u8);
            Change(volume);
            volume.Close();
        }
        EfiApplication.WriteLine($"files: done");
        return system.Runtime.ResetSystem(ResetType.Shutdown);
    }

    /// <summary>Name, times and attributes, each asked for again.</summary>
    private static void Change(Volume volume)
    {
        EfiStatus status = volume.WriteFile("/made/changed.txt"u8, "changed\n"u8);
        if (status == EfiStatus.Success)
        {
            status = volume.Root.Open("/made/changed.txt"u8, FileOpenMode.ReadWrite, out VolumeFile file);
            EfiTime time = new()
            {
                Year = 2001,
                Month = 2,
                Day = 3,
                Hour = 4,
                Minute = 5,
                Second = 6,
            };
            EfiApplication.WriteLine($"files: renamed {file.Rename("renamed.txt"u8)}");
            EfiApplication.WriteLine($"files: times {file.SetTimes(time, time, time)}");
            EfiApplication.WriteLine($"files: attributes {file.SetAttributes(FileAttributes.ReadOnly)}");
            file.Close();
        }

        Show(volume, "/made/changed.txt"u8);
        Show(volume, "/made/renamed.txt"u8);
        EfiStatus known = volume.GetInfo(out EfiFileSystemInfo info);
        EfiApplication.WriteLine(
            $"files: changed {status}; volume {known}, read-only {info.IsReadOnly}, "
                + $"some of it free {info.FreeSpaceBytes > 0 && info.FreeSpaceBytes < info.VolumeSizeBytes}"
        );
    }

    private static void Show(Volume volume, ReadOnlySpan<byte> path)
    {
        EfiStatus status = volume.Root.Open(path, FileOpenMode.Read, out VolumeFile file);
        EfiFileInfo info = default;
        if (status == EfiStatus.Success)
        {
            status = file.GetInfo(out info);
            file.Close();
        }

        EfiStatus toWrite = volume.Root.Open(path, FileOpenMode.ReadWrite, out VolumeFile again);
        if (toWrite == EfiStatus.Success)
        {
            again.Close();
        }

        EfiApplication.WriteLine(
            $"files: {path}: {status}, {info.FileAttributes}, {info.Modified.Year}-{info.Modified.Month:D2}-"
                + $"{info.Modified.Day:D2}, opened to be written {toWrite}"
        );
    }

    private static void Read(EfiSystem system, Volume volume, ReadOnlySpan<byte> path)
    {
        EfiStatus status = volume.ReadFile(path, system.Boot, out PhysicalRange contents);
        ReadOnlySpan<byte> bytes = system.Boot.Memory(contents);
        EfiApplication.WriteLine($"files: {path}: {status}, {contents.SizeBytes} bytes, CRC 0x{Crc32.Of(bytes):x}");
        AlignedPages.Free(system.Boot, ref contents);
    }

    private static void List(Volume volume, ReadOnlySpan<byte> path)
    {
        NameBuffer name = default;
        EfiStatus status = volume.Root.Open(path, FileOpenMode.Read, out VolumeFile directory);
        while (
            status == EfiStatus.Success && (status = directory.ReadEntry(out EfiFileInfo entry)) == EfiStatus.Success
        )
        {
            int length = Utf8.FromUtf16(entry.NameUnits, name);
            EfiApplication.WriteLine(
                $"files: entry '{((ReadOnlySpan<byte>)name)[..length]}' {(entry.IsDirectory ? "directory" : "file")} "
                    + $"of {entry.FileSizeBytes} bytes"
            );
        }
        EfiApplication.WriteLine($"files: list ends with {status}");
    }
}
