using System;
using System.Buffers.Binary;
using Keelson.Acpi;
using Keelson.Addresses;
using Keelson.DeviceTree;

namespace Keelson.Platform;

/// <summary>
/// How the platform says PSCI is reached (Arm DEN 0022, 5.2; the values of <c>method</c> in the device tree).
/// </summary>
public enum PsciConduit
{
    None = 0,
    Smc,
    Hvc,
}

public static class PowerControl
{
    private const int FadtArmBootFlagsOffset = 129;

    /// <summary>
    /// The <c>psci</c> node's <c>method</c> (Linux, Documentation/devicetree/bindings/arm/psci.yaml), unless it is
    /// disabled, as for Linux (psci_dt_init): there may be nobody to take the call.
    /// </summary>
    public static PsciConduit FromDeviceTree(in DeviceTreeBlob tree)
    {
        if (
            !tree.TryFindCompatible("arm,psci-1.0"u8, out DeviceTreeNode node)
            && !tree.TryFindCompatible("arm,psci-0.2"u8, out node)
        )
        {
            return PsciConduit.None;
        }

        if (
            !node.IsAvailable
            || !node.TryGetProperty("method"u8, out DeviceTreeProperty method)
            || !method.TryReadString(out ReadOnlySpan<byte> text)
        )
        {
            return PsciConduit.None;
        }

        return text.SequenceEqual("hvc"u8) ? PsciConduit.Hvc
            : text.SequenceEqual("smc"u8) ? PsciConduit.Smc
            : PsciConduit.None;
    }

    /// <summary>ARM_BOOT_ARCH flags of the FADT (ACPI 6.5, 5.2.9.4): bit 0 PSCI is there, bit 1 by HVC.</summary>
    public static PsciConduit FromAcpi<TMemory>(AcpiTables<TMemory> tables, PhysicalAddress rootPointer)
        where TMemory : struct, IPhysicalMemory
    {
        if (
            !tables.TryFind(rootPointer, "FACP"u8, out ReadOnlySpan<byte> fadt)
            || fadt.Length < FadtArmBootFlagsOffset + 2
        )
        {
            return PsciConduit.None;
        }

        ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(fadt[FadtArmBootFlagsOffset..]);
        return (flags & 1) == 0 ? PsciConduit.None
            : (flags & 2) != 0 ? PsciConduit.Hvc
            : PsciConduit.Smc;
    }
}
