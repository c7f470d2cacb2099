using System;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.BootEntries;
using Keelson.BootTime;
using Keelson.DeviceTree;
using Keelson.Efi;
using Keelson.Images;
using Keelson.Tcg;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>A device tree that replaces the firmware's: the section <c>.dtb</c> of this image, or a file.</summary>
internal ref partial struct LoadedTree
{
    /// <summary>What the firmware may add to it: addresses, serial numbers, memory.</summary>
    private const ulong GrowthBytes = 0x1_0000;

    private PhysicalRange _memory;

    /// <summary>Empty where the firmware's own is to be used.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>What is wrong with it, where <see cref="Status"/> is success.</summary>
    public ReadOnlySpan<byte> Reason { get; private set; }
    public EfiStatus Status { get; private set; }

    /// <returns>False where a tree was asked for and cannot be had: <see cref="Status"/> or <see cref="Reason"/> says
    /// why.</returns>
    public static bool TryLoad(
        EfiSystem system,
        scoped in OwnImage image,
        ReadOnlySpan<byte> chosen,
        scoped in BootSource source,
        scoped in AddOns addOns,
        scoped ref Measurement measurement,
        Firmware firmware,
        out LoadedTree tree
    )
    {
        tree = default;
        ReadOnlySpan<byte> path = source.Choice.DeviceTreePath;
        OverlayPosition overlays = default;
        ReadOnlySpan<byte> overlay = default;
        bool hasOverlay = Product.AppliesOverlays && source.Choice.TryGetOverlay(ref overlays, out overlay);
        PhysicalAddress table = default;
        // A machine of ACPI may share its entries with others.
        if (hasOverlay && path.IsEmpty && !system.TryFindTable(WellKnownGuids.DeviceTreeTable, out table))
        {
            Log.WriteLine($"warning: device tree overlay {overlay} ignored: the firmware has no device tree");
            hasOverlay = false;
            overlay = default;
        }
        tree.Name = path.IsEmpty ? overlay : path;
        if (!tree.Name.IsEmpty && source.Choice.MayLoadDeviceTree)
        {
            bool isRight =
                Product.AppliesOverlays && path.IsEmpty
                    ? tree.TryCheck(PlatformTables.ReadDeviceTree(firmware, table))
                    : tree.TryRead(path, in source, ref measurement, firmware);
            while (Product.AppliesOverlays && isRight && hasOverlay)
            {
                isRight = tree.TryMerge(overlay, in source, ref measurement, firmware);
                hasOverlay = source.Choice.TryGetOverlay(ref overlays, out overlay);
            }
            if (!isRight)
            {
                return false;
            }
            tree.Name = path;
            // The firmware's own has what it adds already.
            if (!path.IsEmpty)
            {
                tree.FixUp(system, firmware);
            }
            return true;
        }
        if (!tree.Name.IsEmpty)
        {
            BootSource.Warn("device tree"u8, tree.Name);
            tree.Name = default;
        }
        ReadOnlySpan<byte> section = chosen;
        if (!Product.ChoosesTrees || chosen.IsEmpty)
        {
            image.TryFindSection(UnifiedSections.DeviceTree, out section);
        }
        // An empty section is none, as to systemd-stub, and so is one with something else in it.
        if (!section.IsEmpty)
        {
            tree.Name = UnifiedSections.DeviceTree;
            tree.TryAdopt(system, section, firmware);
        }
        if (Product.ReadsCompanions)
        {
            tree.AdoptAdded(system, in addOns, ref measurement, firmware);
        }
        return true;
    }

    /// <summary>Those of add-ons, one in place of the other; one that is none is left out.</summary>
    private void AdoptAdded(
        EfiSystem system,
        scoped in AddOns addOns,
        scoped ref Measurement measurement,
        Firmware firmware
    )
    {
        for (AddOns.Cursor addOn = addOns.From(firmware); addOn.TryNext(); )
        {
            ReadOnlySpan<byte> section = addOn.Image.DeviceTreeFor(
                MachineModel.Find(system, addOn.Image.HardwareIds, firmware)
            );
            if (section.IsEmpty)
            {
                continue;
            }
            LoadedTree added = default;
            added.Name = addOn.Name;
            if (!added.TryAdopt(system, section, firmware))
            {
                continue;
            }
            Release(firmware);
            this = added;
            measurement.AddOn(EventTag.DeviceTree, addOn.Name, section);
        }
    }

    public void Release(Firmware firmware) => AlignedPages.Free(firmware, ref _memory);

    private bool TryAdopt(EfiSystem system, ReadOnlySpan<byte> file, Firmware firmware)
    {
        bool isRight = TryCheck(file);
        if (isRight)
        {
            FixUp(system, firmware);
        }
        else
        {
            Log.WriteLine($"warning: device tree {Name} ignored: {Reason}");
            Name = default;
        }
        return isRight;
    }

    /// <summary>A file of the volume.</summary>
    private bool TryRead(
        ReadOnlySpan<byte> path,
        scoped in BootSource source,
        scoped ref Measurement measurement,
        Firmware firmware
    )
    {
        Name = path;
        Status = source.VolumeStatus;
        if (Status == EfiStatus.Success)
        {
            Status = source.Volume.ReadFile(path, firmware, out _memory);
        }
        if (Status != EfiStatus.Success)
        {
            return false;
        }
        ReadOnlySpan<byte> file = firmware.Memory(_memory);
        measurement.DeviceTree(file);
        return TryCheck(file);
    }

    /// <summary>Before the firmware writes into it, and once more by its user.</summary>
    private bool TryCheck(ReadOnlySpan<byte> file)
    {
        bool isRight = DeviceTreeBlob.TryCreate(file, out DeviceTreeBlob blob, out DeviceTreeError error);
        Bytes = blob.Bytes;
        Reason = error.Text();
        return isRight;
    }

    private unsafe void FixUp(EfiSystem system, Firmware firmware)
    {
        DeviceTreeFixupProtocol* protocol = system.Boot.FindProtocol<DeviceTreeFixupProtocol>();
        ulong size = (ulong)Bytes.Length + GrowthBytes;
        if (
            protocol == null
            || AlignedPages.Allocate(firmware, MemoryType.LoaderData, size, 0, out PhysicalRange unused)
                != EfiStatus.Success
        )
        {
            return;
        }
        Span<byte> copy = firmware.Memory(unused);
        Bytes.CopyTo(copy);
        // SAFETY: the copy is as long as the size says, and the protocol is the firmware's.
        EfiStatus status = FirmwareCall.Invoke(
            protocol->Fixup,
            protocol,
            unused.Start.Value,
            &size,
            (ulong)(DeviceTreeFixups.Apply | DeviceTreeFixups.ReserveMemory)
        );
        if (status == EfiStatus.Success)
        {
            PhysicalRange original = _memory;
            _memory = unused;
            unused = original;
            Bytes = copy;
        }
        else
        {
            Log.WriteLine($"warning: EFI_DT_FIXUP_PROTOCOL for {Name}: {status}: used without fix-ups");
        }
        AlignedPages.Free(firmware, ref unused);
    }
}
