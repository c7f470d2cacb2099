using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Keelson.Acpi;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Audits;
using Keelson.BootTime;
using Keelson.DeviceTree;
using Keelson.Efi;
using Keelson.Paging;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>What can be seen of the firmware only while boot services last.</summary>
internal static class BootTimeAudit
{
    private const ulong MaximumTableBytes = 4096;

    // EFI_DXE_SERVICES (UEFI PI 1.8, volume 2, 3.4).
    private const int GetMemorySpaceOffset = 56;
    private const int SetMemorySpaceOffset = 64;
    private const int DxeServicesBytes = 72;

    public static BootTimeFacts Run(EfiSystem system, Firmware firmware)
    {
        SystemTable table = MemoryMarshal.Read<SystemTable>(Firmware.BytesAt(system.Address, SystemTable.SizeBytes));
        return BootTimeFacts.Seen
            | (table.ConOut == 0 ? BootTimeFacts.ConsoleOutputMissing : BootTimeFacts.None)
            | Judge(
                firmware,
                system.Address,
                SystemTable.Signature,
                SystemTable.SizeBytes,
                BootTimeFacts.SystemTableHeader,
                BootTimeFacts.SystemTableCrc
            )
            | Judge(
                firmware,
                new PhysicalAddress(table.BootServices),
                BootServicesTable.Signature,
                BootServicesTable.SizeBytes,
                BootTimeFacts.BootServicesHeader,
                BootTimeFacts.BootServicesCrc
            )
            | Judge(
                firmware,
                new PhysicalAddress(table.RuntimeServices),
                RuntimeServicesTable.Signature,
                RuntimeServicesTable.SizeBytes,
                BootTimeFacts.RuntimeServicesHeader,
                BootTimeFacts.RuntimeServicesCrc
            )
            | FindServices(system, firmware)
            | JudgeProtections(firmware)
            | JudgeMachine(system, firmware);
    }

    /// <summary>By ACPI where the tree describes nothing, as Linux goes by it (acpi_boot_table_init).</summary>
    private static BootTimeFacts JudgeMachine(EfiSystem system, Firmware firmware)
    {
        if (
            system.TryFindTable(WellKnownGuids.DeviceTreeTable, out PhysicalAddress start)
            && DeviceTreeBlob.TryCreate(
                PlatformTables.ReadDeviceTree(firmware, start),
                out DeviceTreeBlob tree,
                out DeviceTreeError _
            )
            && tree.Root.TryGetProperty("compatible"u8, out _)
        )
        {
            return MachineAudit.OfTree(tree, Cpu.MultiprocessorId);
        }
        return system.TryFindTable(WellKnownGuids.Acpi20Table, out PhysicalAddress rootPointer)
            ? MachineAudit.OfAcpi(new AcpiTables<Firmware>(firmware), rootPointer, Cpu.MultiprocessorId)
            : BootTimeFacts.None;
    }

    /// <summary>The sum of a table whose length is wrong says nothing.</summary>
    private static BootTimeFacts Judge(
        Firmware firmware,
        PhysicalAddress table,
        ulong signature,
        int sizeBytes,
        BootTimeFacts wrongHeader,
        BootTimeFacts wrongCrc
    )
    {
        if (
            !firmware.TryGet(table, TableHeader.SizeBytes, out ReadOnlySpan<byte> bytes)
            || MemoryMarshal.Read<TableHeader>(bytes) is var header
                && (
                    !header.IsOf(signature, sizeBytes)
                    || header.HeaderSizeBytes > MaximumTableBytes
                    || !firmware.TryGet(table, header.HeaderSizeBytes, out bytes)
                )
        )
        {
            return wrongHeader;
        }
        return TableHeader.HasValidCrc32(bytes) ? BootTimeFacts.None : wrongCrc;
    }

    private static BootTimeFacts FindServices(EfiSystem system, Firmware firmware)
    {
        BootTimeFacts facts = BootTimeFacts.None;
        system.Boot.LocateHandle(MemoryAttributeProtocol.Guid, default, out int count);
        if (count != 0)
        {
            facts |= BootTimeFacts.HasAttributeProtocol;
        }
        if (
            system.TryFindTable(WellKnownGuids.DxeServicesTable, out PhysicalAddress table)
            && firmware.TryGet(table, DxeServicesBytes, out ReadOnlySpan<byte> services)
        )
        {
            facts |= BootTimeFacts.HasDxeServices;
            if (BinaryPrimitives.ReadUInt64LittleEndian(services[GetMemorySpaceOffset..]) != 0)
            {
                facts |= BootTimeFacts.HasGetMemorySpace;
            }
            if (BinaryPrimitives.ReadUInt64LittleEndian(services[SetMemorySpaceOffset..]) != 0)
            {
                facts |= BootTimeFacts.HasSetMemorySpace;
            }
        }
        return facts;
    }

    private static unsafe BootTimeFacts JudgeProtections(Firmware firmware)
    {
        OwnTranslation translation = GuardedCall.Translation;
        if (
            !translation.IsOrdinary(Cpu.ExceptionLevel)
            || firmware.AllocatePages(MemoryType.BootServicesData, 1, AlignedPages.Highest, out PhysicalAddress heap)
                != EfiStatus.Success
        )
        {
            return BootTimeFacts.None;
        }
        firmware.FreePages(heap, 1);
        // SAFETY: of both only the address.
        ulong stack = (ulong)&translation;
        ulong code = (ulong)(delegate* <Firmware, BootTimeFacts>)&JudgeProtections;
        if (
            !TryWalk(in translation, heap.Value, out TableWalk ofHeap)
            || !TryWalk(in translation, stack, out TableWalk ofStack)
            || !TryWalk(in translation, code, out TableWalk ofCode)
        )
        {
            return BootTimeFacts.None;
        }
        int level = Cpu.ExceptionLevel;
        return BootTimeFacts.ProtectionsSeen
            | (ofHeap.IsExecutableAt(level) ? BootTimeFacts.HeapExecutable : 0)
            | (ofStack.IsExecutableAt(level) ? BootTimeFacts.StackExecutable : 0)
            | (ofCode.IsWritable ? BootTimeFacts.CodeWritable : 0);
    }

    private static bool TryWalk(in OwnTranslation translation, ulong address, out TableWalk walk) =>
        TableWalk.TryFind(default(FirmwareTableMemory), translation.Root, translation.AddressBits, address, out walk);
}
