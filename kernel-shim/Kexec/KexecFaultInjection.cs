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
    private static KexecFault Asked => KexecFaultNames.Parse(CommandLine.ValueOf(OptionNames.KexecFault));

    public static void Withdraw(MemoryMapView map, in Generation generation)
    {
        if (generation.IsFirst && Asked == KexecFault.NoVirtualAddresses)
        {
            RuntimeLayout.Withdraw(map);
        }
    }

    public static bool KeepsProcessor => Asked == KexecFault.BusyProcessor;

    public static ReadOnlySpan<byte> Truncate(ReadOnlySpan<byte> file) =>
        Asked == KexecFault.TruncatedImage ? file[..(file.Length / 2)] : file;

    public static void MoveSegment(ref PhysicalAddress deviceTree, in KernelHandover handover)
    {
        if (Asked == KexecFault.OverlappingSegments)
        {
            deviceTree = handover.MapStart.AlignDown(AlignedPages.GranularityBytes);
        }
    }

    public static void Damage(MemoryMapView map, Span<byte> tree)
    {
        if (Asked == KexecFault.DamagedMap)
        {
            map.SetVirtualStart(0, map[0].VirtualStart + 1);
        }
        if (
            Asked == KexecFault.MissingProperty
            && DeviceTreeBlob.TryCreate(tree, out DeviceTreeBlob blob, out _)
            && DeviceTreeEditor.TryResume(tree, blob, out DeviceTreeEditor editor)
        )
        {
            editor.DeleteProperty(ChosenNames.Path, ChosenNames.MapSize);
        }
    }
}
