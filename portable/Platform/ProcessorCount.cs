using System;
using System.Buffers.Binary;
using Keelson.Acpi;
using Keelson.Addresses;
using Keelson.DeviceTree;

namespace Keelson.Platform;

/// <summary>How many processors the platform says it has that a kernel may start.</summary>
public static class ProcessorCount
{
    /// <summary>Of the flags of a GIC CPU interface structure (ACPI 6.5, 5.2.12.14).</summary>
    private const uint Enabled = 1;
    private const int FlagsOffset = 12;

    /// <summary>
    /// Nodes of the type "cpu" (Devicetree Specification v0.4, 3.8), disabled ones too: those are stopped, and may be
    /// started. Not those that failed, as for Linux (of_get_next_cpu_node).
    /// </summary>
    public static int FromDeviceTree(in DeviceTreeBlob tree)
    {
        int count = 0;
        if (tree.TryFindNode("/cpus"u8, out DeviceTreeNode cpus))
        {
            foreach (DeviceTreeNode node in cpus.Children)
            {
                if (node.HasDeviceType("cpu"u8) && !node.HasFailed)
                {
                    count++;
                }
            }
        }

        return count;
    }

    /// <summary>The MADT's GIC CPU interfaces that are enabled.</summary>
    public static int FromAcpi<TMemory>(AcpiTables<TMemory> tables, PhysicalAddress rootPointer)
        where TMemory : struct, IPhysicalMemory
    {
        int count = 0;
        if (tables.TryFind(rootPointer, "APIC"u8, out ReadOnlySpan<byte> madt))
        {
            InterruptControllerStructures structures = new(madt);
            while (structures.TryTake(out ReadOnlySpan<byte> structure))
            {
                if (
                    structure[0] == InterruptControllerStructures.GicCpuInterface
                    && structure.Length >= FlagsOffset + sizeof(uint)
                    && (BinaryPrimitives.ReadUInt32LittleEndian(structure[FlagsOffset..]) & Enabled) != 0
                )
                {
                    count++;
                }
            }
        }

        return count;
    }
}
