using System;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Companions;
using Keelson.Efi;
using Keelson.Images;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// Credentials and extensions beside a unified image, as parts of its initial ramdisk (systemd-stub(7)): nobody has
/// verified them here, so that they are measured, lie in a folder of their own, and are for the system to believe.
/// </summary>
internal ref struct Sidecars
{
    /// <summary>In the order of their archives.</summary>
    private const CompanionKind First = CompanionKind.Credential,
        Last = CompanionKind.ConfigurationExtension;

    private PhysicalRange _memory;

    /// <summary>Whole words.</summary>
    public int SizeBytes { get; private set; }

    public readonly ReadOnlySpan<byte> Archives(Firmware firmware) => firmware.Memory(_memory)[..SizeBytes];

    public void Load(scoped in OwnImage image, Volume volume, ref Measurement measurement, Firmware firmware)
    {
        Span<byte> buffer = stackalloc byte[CompanionFolder.MaximumPathBytes];
        ReadOnlySpan<byte> path = buffer[..CompanionFolder.WritePath(image, buffer)];
        ulong size = 0;
        for (CompanionKind kind = First; kind <= Last; kind++)
        {
            size += Measure(volume, path, new CompanionArchive(kind));
        }
        if (size == 0)
        {
            return;
        }
        EfiStatus status =
            size > int.MaxValue
                ? EfiStatus.BadBufferSize
                : AlignedPages.Allocate(firmware, MemoryType.LoaderData, size, 0, out _memory);
        if (status != EfiStatus.Success)
        {
            Log.WriteLine($"warning: credentials and extensions of {size} bytes ignored: {status}");
            return;
        }
        firmware.Memory(_memory).Clear();
        for (CompanionKind kind = First; kind <= Last; kind++)
        {
            Write(volume, path, new CompanionArchive(kind), ref measurement, firmware);
        }
    }

    public void Release(Firmware firmware) => AlignedPages.Free(firmware, ref _memory);

    private static bool TryOpen(
        Volume volume,
        scoped ReadOnlySpan<byte> path,
        CompanionArchive archive,
        out CompanionFolder folder
    ) =>
        CompanionFolder.TryOpen(
            volume,
            archive.Kind == CompanionKind.GlobalCredential ? "\\loader\\credentials"u8 : path,
            archive.Kind,
            out folder
        );

    /// <returns>0 where there are no files.</returns>
    private static ulong Measure(Volume volume, scoped ReadOnlySpan<byte> path, CompanionArchive archive)
    {
        ulong size = 0;
        if (TryOpen(volume, path, archive, out CompanionFolder folder))
        {
            while (folder.TryNext())
            {
                size += archive.FileBytes(folder.Name.Length, Math.Min(folder.SizeBytes, int.MaxValue));
            }
            folder.Close();
        }
        return size == 0 ? 0 : size + (ulong)archive.EmptyBytes;
    }

    private void Write(
        Volume volume,
        scoped ReadOnlySpan<byte> path,
        CompanionArchive archive,
        ref Measurement measurement,
        Firmware firmware
    )
    {
        if (!TryOpen(volume, path, archive, out CompanionFolder folder))
        {
            return;
        }
        Span<byte> room = firmware.Memory(_memory)[SizeBytes..];
        // What was there when it was measured.
        if (room.Length >= archive.EmptyBytes && folder.TryNext())
        {
            NewcWriter writer = archive.Begin(room);
            do
            {
                EfiStatus status = writer.TryPlace(archive.Folder, folder.Name, folder.SizeBytes, out Span<byte> place)
                    ? folder.Read(place)
                    : EfiStatus.BufferTooSmall;
                if (status == EfiStatus.Success)
                {
                    archive.Add(ref writer, folder.Name, place.Length);
                }
                else
                {
                    place.Clear();
                    Log.WriteLine($"warning: {path}\\{folder.Name} ignored: {status}");
                }
            } while (folder.TryNext());
            writer.End();
            measurement.Companions(archive, room[..writer.Length]);
            SizeBytes += writer.Length;
            Log.WriteLine($"{archive.Description} of {writer.Length} bytes");
        }
        folder.Close();
    }
}
