using System;
using System.Buffers.Binary;
using Keelson.Acpi;
using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Efi;
using Keelson.Platform;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>
/// A machine that is described so that kernels do not start on it: by ACPI (<c>acpi-profile-old</c>,
/// <c>acpi-profile-legacy</c>, <c>acpi-timer-none</c>, <c>acpi-processor-other</c>) or by the device tree
/// (<c>tree-timer-none</c>, <c>tree-processor-other</c>); and <c>acpi-narrow</c>, an RSDT and no XSDT.
/// </summary>
internal static class BentMachine
{
    private const int HeaderBytes = 36;

    public static bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        if (system.TryFindTable(WellKnownGuids.DeviceTreeTable, out PhysicalAddress tree))
        {
            return TryBendTree(tree, setting);
        }
        return system.TryFindTable(WellKnownGuids.Acpi20Table, out PhysicalAddress root) && TryBend(root, setting);
    }

    private static bool TryBend(PhysicalAddress root, ReadOnlySpan<char> setting)
    {
        AcpiTables<BentAcpi.Memory> tables = new(default);
        if (Setting.Is(setting, "acpi-narrow"))
        {
            return TryNarrow(root);
        }
        if (Setting.Is(setting, "acpi-profile-old") && tables.TryFind(root, "FACP"u8, out ReadOnlySpan<byte> table))
        {
            Span<byte> bytes = Writable(table);
            bytes[8] = 5;
            bytes[129] = bytes[130] = bytes[131] = 0;
            BentAcpi.Seal(bytes);
            return true;
        }
        if (Setting.Is(setting, "acpi-profile-legacy") && tables.TryFind(root, "FACP"u8, out table))
        {
            Span<byte> bytes = Writable(table);
            bytes[114] &= 0xef; // HW_REDUCED_ACPI, bit 20
            BentAcpi.Seal(bytes);
            return true;
        }
        if (Setting.Is(setting, "acpi-timer-none") && tables.TryFind(root, "GTDT"u8, out table))
        {
            Span<byte> bytes = Writable(table);
            bytes.Slice(56, 12).Clear(); // the physical and the virtual one of EL1
            BentAcpi.Seal(bytes);
            return true;
        }
        if (!Setting.Is(setting, "acpi-processor-other") || !tables.TryFind(root, "APIC"u8, out table))
        {
            return false;
        }
        InterruptControllerStructures structures = new(table);
        while (structures.TryTake(out ReadOnlySpan<byte> structure))
        {
            if (structure[0] == InterruptControllerStructures.GicCpuInterface)
            {
                Writable(structure)[70] = 0x77;
            }
        }
        BentAcpi.Seal(Writable(table));
        return true;
    }

    /// <summary>The same entries, of 32 bits, in the same place.</summary>
    public static bool TryNarrow(PhysicalAddress root)
    {
        default(BentAcpi.Memory).TryGet(root, HeaderBytes, out ReadOnlySpan<byte> pointer);
        PhysicalAddress list = new(BinaryPrimitives.ReadUInt64LittleEndian(pointer[24..]));
        default(BentAcpi.Memory).TryGet(list, HeaderBytes, out ReadOnlySpan<byte> header);
        int length = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        default(BentAcpi.Memory).TryGet(list, (ulong)length, out ReadOnlySpan<byte> entries);
        Span<byte> narrow = Writable(entries);
        narrow[0] = (byte)'R';
        int count = (length - HeaderBytes) / 8;
        for (int i = 0; i < count; i++)
        {
            entries.Slice(HeaderBytes + 8 * i, 4).CopyTo(narrow[(HeaderBytes + 4 * i)..]);
        }
        narrow = narrow[..(HeaderBytes + 4 * count)];
        BinaryPrimitives.WriteInt32LittleEndian(narrow[4..], narrow.Length);
        BentAcpi.Seal(narrow);
        Span<byte> rsdp = Writable(pointer);
        BinaryPrimitives.WriteUInt32LittleEndian(rsdp[16..], (uint)list.Value);
        rsdp.Slice(24, 8).Clear();
        BentAcpi.Seal(rsdp[..20], 8);
        BentAcpi.Seal(rsdp, 32);
        return true;
    }

    private static bool TryBendTree(PhysicalAddress start, ReadOnlySpan<char> setting)
    {
        if (!TryReadTree(start, out DeviceTreeBlob tree))
        {
            return false;
        }
        if (Setting.Is(setting, "tree-timer-none"))
        {
            while (TryHide(tree, "arm,armv8-timer"u8) || TryHide(tree, "arm,armv7-timer"u8)) { }
            return true;
        }
        if (
            Setting.Is(setting, "tree-timer-mute")
            && tree.TryFindCompatible("arm,armv8-timer"u8, out DeviceTreeNode timer)
        )
        {
            return TryRename(timer, "interrupts"u8);
        }
        if (
            Setting.Is(setting, "tree-controller-none")
            && (
                tree.TryFindCompatible("arm,cortex-a15-gic"u8, out DeviceTreeNode controller)
                || tree.TryFindCompatible("arm,gic-v3"u8, out controller)
            )
        )
        {
            return TryRename(controller, "interrupt-controller"u8);
        }
        if (Setting.Is(setting, "tree-psci-other"))
        {
            if (
                !tree.TryFindCompatible("arm,psci-0.2"u8, out DeviceTreeNode psci)
                || !psci.TryGetProperty("method"u8, out DeviceTreeProperty method)
            )
            {
                return false;
            }
            bool isSmc = method.Value[0] == 's';
            (isSmc ? "hvc"u8 : "smc"u8).CopyTo(Writable(method.Value));
            return true;
        }
        if (!Setting.Is(setting, "tree-processor-other") || !tree.TryFindNode("/cpus"u8, out DeviceTreeNode processors))
        {
            return false;
        }
        foreach (DeviceTreeNode node in processors.Children)
        {
            if (node.HasDeviceType("cpu"u8) && node.TryGetProperty("reg"u8, out DeviceTreeProperty reg))
            {
                Writable(reg.Value)[^2] = 0x77;
            }
        }
        return true;
    }

    public static bool TryReadTree(PhysicalAddress start, out DeviceTreeBlob tree)
    {
        default(BentAcpi.Memory).TryGet(start, 8, out ReadOnlySpan<byte> header);
        uint size = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        default(BentAcpi.Memory).TryGet(start, size, out ReadOnlySpan<byte> bytes);
        return DeviceTreeBlob.TryCreate(bytes, out tree, out DeviceTreeError _);
    }

    /// <summary>Of all nodes, as they share the name.</summary>
    private static bool TryRename(DeviceTreeNode node, ReadOnlySpan<byte> property)
    {
        if (!node.TryGetProperty(property, out DeviceTreeProperty found))
        {
            return false;
        }
        Writable(found.Name)[0] = (byte)'x';
        return true;
    }

    /// <summary>Each name of a device becomes one that nobody knows.</summary>
    public static bool TryHide(DeviceTreeBlob tree, ReadOnlySpan<byte> compatible)
    {
        if (
            !tree.TryFindCompatible(compatible, out DeviceTreeNode device)
            || !device.TryGetProperty("compatible"u8, out DeviceTreeProperty names)
        )
        {
            return false;
        }
        foreach (ref byte letter in Writable(names.Value))
        {
            letter = letter == 0 ? letter : (byte)'x';
        }
        return true;
    }

    // SAFETY: the firmware's tables lie in memory that can be written under boot services.
    public static unsafe Span<byte> Writable(ReadOnlySpan<byte> table)
    {
        fixed (byte* bytes = table)
        {
            return new Span<byte>(bytes, table.Length);
        }
    }
}
