using System;
using System.Buffers.Binary;
using Keelson.Acpi;
using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Text;

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

    /// <summary>Of one processor: the frame that says whose it is, and that of the private interrupts.</summary>
    private const ulong RedistributorBytes = 0x2_0000;

    // Of a GIC distributor structure: 1 to 4, or 0 where it does not say. Of a GIC CPU interface structure: GICR and
    // MPIDR_EL1.
    private const int VersionOffset = 20;
    private const int RedistributorOffset = 60;
    private const int AffinityOffset = 68;

    public InterruptControllerKind Kind { get; } = kind;
    public PhysicalAddress Distributor { get; } = distributor;
    public PhysicalAddress ProcessorPart { get; } = processorPart;
    public ulong ProcessorPartBytes { get; } = processorPartBytes;
    public bool Exists => Kind != InterruptControllerKind.None;

    /// <summary>Names of version 2 (Linux, drivers/irqchip/irq-gic.c) on machines that run 64-bit kernels.</summary>
    private static ReadOnlySpan<byte> Version2 => "arm,gic-400 arm,cortex-a15-gic arm,cortex-a7-gic qcom,msm-qgic2"u8;

    /// <summary>
    /// Linux, Documentation/devicetree/bindings/interrupt-controller/arm,gic.yaml and arm,gic-v3.yaml; what is disabled
    /// or no controller is passed over, as there (of_irq_init).
    /// </summary>
    public static InterruptController FromDeviceTree(in DeviceTreeBlob tree)
    {
        InterruptController found = default;
        NodeEnumerator nodes = tree.Nodes;
        while (found.Kind != InterruptControllerKind.V3 && nodes.MoveNext())
        {
            DeviceTreeNode node = nodes.Current;
            if (!node.TryGetProperty("interrupt-controller"u8, out _) || !node.IsAvailable)
            {
                continue;
            }

            InterruptControllerKind kind = KindOf(in node);
            if (
                kind > found.Kind
                && node.TryGetRegister(0, out PhysicalAddress distributor, out _)
                && node.TryGetRegister(1, out PhysicalAddress part, out ulong sizeBytes)
            )
            {
                found = new InterruptController(kind, distributor, part, sizeBytes);
            }
        }
        return found;
    }

    private static InterruptControllerKind KindOf(in DeviceTreeNode node)
    {
        if (node.IsCompatibleWith("arm,gic-v3"u8))
        {
            return InterruptControllerKind.V3;
        }

        ReadOnlySpan<byte> names = Version2;
        while (OptionWords.TryTake(ref names, out OptionWord name))
        {
            if (node.IsCompatibleWith(name.Name))
            {
                return InterruptControllerKind.V2;
            }
        }
        return InterruptControllerKind.None;
    }

    /// <summary>
    /// The MADT (ACPI 6.5, 5.2.12.14, 5.2.12.15, 5.2.12.17). Redistributors are listed by range, or, where they are not
    /// side by side, each in the structure of its processor.
    /// </summary>
    /// <param name="tables">Where it is looked for.</param>
    /// <param name="rootPointer">The RSDP.</param>
    /// <param name="own">MPIDR_EL1 of the processor that runs.</param>
    public static InterruptController FromAcpi<TMemory>(
        AcpiTables<TMemory> tables,
        PhysicalAddress rootPointer,
        ulong own
    )
        where TMemory : struct, IPhysicalMemory
    {
        ulong distributor = 0,
            cpuInterface = 0,
            redistributors = 0,
            ownRedistributor = 0,
            sizeBytes = 0;
        byte version = 0;
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
                version = structure.Length > VersionOffset ? structure[VersionOffset] : (byte)0;
            }
            else if (structure[0] == InterruptControllerStructures.GicCpuInterface && structure.Length >= 40)
            {
                cpuInterface = BinaryPrimitives.ReadUInt64LittleEndian(structure[32..]);
                if (
                    structure.Length >= AffinityOffset + sizeof(ulong)
                    && BinaryPrimitives.ReadUInt64LittleEndian(structure[AffinityOffset..])
                        == (own & OtherProcessor.AffinityBits)
                )
                {
                    ownRedistributor = BinaryPrimitives.ReadUInt64LittleEndian(structure[RedistributorOffset..]);
                }
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

        if (redistributors == 0 && version is not (1 or 2))
        {
            redistributors = ownRedistributor;
            sizeBytes = RedistributorBytes;
        }

        return distributor == 0 ? default
            : redistributors != 0
                ? new InterruptController(
                    InterruptControllerKind.V3,
                    new PhysicalAddress(distributor),
                    new PhysicalAddress(redistributors),
                    sizeBytes
                )
            : cpuInterface != 0 && version <= 2
                ? new InterruptController(
                    InterruptControllerKind.V2,
                    new PhysicalAddress(distributor),
                    new PhysicalAddress(cpuInterface),
                    InterfaceBytes
                )
            : default;
    }
}
