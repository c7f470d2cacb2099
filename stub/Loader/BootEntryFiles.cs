using System;
using Keelson.Addresses;
using Keelson.BootEntries;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Images;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// The boot entries of the volumes that a loader looks at. What is broken is named, and the rest is offered.
/// </summary>
internal ref struct BootEntryFiles
{
    private const ulong MaximumTextBytes = 0x10_0000;

    /// <summary>Of one file: of what is no configuration at all, nearly every line would be named.</summary>
    private const int MostLineWarnings = 8;

    private PhysicalRange _memory;
    private PhysicalRange _configurationFile;
    private ProgramCheck _programs;

    public BootEntryList List;

    /// <summary>Of the entries before those of the loader itself.</summary>
    public int OrdinaryCount;

    /// <summary>
    /// There is something to boot: an entry, or a program that the loader found itself. To reset the machine helps
    /// nobody: the firmware has other boot options (systemd-boot asks all the same).
    /// </summary>
    public bool CanBoot;

    public LoaderConfiguration Configuration;

    /// <param name="system">May have a set-up to offer.</param>
    /// <param name="image">The boot loader itself.</param>
    /// <param name="volumes">Where entries may be.</param>
    /// <param name="ownPath">Of the boot loader, which is no entry of its own.</param>
    /// <param name="firmware">Has memory for them.</param>
    public static BootEntryFiles Read(
        EfiSystem system,
        scoped in OwnImage image,
        scoped in BootVolumes volumes,
        scoped ReadOnlySpan<byte> ownPath,
        Firmware firmware
    )
    {
        BootEntryFiles files = default;
        files.ReadConfiguration(volumes[0], firmware);
        ulong size = 0;
        for (int i = 0; i < volumes.Count; i++)
        {
            size += Measure(volumes[i], EntryFolder.UnifiedImages) + Measure(volumes[i], EntryFolder.Files);
        }
        size += LoaderEntries.RoomBytes;
        EfiStatus status = AlignedPages.Allocate(firmware, MemoryType.LoaderData, size, 0, out files._memory);
        if (size > int.MaxValue || status != EfiStatus.Success)
        {
            Log.WriteLine($"warning: no memory for boot entries of {size} bytes: {status}");
            return files;
        }
        files.List = new BootEntryList(firmware.Memory(files._memory));
        for (int i = 0; i < volumes.Count; i++)
        {
            UnifiedImageEntries.AddAll(volumes[i], (byte)i, ref files.List, firmware);
            // The same path on the other partition is another program.
            files.AddAll(volumes[i], (byte)i, i == 0 ? ownPath : default);
        }
        files.List.Sort();
        files.OrdinaryCount = files.List.Count;
        files.CanBoot = files.OrdinaryCount != 0;
        files.AddLoaderEntries(system, image, volumes[0], ownPath);
        return files;
    }

    private void AddLoaderEntries(
        EfiSystem system,
        scoped in OwnImage image,
        Volume volume,
        scoped ReadOnlySpan<byte> ownPath
    )
    {
        for (int i = 0; i < LoaderEntries.Count; i++)
        {
            LoaderEntry entry = (LoaderEntry)i;
            ReadOnlySpan<byte> path = entry.Path();
            if (
                Configuration.Switches.Offers(entry)
                && (
                    path.IsEmpty
                        ? entry != LoaderEntry.FirmwareSetup || LoaderAction.HasSetup(system)
                        : !FilePath.AreSame(path, ownPath) && _programs.Check(volume, path) == EfiStatus.Success
                )
                && (entry != LoaderEntry.DefaultLoader || !BeginsAnew(image, volume, path))
            )
            {
                List.AddLoaderEntry(entry);
                CanBoot |= !path.IsEmpty;
            }
        }
    }

    /// <summary>As this one would, or shim, which starts this one by its second name.</summary>
    private static bool BeginsAnew(scoped in OwnImage image, Volume volume, scoped ReadOnlySpan<byte> path) =>
        IsCopy(image, volume, path) || IsCopy(image, volume, "/EFI/BOOT/grubaa64.efi"u8);

    private static bool IsCopy(scoped in OwnImage image, Volume volume, scoped ReadOnlySpan<byte> path)
    {
        const int HeadersBytes = 1024;
        Span<byte> headers = stackalloc byte[HeadersBytes];
        return volume.ReadFile(path, headers, out int length) == EfiStatus.Success
            && PeImage.AreOfOneBuild(headers[..length], image.Bytes);
    }

    /// <summary>loader.conf; empty where there is none.</summary>
    public readonly ReadOnlySpan<byte> ConfigurationText(Firmware firmware) => firmware.Memory(_configurationFile);

    private void ReleaseConfiguration(Firmware firmware)
    {
        Configuration = default;
        AlignedPages.Free(firmware, ref _configurationFile);
    }

    public void Release(Firmware firmware)
    {
        ReleaseConfiguration(firmware);
        AlignedPages.Free(firmware, ref _memory);
    }

    private static ulong Measure(Volume volume, EntryFolder folder)
    {
        if (!EntryDirectory.TryOpen(volume, folder, out EntryDirectory directory))
        {
            return 0;
        }
        ulong size = 0;
        for (int i = 0; directory.TryNext(); i++)
        {
            size += BootEntryList.SizeOf(
                directory.Name.Length,
                folder == EntryFolder.UnifiedImages ? UnifiedImageEntries.RoomFor(i)
                    : directory.SizeBytes > MaximumTextBytes ? 0
                    : directory.SizeBytes
            );
        }
        directory.Close();
        return size;
    }

    private void AddAll(Volume volume, byte number, scoped ReadOnlySpan<byte> ownPath)
    {
        if (!EntryDirectory.TryOpen(volume, EntryFolder.Files, out EntryDirectory directory))
        {
            return;
        }
        while (directory.TryNext())
        {
            Span<byte> room = List.RoomFor(directory.Name);
            if (directory.SizeBytes > Math.Min((ulong)room.Length, MaximumTextBytes))
            {
                Log.WriteLine(
                    $"warning: /loader/entries/{directory.Name} left out: {directory.SizeBytes} bytes are too many"
                );
                continue;
            }
            Span<byte> text = room[..(int)directory.SizeBytes];
            EfiStatus status = directory.OpenFile(out VolumeFile file);
            if (status == EfiStatus.Success)
            {
                status = file.ReadExactly(text);
                file.Close();
            }
            if (status != EfiStatus.Success)
            {
                Log.WriteLine($"warning: /loader/entries/{directory.Name} left out: {status}");
            }
            else if (IsSound(volume, directory.Name, text, ownPath))
            {
                Warn("entries/"u8, directory.Name, List.Add(directory.Name, text.Length, number), "left out"u8);
            }
        }
        directory.Close();
    }

    /// <summary>Names what is wrong with an entry, line by line.</summary>
    /// <returns>Whether it may be offered.</returns>
    private bool IsSound(
        Volume volume,
        scoped ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> text,
        scoped ReadOnlySpan<byte> ownPath
    )
    {
        BootEntry entry = new(default, text);
        int warnings = 0;
        for (ConfigurationLines lines = new(text); lines.TryNext(); )
        {
            WarnOfLine("entries/"u8, name, entry.Take(in lines), ref warnings);
        }
        EntryDiagnostic verdict = entry.VerdictBeside(ownPath);
        Warn("entries/"u8, name, verdict, "left out"u8);
        if (!verdict.IsNone || entry.IsForAnotherArchitecture)
        {
            return verdict.IsNone;
        }
        // Others may still boot: systemd-boot does not offer such an entry either.
        EfiStatus status = _programs.Check(volume, entry.Program);
        if (status != EfiStatus.Success)
        {
            Log.WriteLine(
                $"warning: /loader/entries/{name}:{entry.ProgramPlace.Line}:{entry.ProgramPlace.Column}: "
                    + $"{entry.Program}: {status}: left out"
            );
        }
        return status == EfiStatus.Success;
    }

    private void ReadConfiguration(Volume volume, Firmware firmware)
    {
        EfiStatus status = volume.ReadFile("/loader/loader.conf"u8, firmware, out _configurationFile);
        if (status is not (EfiStatus.Success or EfiStatus.NotFound))
        {
            Log.WriteLine($"warning: /loader/loader.conf ignored: {status}");
        }
        ReadOnlySpan<byte> text = firmware.Memory(_configurationFile);
        int warnings = 0;
        for (ConfigurationLines lines = new(text); lines.TryNext(); )
        {
            WarnOfLine(default, "loader.conf"u8, Configuration.Take(in lines), ref warnings);
        }
    }

    private static void WarnOfLine(
        ReadOnlySpan<byte> folder,
        scoped ReadOnlySpan<byte> name,
        EntryDiagnostic diagnostic,
        ref int warnings
    )
    {
        warnings += diagnostic.IsNone ? 0 : 1;
        if (warnings <= MostLineWarnings)
        {
            Warn(
                folder,
                name,
                diagnostic,
                warnings == MostLineWarnings ? "this and all further bad lines are ignored"u8 : "the line is ignored"u8
            );
        }
    }

    private static void Warn(
        ReadOnlySpan<byte> folder,
        scoped ReadOnlySpan<byte> name,
        EntryDiagnostic diagnostic,
        ReadOnlySpan<byte> consequence
    )
    {
        if (diagnostic.IsNone)
        {
            return;
        }
        Log.WriteLine(
            $"warning: /loader/{folder}{name}:{diagnostic.Line}:{diagnostic.Column}: {diagnostic.Text}: "
                + $"{(diagnostic.Error == EntryError.Repeated ? "those before are ignored"u8 : consequence)}"
        );
    }
}
