using System;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.BootEntries;
using Keelson.Companions;
using Keelson.Efi;
using Keelson.Images;
using Keelson.Tcg;

namespace Keelson.Stub;

/// <summary>
/// What comes with an image of its initial ramdisk: the section <c>.initrd</c>, and with it what lies beside the image
/// and what the system is told about it, in the order of systemd-stub, as what follows counts over what was there
/// before. Compiled into its one caller: as calls it would cost 90 bytes of a file whose size is kept.
/// </summary>
internal ref struct CarriedInitrd
{
    private ReadOnlySpan<byte> _section;
    private ReadOnlySpan<byte> _sidecars;
    private ExtraFiles _extra;
    private ulong _addOnsSize;

    /// <summary>Of all of it.</summary>
    public ulong SizeBytes { get; private set; }

    public readonly bool HasCompanions => Product.ReadsCompanions && (ulong)_sidecars.Length + _addOnsSize != 0;

    /// <summary>Of the section, where it came with the image; empty without one.</summary>
    public readonly PhysicalRange Place =>
        _section.IsEmpty ? default : PhysicalRange.FromSize(Firmware.AddressOf(_section), (ulong)_section.Length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CarriedInitrd Find(
        scoped in OwnImage image,
        scoped in BootSource source,
        scoped in Companions companions,
        Firmware firmware
    )
    {
        CarriedInitrd found = default;
        // It belongs to the kernel beside it.
        if (source.Choice.Origin == KernelOrigin.Carried)
        {
            image.TryFindSection(UnifiedSections.Initrd, out found._section);
            image.TryFindSection(UnifiedSections.PcrSignature, out found._extra.Signature);
            image.TryFindSection(UnifiedSections.PcrPublicKey, out found._extra.PublicKey);
            image.TryFindSection(UnifiedSections.Profile, out found._extra.Profile);
            // Where nothing else is added, a small stub leaves the initrd where it came with the image.
            if (Product.ReadsCompanions && !source.IsKernelShim)
            {
                image.TryFindSection(UnifiedSections.OsRelease, out found._extra.OsRelease);
            }
        }
        found.SizeBytes = (ulong)found._section.Length;
        if (Product.ReadsCompanions)
        {
            found._sidecars = companions.Sidecars.Archives(firmware);
            found._addOnsSize = SizeOfAddOns(in companions.AddOns, firmware);
        }
        if (found.HasCompanions || !found._extra.IsEmpty)
        {
            found.SizeBytes = Alignment.Up(found.SizeBytes, Initrd.JoinAlignmentBytes) + (ulong)found._extra.RoomBytes;
        }
        if (Product.ReadsCompanions)
        {
            found.SizeBytes += (ulong)found._sidecars.Length + found._addOnsSize;
        }
        return found;
    }

    /// <param name="memory">For all of the initial ramdisk; this is its beginning.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Write(
        Span<byte> memory,
        scoped in Companions companions,
        scoped ref Measurement measurement,
        Firmware firmware
    )
    {
        memory[..(int)SizeBytes].Clear();
        _section.CopyTo(memory);
        int start = (int)Alignment.Up((ulong)_section.Length, Initrd.JoinAlignmentBytes);
        if (Product.ReadsCompanions)
        {
            _sidecars.CopyTo(memory[start..]);
            start += _sidecars.Length;
        }
        if (!_extra.IsEmpty)
        {
            _extra.Write(memory[start..]);
            start += _extra.RoomBytes;
        }
        if (Product.ReadsCompanions && _addOnsSize != 0)
        {
            WriteAddOns(in companions.AddOns, ref measurement, memory[start..], firmware);
        }
    }

    /// <summary>Of the initial ramdisks of add-ons.</summary>
    private static ulong SizeOfAddOns(scoped in AddOns addOns, Firmware firmware)
    {
        ulong size = 0;
        for (AddOns.Cursor addOn = addOns.From(firmware); addOn.TryNext(); )
        {
            size += Alignment.Up((ulong)addOn.Image.Initrd.Length, Initrd.JoinAlignmentBytes);
        }
        return size;
    }

    private static void WriteAddOns(
        scoped in AddOns addOns,
        scoped ref Measurement measurement,
        Span<byte> destination,
        Firmware firmware
    )
    {
        for (AddOns.Cursor addOn = addOns.From(firmware); addOn.TryNext(); )
        {
            ReadOnlySpan<byte> part = addOn.Image.Initrd;
            part.CopyTo(destination);
            destination = destination[(int)Alignment.Up((ulong)part.Length, Initrd.JoinAlignmentBytes)..];
            if (!part.IsEmpty)
            {
                measurement.AddOn(EventTag.AddOnInitrd, addOn.Name, part);
            }
        }
    }
}
