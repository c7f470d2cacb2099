using System;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.DeviceTree;
using Keelson.Handover;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>
/// Things to go wrong with a kexec, on request (<c>keelson.kexec-fault=...</c>): each must end in the refusal that is
/// its own.
/// </summary>
internal static class KexecFaultInjection
{
    private static bool Is(ReadOnlySpan<byte> name) => CommandLine.ValueOf(OptionNames.KexecFault).SequenceEqual(name);

    /// <summary><c>no-virt</c>: as after a SetVirtualAddressMap that failed.</summary>
    public static void Withdraw(MemoryMapView map, Generation generation)
    {
        if (generation.IsFirst && Is("no-virt"u8))
        {
            RuntimeLayout.Withdraw(map);
        }
    }

    /// <summary><c>truncated</c>: half of the next Image.</summary>
    public static ReadOnlySpan<byte> Truncate(ReadOnlySpan<byte> file) =>
        Is("truncated"u8) ? file[..(file.Length / 2)] : file;

    /// <summary><c>overlap</c>: the device tree on top of the EFI memory map.</summary>
    public static void MoveSegment(ref PhysicalAddress deviceTree, KernelHandover handover)
    {
        if (Is("overlap"u8))
        {
            deviceTree = handover.MapStart.AlignDown(AlignedPages.GranularityBytes);
        }
    }

    /// <summary>
    /// <c>map-crc</c>: one bit of the EFI memory map flips. <c>missing-property</c>: the next tree does not say how
    /// large it is.
    /// </summary>
    public static void Damage(MemoryMapView map, Span<byte> tree)
    {
        if (Is("map-crc"u8))
        {
            map.SetVirtualStart(0, map[0].VirtualStart + 1);
        }
        if (
            Is("missing-property"u8)
            && DeviceTreeBlob.TryCreate(tree, out DeviceTreeBlob blob, out _)
            && DeviceTreeEditor.TryResume(tree, blob, out DeviceTreeEditor editor)
        )
        {
            editor.DeleteProperty(ChosenNames.Path, ChosenNames.MapSize);
        }
    }
}
