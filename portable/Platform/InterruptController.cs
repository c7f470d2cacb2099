using System;
using System.Buffers.Binary;
using Keelson.Acpi;
using Keelson.Addresses;
using Keelson.DeviceTree;

namespace Keelson.Platform;

/// <summary>Generations of Arm's Generic Interrupt Controller that we can take one interrupt from.</summary>
public enum InterruptControllerKind : byte
{
    None = 0,

    /// <summary>GICv2 (Arm IHI 0048): the processor's interface is in memory.</summary>
    V2,

    /// <summary>GICv3 and GICv4 (Arm IHI 0069): the processor's interface is in system registers.</summary>
    V3,
}

/// <summary>Where the interrupt controller of the processors is, by the device tree or by ACPI.</summary>
/// <param name="kind">Its generation.</param>
/// <param name="distributor">GICD.</param>
/// <param name="processorPart">GICC of version 2; of version 3 the first redistributor, GICR.</param>
/// <param name="processorPartBytes">All redistributors of one region.</param>
public readonly struct InterruptController(
    InterruptControllerKind kind,
    PhysicalAddress distributor,
    PhysicalAddress processorPart,
    ulong processorPartBytes
)
{
    public const ulong DistributorBytes = 0x1_0000;
    private const ulong InterfaceBytes = 0x2000;

    public InterruptControllerKind Kind { get; } = kind;
    public PhysicalAddress Distributor { get; } = distributor;
    public PhysicalAddress ProcessorPart { get; } = processorPart;
    public ulong ProcessorPartBytes { get; } = processorPartBytes;
    public bool Exists => Kind != InterruptControllerKind.None;

    /// <summary>
    /// Linux, Documentation/devicetree/bindings/interrupt-controller/arm,gic.yaml and arm,gic-v3.yaml.
    /// </summary>
    public static InterruptController FromDeviceTree(DeviceTreeBlob tree)
    {
        InterruptControllerKind kind = InterruptControllerKind.V3;
        if (!tree.TryFindCompatible("arm,gic-v3"u8, out DeviceTreeNode node))
        {
            kind = InterruptControllerKind.V2;
            if (
                !tree.TryFindCompatible("arm,gic-400"u8, out node)
                && !tree.TryFindCompatible("arm,cortex-a15-gic"u8, out node)
            )
            {
                return default;
            }
        }

        return
            node.TryGetRegister(0, out PhysicalAddress distributor, out _)
            && node.TryGetRegister(1, out PhysicalAddress part, out ulong sizeBytes)
            ? new InterruptController(kind, distributor, part, sizeBytes)
            : default;
    }

    /// <summary>The MADT (ACPI 6.5, 5.2.12.14, 5.2.12.15, 5.2.12.17).</summary>
    public static InterruptController FromAcpi<TMemory>(AcpiTables<TMemory> tables, PhysicalAddress rootPointer)
        where TMemory : struct, IPhysicalMemory
    {
        ulong distributor = 0,
            cpuInterface = 0,
            redistributors = 0,
            sizeBytes = 0;
        if (!tables.TryFind(rootPointer, "APIC"u8, out ReadOnlySpan<byte> madt))
        {
            return default;
        }

        InterruptControllerStructures structures = new(madt);
        while (structures.TryTake(out ReadOnlySpan<byte> structure))
        {
            if (structure[0] == InterruptControllerStructures.GicDistributor && structure.Length >= 16)
            {
                distributor = BinaryPrimitives.ReadUInt64LittleEndian(structure[8..]);
            }
            else if (structure[0] == InterruptControllerStructures.GicCpuInterface && structure.Length >= 40)
            {
                cpuInterface = BinaryPrimitives.ReadUInt64LittleEndian(structure[32..]);
            }
            else if (
                structure[0] == InterruptControllerStructures.GicRedistributor
                && structure.Length >= 16
                && redistributors == 0
            )
            {
                redistributors = BinaryPrimitives.ReadUInt64LittleEndian(structure[4..]);
                sizeBytes = BinaryPrimitives.ReadUInt32LittleEndian(structure[12..]);
            }
        }

        return distributor == 0 ? default
            : redistributors != 0
                ? new InterruptController(
                    InterruptControllerKind.V3,
                    new PhysicalAddress(distributor),
                    new PhysicalAddress(redistributors),
                    sizeBytes
                )
            : cpuInterface != 0
                ? new InterruptController(
                    InterruptControllerKind.V2,
                    new PhysicalAddress(distributor),
                    new PhysicalAddress(cpuInterface),
                    InterfaceBytes
                )
            : default;
    }
}
