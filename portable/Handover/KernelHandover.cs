using System;
using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Uefi;

namespace Keelson.Handover;

/// <summary>Which part of the contract a device tree does not keep.</summary>
public enum HandoverError
{
    None,

    /// <summary>No <c>linux,uefi-system-table</c>: this kernel was not booted from UEFI.</summary>
    NotUefi,
    MapStartMissing,
    MapSizeMissing,
    DescriptorSizeMissing,
    DescriptorVersionMissing,

    /// <summary>A map of no bytes, or of more than 2^31.</summary>
    BadMapSize,
}

/// <summary>
/// The kernel's side of the contract: the UEFI properties of <c>/chosen</c>, read out of a validated tree.
/// </summary>
public struct KernelHandover
{
    public PhysicalAddress SystemTable;
    public PhysicalAddress MapStart;
    public MemoryMapInfo Map;
    public PhysicalRange Initrd;

    /// <summary>False where another stub than ours booted this kernel.</summary>
    public bool HasBootRecord;
    public BootRecord BootRecord;

    /// <summary>Of our own stub or, in its words, of the one that booted this kernel; else not known.</summary>
    public SecureBootState SecureBoot;

    public static HandoverError TryRead(in DeviceTreeBlob tree, out KernelHandover handover)
    {
        handover = default;
        if (
            !tree.TryFindNode(ChosenNames.Path, out DeviceTreeNode chosen)
            || !TryRead(chosen, ChosenNames.SystemTable, out ulong systemTable)
        )
        {
            return HandoverError.NotUefi;
        }

        if (!TryRead(chosen, ChosenNames.MapStart, out ulong mapStart))
        {
            return HandoverError.MapStartMissing;
        }

        if (!TryRead(chosen, ChosenNames.MapSize, out ulong mapSize))
        {
            return HandoverError.MapSizeMissing;
        }

        if (!TryRead(chosen, ChosenNames.DescriptorSize, out ulong descriptorSize))
        {
            return HandoverError.DescriptorSizeMissing;
        }

        if (!TryRead(chosen, ChosenNames.DescriptorVersion, out ulong descriptorVersion))
        {
            return HandoverError.DescriptorVersionMissing;
        }

        if (mapSize is 0 or > int.MaxValue)
        {
            return HandoverError.BadMapSize;
        }

        handover.SystemTable = new PhysicalAddress(systemTable);
        handover.MapStart = new PhysicalAddress(mapStart);
        handover.Map = new MemoryMapInfo(mapSize, 0, descriptorSize, (uint)descriptorVersion);
        if (
            TryRead(chosen, ChosenNames.InitrdStart, out ulong initrdStart)
            && TryRead(chosen, ChosenNames.InitrdEnd, out ulong initrdEnd)
        )
        {
            handover.Initrd = new PhysicalRange(new PhysicalAddress(initrdStart), new PhysicalAddress(initrdEnd));
        }

        handover.HasBootRecord =
            chosen.TryGetProperty(ChosenNames.BootRecord, out DeviceTreeProperty record)
            && BootRecord.TryDecode(record.Value, out handover.BootRecord);
        handover.SecureBoot =
            handover.HasBootRecord ? handover.BootRecord.SecureBoot
            : TryRead(chosen, ChosenNames.SecureBoot, out ulong state) ? (SecureBootState)(uint)state
            : SecureBootState.Unset;
        return HandoverError.None;
    }

    private static bool TryRead(in DeviceTreeNode chosen, scoped ReadOnlySpan<byte> name, out ulong value)
    {
        value = 0;
        return chosen.TryGetProperty(name, out DeviceTreeProperty property) && property.TryReadNumber(out value);
    }
}

public static class HandoverErrorText
{
    public static ReadOnlySpan<byte> Text(this HandoverError error) =>
        error switch
        {
            HandoverError.None => "complete"u8,
            HandoverError.NotUefi => "no linux,uefi-system-table in /chosen: not booted from UEFI"u8,
            HandoverError.MapStartMissing => "no linux,uefi-mmap-start in /chosen"u8,
            HandoverError.MapSizeMissing => "no linux,uefi-mmap-size in /chosen"u8,
            HandoverError.DescriptorSizeMissing => "no linux,uefi-mmap-desc-size in /chosen"u8,
            HandoverError.DescriptorVersionMissing => "no linux,uefi-mmap-desc-ver in /chosen"u8,
            _ => "invalid linux,uefi-mmap-size in /chosen"u8,
        };
}
