using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
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
public struct InterruptController
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

    /// <summary>As many as the largest board of Linux' trees has, one a processor.</summary>
    private const int MaximumParts = 32;

    [InlineArray(MaximumParts)]
    private struct Parts
    {
        private PhysicalRange _first;
    }

    private Parts _parts;

    public InterruptControllerKind Kind { get; private set; }
    public PhysicalAddress Distributor { get; private set; }
    public readonly bool Exists => Kind != InterruptControllerKind.None;

    /// <summary>From one redistributor to the next, where the platform says it; 0 where each does itself.</summary>
    public ulong StrideBytes { get; private set; }

    public int PartCount { get; private set; }

    /// <summary>
    /// GICC of version 2; of version 3 redistributors, GICR, that are side by side. The processor that runs has its own
    /// in one of them.
    /// </summary>
    public readonly PhysicalRange Part(int index) => _parts[index];

    private void Add(PhysicalAddress start, ulong sizeBytes)
    {
        if (start.Value != 0 && PartCount < MaximumParts)
        {
            _parts[PartCount++] = PhysicalRange.FromSize(start, sizeBytes);
        }
    }

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
                found = new InterruptController
                {
                    Kind = kind,
                    Distributor = distributor,
                    StrideBytes = StrideOf(in node),
                };
                uint count = kind == InterruptControllerKind.V3 ? node.ReadCell("#redistributor-regions"u8, 1) : 1;
                // What follows them is for guests.
                for (int i = 1; ; i++)
                {
                    found.Add(part, sizeBytes);
                    if (i >= count || !node.TryGetRegister(i + 1, out part, out sizeBytes))
                    {
                        break;
                    }
                }
            }
        }
        return found;
    }

    private static ulong StrideOf(in DeviceTreeNode node) =>
        node.TryGetProperty("redistributor-stride"u8, out DeviceTreeProperty property)
        && property.TryReadUInt64(out ulong strideBytes)
        && strideBytes % (RedistributorBytes / 2) == 0
            ? strideBytes
            : 0;

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
        InterruptController found = default;
        ulong distributor = 0,
            cpuInterface = 0,
            ownRedistributor = 0;
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
            else if (structure[0] == InterruptControllerStructures.GicRedistributor && structure.Length >= 16)
            {
                found.Add(
                    new PhysicalAddress(BinaryPrimitives.ReadUInt64LittleEndian(structure[4..])),
                    BinaryPrimitives.ReadUInt32LittleEndian(structure[12..])
                );
            }
        }

        if (found.PartCount == 0 && version is not (1 or 2) && ownRedistributor != 0)
        {
            found.Add(new PhysicalAddress(ownRedistributor), RedistributorBytes);
        }

        bool isV3 = found.PartCount != 0;
        if (distributor == 0 || !isV3 && (cpuInterface == 0 || version > 2))
        {
            return default;
        }

        found.Distributor = new PhysicalAddress(distributor);
        found.Kind = isV3 ? InterruptControllerKind.V3 : InterruptControllerKind.V2;
        if (!isV3)
        {
            found.Add(new PhysicalAddress(cpuInterface), InterfaceBytes);
        }
        return found;
    }
}
