using System;
using System.Buffers.Binary;
using Keelson.Acpi;
using Keelson.Addresses;
using Keelson.DeviceTree;

namespace Keelson.Platform;

/// <summary>A processor beside the one that runs, which PSCI may start: by its affinity, as CPU_ON takes it.</summary>
public static class OtherProcessor
{
    /// <summary>MPIDR_EL1 without its flags: Aff3, Aff2, Aff1, Aff0 (Arm DEN 0022, 5.1.4).</summary>
    public const ulong AffinityBits = 0xff_00ff_ffff;

    // Of a GIC CPU interface structure (ACPI 6.5, 5.2.12.14).
    private const uint Enabled = 1;
    private const int FlagsOffset = 12;
    private const int ParkingVersionOffset = 16;
    private const int AffinityOffset = 68;
    private const int LeastBytes = 76;

    /// <summary>
    /// The first node of the type "cpu" that is not <paramref name="own"/> and is started by PSCI (Linux,
    /// Documentation/devicetree/bindings/arm/cpus.yaml): "disabled" says of a processor only that it does not run yet
    /// (Devicetree Specification v0.4, 2.3.4 and 3.8.1); "fail" that it must not.
    /// </summary>
    public static bool TryFindInDeviceTree(in DeviceTreeBlob tree, ulong own, out ulong affinity)
    {
        affinity = 0;
        if (!tree.TryFindNode("/cpus"u8, out DeviceTreeNode cpus))
        {
            return false;
        }

        foreach (DeviceTreeNode node in cpus.Children)
        {
            if (
                node.HasDeviceType("cpu"u8)
                && !node.HasFailed
                && IsStartedByPsci(node)
                && node.TryReadReg(0, out affinity, out _)
                && (affinity & ~AffinityBits) == 0
                && affinity != (own & AffinityBits)
            )
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// The MADT's first GIC CPU interface that is enabled and not <paramref name="own"/>'s, nor one that the firmware
    /// parked, which is another way to start it.
    /// </summary>
    public static bool TryFindInAcpi<TMemory>(
        AcpiTables<TMemory> tables,
        PhysicalAddress rootPointer,
        ulong own,
        out ulong affinity
    )
        where TMemory : struct, IPhysicalMemory
    {
        affinity = 0;
        if (!tables.TryFind(rootPointer, "APIC"u8, out ReadOnlySpan<byte> madt))
        {
            return false;
        }

        InterruptControllerStructures structures = new(madt);
        while (structures.TryTake(out ReadOnlySpan<byte> structure))
        {
            if (
                structure[0] == InterruptControllerStructures.GicCpuInterface
                && structure.Length >= LeastBytes
                && (BinaryPrimitives.ReadUInt32LittleEndian(structure[FlagsOffset..]) & Enabled) != 0
                && BinaryPrimitives.ReadUInt32LittleEndian(structure[ParkingVersionOffset..]) == 0
            )
            {
                affinity = BinaryPrimitives.ReadUInt64LittleEndian(structure[AffinityOffset..]);
                if ((affinity & ~AffinityBits) == 0 && affinity != (own & AffinityBits))
                {
                    return true;
                }
            }
        }
        return false;
    }

    private static bool IsStartedByPsci(in DeviceTreeNode node) =>
        node.TryGetProperty("enable-method"u8, out DeviceTreeProperty method)
        && method.TryReadString(out ReadOnlySpan<byte> text)
        && text.SequenceEqual("psci"u8);
}
