using System;
using System.Runtime.InteropServices;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Companions;
using Keelson.Efi;
using Keelson.Images;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// The add-ons of a unified image, those of the volume before those of the image (systemd-stub(7)). Under Secure Boot
/// each has to be one that the firmware would run; nothing of another is used. The bytes that were verified are those
/// that are used: each lies in pages of its own until the boot is given up, behind its name and the place of the next.
/// </summary>
internal ref struct AddOns
{
    /// <summary>Place of the next, length of the name, name.</summary>
    private const int NameLengthOffset = 16,
        NameOffset = 17,
        FileOffset = 512;

    private PhysicalRange _first,
        _last;

    public void Load(scoped in OwnImage image, Volume volume, Verification verification, Firmware firmware)
    {
        image.TryFindSection(UnifiedSections.Release, out ReadOnlySpan<byte> release);
        Span<byte> path = stackalloc byte[CompanionFolder.MaximumPathBytes];
        Load(volume, "\\loader\\addons"u8, release, verification, firmware);
        Load(volume, path[..CompanionFolder.WritePath(image, path)], release, verification, firmware);
    }

    /// <summary>In their order.</summary>
    public readonly Cursor From(Firmware firmware) => new(_first, firmware);

    public void Release(Firmware firmware)
    {
        while (!_first.IsEmpty)
        {
            PhysicalRange next = MemoryMarshal.Read<PhysicalRange>(firmware.Memory(_first));
            AlignedPages.Free(firmware, ref _first);
            _first = next;
        }
    }

    private void Load(
        Volume volume,
        scoped ReadOnlySpan<byte> path,
        ReadOnlySpan<byte> release,
        Verification verification,
        Firmware firmware
    )
    {
        if (!CompanionFolder.TryOpen(volume, path, CompanionKind.AddOn, out CompanionFolder folder))
        {
            return;
        }
        while (folder.TryNext())
        {
            EfiStatus status = Read(in folder, firmware, out PhysicalRange pages);
            AddOnError error = AddOnError.None;
            if (status == EfiStatus.Success)
            {
                ReadOnlySpan<byte> file = firmware.Memory(pages)[FileOffset..];
                status = verification.Check(file);
                error = AddOnImage.TryCreate(file, release, out _);
            }
            if (status == EfiStatus.Success && error == AddOnError.None)
            {
                Keep(pages, firmware);
                Log.WriteLine($"add-on {path}\\{folder.Name}");
                continue;
            }
            AlignedPages.Free(firmware, ref pages);
            if (status == EfiStatus.Success)
            {
                Log.WriteLine($"warning: add-on {path}\\{folder.Name} ignored: {error.Text()}");
            }
            else
            {
                Log.WriteLine($"warning: add-on {path}\\{folder.Name} ignored: {status}");
            }
        }
        folder.Close();
    }

    private static EfiStatus Read(scoped in CompanionFolder folder, Firmware firmware, out PhysicalRange pages)
    {
        pages = default;
        if (folder.SizeBytes > int.MaxValue - FileOffset)
        {
            return EfiStatus.BadBufferSize;
        }
        ulong size = FileOffset + folder.SizeBytes;
        EfiStatus status = AlignedPages.Allocate(firmware, MemoryType.LoaderData, size, 0, out pages);
        if (status == EfiStatus.Success)
        {
            Span<byte> record = firmware.Memory(pages);
            record[NameLengthOffset] = (byte)folder.Name.Length;
            folder.Name.CopyTo(record[NameOffset..]);
            status = folder.Read(record[FileOffset..]);
        }
        return status;
    }

    private void Keep(PhysicalRange pages, Firmware firmware)
    {
        PhysicalRange none = default;
        MemoryMarshal.Write(firmware.Memory(pages), in none);
        if (_first.IsEmpty)
        {
            _first = pages;
        }
        else
        {
            MemoryMarshal.Write(firmware.Memory(_last), in pages);
        }
        _last = pages;
    }

    public ref struct Cursor(PhysicalRange next, Firmware firmware)
    {
        private PhysicalRange _next = next;
        private readonly Firmware _firmware = firmware;

        /// <summary>Its file's.</summary>
        public ReadOnlySpan<byte> Name;
        public AddOnImage Image;

        public bool TryNext()
        {
            if (_next.IsEmpty)
            {
                return false;
            }
            ReadOnlySpan<byte> record = _firmware.Memory(_next);
            _next = MemoryMarshal.Read<PhysicalRange>(record);
            Name = record.Slice(NameOffset, record[NameLengthOffset]);
            AddOnImage.TryCreate(record[FileOffset..], default, out Image);
            return true;
        }
    }
}
