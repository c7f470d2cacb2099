using System;
using Keelson.Acpi;
using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Platform;
using Keelson.Text;

namespace Keelson.KernelShim;

/// <summary>Devices by their physical addresses, as the device tree names them, or tables of ACPI.</summary>
internal static class DeviceNames
{
    private static unsafe byte* s_tree;
    private static int s_length;
    private static FirmwareTables s_firmware;
    private static PhysicalAddress s_rootPointer;

    // SAFETY: the tree stays mapped where it is as long as the kernel runs.
    public static unsafe void ReadFrom(DeviceTreeBlob tree)
    {
        fixed (byte* bytes = tree.Bytes)
        {
            s_tree = bytes;
        }
        s_length = tree.Bytes.Length;
    }

    public static void ReadFrom(in FirmwareTables firmware, PhysicalAddress rootPointer)
    {
        s_firmware = firmware;
        s_rootPointer = rootPointer;
    }

    /// <summary>What the kernel is told to drive.</summary>
    public static bool TryFindDevice(PhysicalRange range, NodeChoice choice, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (
            DeviceTreeBlob.TryCreate(Tree, out DeviceTreeBlob tree, out _)
            && tree.TryFindRegisters(range, choice, out DeviceTreeNode node)
        )
        {
            name = node.Name;
        }
        else if (HasAcpi)
        {
            name = AcpiDevices.Find(new AcpiTables<FirmwareTables>(s_firmware), s_rootPointer, range);
        }
        return !name.IsEmpty;
    }

    public static bool HasAcpi => s_rootPointer.Value != 0;

    // SAFETY: ReadFrom was given both, of one tree.
    private static unsafe ReadOnlySpan<byte> Tree => new(s_tree, s_length);

    /// <summary>Nothing where no device is known to have registers there.</summary>
    public static void Append(ref TextLine line, ReadOnlySpan<byte> before, PhysicalAddress address)
    {
        if (TryFindDevice(PhysicalRange.FromSize(address, 1), NodeChoice.All, out ReadOnlySpan<byte> name))
        {
            line.AppendFormatted(before);
            line.AppendFormatted(name);
        }
    }
}
