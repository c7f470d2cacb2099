using System;
using System.Buffers.Binary;
using Keelson.Acpi;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.DeviceTree;
using Keelson.Platform;

namespace Keelson.Audits;

/// <summary>
/// Whether what describes the machine has what Linux does not start without, or not with more than one processor
/// (acpi_fadt_sanity_check, arch_timer_acpi_init, smp_init_cpus, psci_probe; Documentation/arch/arm64/arm-acpi.rst).
/// </summary>
public static class MachineAudit
{
    private const BootTimeFacts First = BootTimeFacts.ProfileOld;
    private const BootTimeFacts Last = BootTimeFacts.PsciFaults;

    /// <summary>All that this finds.</summary>
    public const BootTimeFacts Refused = (BootTimeFacts)((uint)Last * 2 - (uint)First);

    // Of the FADT (ACPI 6.5, 5.2.9).
    private const int MajorOffset = 8;
    private const int FlagsOffset = 112;
    private const int ArmFlagsOffset = 129;
    private const int MinorOffset = 131;
    private const uint HardwareReduced = 1 << 20;

    // GSIVs of the timers that a kernel at EL1 may use (ACPI 6.5, 5.2.25); one is enough, as for Linux
    // (arch_timer_select_ppi).
    private const int PhysicalTimerOffset = 56;
    private const int VirtualTimerOffset = 64;

    // Of a GIC CPU interface structure (ACPI 6.5, 5.2.12.14).
    private const int ProcessorFlagsOffset = 12;
    private const int AffinityOffset = 68;
    private const int LeastProcessorBytes = 76;

    /// <summary>Enabled, or to be enabled once the machine runs.</summary>
    private const uint Usable = 1 | 1 << 3;

    /// <summary>What is found, in words: a line for each bit.</summary>
    private static ReadOnlySpan<byte> Texts =>
        "ACPI without a FADT of 5.1 or later\n"u8
        + "ACPI FADT without HW_REDUCED_ACPI\n"u8
        + "ACPI without a GTDT that has a timer of EL1\n"u8
        + "ACPI without a MADT that has the processor which runs\n"u8
        + "ACPI MADT without a GIC distributor\n"u8
        + "device tree without a timer of the architecture\n"u8
        + "device tree without the processor which runs\n"u8
        + "device tree without an interrupt controller that the timer leads to\n"u8
        + "PSCI by a conduit that takes an exception\n"u8;

    /// <summary>Takes the next bit of <see cref="Refused"/>.</summary>
    public static bool TryTake(ref BootTimeFacts facts, out ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> rest = Texts;
        for (uint bit = (uint)First; bit <= (uint)Last; bit *= 2)
        {
            int end = rest.IndexOf((byte)'\n');
            text = rest[..end];
            if (((uint)facts & bit) != 0)
            {
                facts &= (BootTimeFacts)~bit;
                return true;
            }
            rest = rest[(end + 1)..];
        }
        text = default;
        return false;
    }

    /// <param name="tables">As the firmware has them.</param>
    /// <param name="rootPointer">The RSDP.</param>
    /// <param name="own">MPIDR_EL1 of the processor that runs.</param>
    public static BootTimeFacts OfAcpi<TMemory>(AcpiTables<TMemory> tables, PhysicalAddress rootPointer, ulong own)
        where TMemory : struct, IPhysicalMemory
    {
        int next = 0;
        // A table that is missing may be the one that is damaged, which is told as that.
        bool isWhole = !tables.TryFindFault(rootPointer, ref next, out _);
        BootTimeFacts found = BootTimeFacts.None;
        if (tables.TryFind(rootPointer, "FACP"u8, out ReadOnlySpan<byte> profile))
        {
            found |= OfProfile(profile);
        }
        else if (isWhole)
        {
            found |= BootTimeFacts.ProfileOld;
        }
        if (tables.TryFind(rootPointer, "GTDT"u8, out ReadOnlySpan<byte> timers) ? !HasTimer(timers) : isWhole)
        {
            found |= BootTimeFacts.AcpiTimerLost;
        }
        if (tables.TryFind(rootPointer, "APIC"u8, out ReadOnlySpan<byte> interrupts))
        {
            found |= OfInterrupts(interrupts, own & OtherProcessor.AffinityBits);
        }
        else if (isWhole)
        {
            found |= BootTimeFacts.AcpiProcessorLost;
        }
        return found;
    }

    /// <param name="tree">The firmware's.</param>
    /// <param name="own">As above.</param>
    public static BootTimeFacts OfTree(in DeviceTreeBlob tree, ulong own)
    {
        BootTimeFacts found = BootTimeFacts.None;
        if (
            !tree.TryFindCompatible("arm,armv8-timer"u8, out DeviceTreeNode timer)
            && !tree.TryFindCompatible("arm,armv7-timer"u8, out timer)
        )
        {
            found |= BootTimeFacts.TreeTimerLost;
        }
        else
        {
            found |= timer.TryGetProperty("clock-frequency"u8, out _) ? BootTimeFacts.CounterRateInTree : 0;
            found |= OfTimer(tree, timer);
        }
        bool hasOthers = false;
        if (tree.TryFindNode("/cpus"u8, out DeviceTreeNode cpus))
        {
            foreach (DeviceTreeNode node in cpus.Children)
            {
                if (!node.HasDeviceType("cpu"u8) || !node.TryReadReg(0, out ulong affinity, out _))
                {
                    continue;
                }
                if (affinity == (own & OtherProcessor.AffinityBits))
                {
                    return found;
                }
                hasOthers = true;
            }
        }
        // Without any, Linux runs on the one that it was started on.
        return hasOthers ? found | BootTimeFacts.TreeProcessorLost : found;
    }

    /// <summary>Its interrupts, and whose they are (Devicetree Specification v0.4, 2.4.1).</summary>
    private static BootTimeFacts OfTimer(in DeviceTreeBlob tree, in DeviceTreeNode timer)
    {
        if (timer.TryGetProperty("interrupts-extended"u8, out _))
        {
            return BootTimeFacts.None;
        }
        if (!timer.TryGetProperty("interrupts"u8, out _))
        {
            return BootTimeFacts.TreeTimerLost;
        }
        DeviceTreeNode node = timer;
        DeviceTreeProperty parent;
        while (!node.TryGetProperty("interrupt-parent"u8, out parent))
        {
            if (!node.TryGetParent(out node))
            {
                // The node above it, of which nobody says anything.
                return BootTimeFacts.None;
            }
        }
        NodeEnumerator nodes = tree.Nodes;
        while (nodes.MoveNext())
        {
            if (
                nodes.Current.TryGetProperty("interrupt-controller"u8, out _)
                && (
                    nodes.Current.TryGetProperty("phandle"u8, out DeviceTreeProperty number)
                    || nodes.Current.TryGetProperty("linux,phandle"u8, out number)
                )
                && number.Value.SequenceEqual(parent.Value)
            )
            {
                return BootTimeFacts.None;
            }
        }
        return BootTimeFacts.TreeInterruptsLost;
    }

    private static BootTimeFacts OfProfile(ReadOnlySpan<byte> profile)
    {
        if (profile.Length <= MinorOffset)
        {
            return BootTimeFacts.ProfileOld;
        }
        byte major = profile[MajorOffset];
        // The flags of Arm came with 5.1: firmware that sets one is as new, whatever its number.
        bool isOld =
            (major < 5 || major == 5 && profile[MinorOffset] == 0)
            && BinaryPrimitives.ReadUInt16LittleEndian(profile[ArmFlagsOffset..]) == 0;
        bool isReduced = (BinaryPrimitives.ReadUInt32LittleEndian(profile[FlagsOffset..]) & HardwareReduced) != 0;
        return (isOld ? BootTimeFacts.ProfileOld : 0) | (isReduced ? 0 : BootTimeFacts.ProfileNotReduced);
    }

    private static bool HasTimer(ReadOnlySpan<byte> timers) =>
        timers.Length >= VirtualTimerOffset + sizeof(uint)
        && (
            BinaryPrimitives.ReadUInt32LittleEndian(timers[PhysicalTimerOffset..])
            | BinaryPrimitives.ReadUInt32LittleEndian(timers[VirtualTimerOffset..])
        ) != 0;

    private static BootTimeFacts OfInterrupts(ReadOnlySpan<byte> madt, ulong own)
    {
        BootTimeFacts lost = BootTimeFacts.AcpiProcessorLost | BootTimeFacts.AcpiInterruptsLost;
        InterruptControllerStructures structures = new(madt);
        while (structures.TryTake(out ReadOnlySpan<byte> structure))
        {
            if (structure[0] == InterruptControllerStructures.GicDistributor)
            {
                lost &= ~BootTimeFacts.AcpiInterruptsLost;
            }
            else if (
                structure[0] == InterruptControllerStructures.GicCpuInterface
                && structure.Length >= LeastProcessorBytes
                && (BinaryPrimitives.ReadUInt32LittleEndian(structure[ProcessorFlagsOffset..]) & Usable) != 0
                && BinaryPrimitives.ReadUInt64LittleEndian(structure[AffinityOffset..]) == own
            )
            {
                lost &= ~BootTimeFacts.AcpiProcessorLost;
            }
        }
        return lost;
    }
}
