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
/// Devices that are described where they are not: the console (<c>tree-console-PLACE</c>, <c>acpi-console-PLACE</c>),
/// the interrupt controller (<c>tree-interrupts-PLACE</c>, <c>acpi-interrupts-PLACE</c>); <c>hole</c> among devices,
/// <c>lost</c> beyond all addresses, <c>memory</c>. And <c>tree-psci-none</c>, <c>acpi-psci-none</c>.
/// </summary>
internal static class BentDevices
{
    private const int BaseOfConsole = 44;
    private const int BaseOfDistributor = 8;
    private const int BaseOfInterface = 32;
    private const int BaseOfRedistributors = 4;

    public static bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        int end = setting.LastIndexOf('-');
        if (end < 0)
        {
            return false;
        }
        ReadOnlySpan<char> place = setting[(end + 1)..];
        ulong address =
            Setting.Is(place, "hole") ? 0x0f00_0000
            : Setting.Is(place, "lost") ? 0x7fff_0000_0000
            : Setting.Is(place, "memory") ? 0x4800_0000
            : 0ul;
        setting = setting[..end];
        if (address == 0 && !Setting.Is(place, "none"))
        {
            return false;
        }
        return system.TryFindTable(WellKnownGuids.DeviceTreeTable, out PhysicalAddress tree)
            ? TryBendTree(tree, setting, address)
            : system.TryFindTable(WellKnownGuids.Acpi20Table, out PhysicalAddress root)
                && TryBend(root, setting, address);
    }

    private static bool TryBend(PhysicalAddress root, ReadOnlySpan<char> setting, ulong address)
    {
        AcpiTables<BentAcpi.Memory> tables = new(default);
        if (Setting.Is(setting, "acpi-console") && tables.TryFind(root, "SPCR"u8, out ReadOnlySpan<byte> table))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(BentMachine.Writable(table)[BaseOfConsole..], address);
        }
        else if (Setting.Is(setting, "acpi-psci") && tables.TryFind(root, "FACP"u8, out table))
        {
            BentMachine.Writable(table)[129] &= 0xfc;
        }
        else if (Setting.Is(setting, "acpi-interrupts") && tables.TryFind(root, "APIC"u8, out table))
        {
            InterruptControllerStructures parts = new(table);
            while (parts.TryTake(out ReadOnlySpan<byte> part))
            {
                int at =
                    part[0] == InterruptControllerStructures.GicDistributor ? BaseOfDistributor
                    : part[0] == InterruptControllerStructures.GicCpuInterface ? BaseOfInterface
                    : part[0] == InterruptControllerStructures.GicRedistributor ? BaseOfRedistributors
                    : 0;
                if (at != 0 && BinaryPrimitives.ReadUInt64LittleEndian(part[at..]) != 0)
                {
                    BinaryPrimitives.WriteUInt64LittleEndian(BentMachine.Writable(part)[at..], address);
                }
            }
        }
        else
        {
            return false;
        }
        BentAcpi.Seal(BentMachine.Writable(table));
        return true;
    }

    private static bool TryBendTree(PhysicalAddress start, ReadOnlySpan<char> setting, ulong address)
    {
        if (!BentMachine.TryReadTree(start, out DeviceTreeBlob tree))
        {
            return false;
        }
        if (Setting.Is(setting, "tree-psci"))
        {
            return BentMachine.TryHide(tree, "arm,psci-0.2"u8);
        }
        return Setting.Is(setting, "tree-console")
            ? TryMove(tree, "arm,pl011"u8, address)
            : Setting.Is(setting, "tree-interrupts")
                && (TryMove(tree, "arm,cortex-a15-gic"u8, address) || TryMove(tree, "arm,gic-v3"u8, address));
    }

    /// <summary>All registers of a device, whose addresses have two cells.</summary>
    private static bool TryMove(DeviceTreeBlob tree, ReadOnlySpan<byte> compatible, ulong address)
    {
        if (
            !tree.TryFindCompatible(compatible, out DeviceTreeNode device)
            || !device.TryGetProperty("reg"u8, out DeviceTreeProperty registers)
        )
        {
            return false;
        }
        for (int at = 0; at + 16 <= registers.Value.Length; at += 16)
        {
            BinaryPrimitives.WriteUInt64BigEndian(BentMachine.Writable(registers.Value)[at..], address);
        }
        return true;
    }
}
