using System;
using System.Runtime.InteropServices;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>
/// A memory map that breaks one rule: <c>map-FAULT</c>, of which every caller of GetMemoryMap sees the same, or
/// <c>later-FAULT</c>, from the second map on.
/// </summary>
internal static class BentMap
{
    private static MapFault s_fault;
    private static uint s_stride;
    private static bool s_isLater;
    private static ulong s_original;
    private static ulong s_systemTable;
    private static ulong s_tables;
    private static ulong s_maps;

    public static unsafe bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        ReadOnlySpan<char> name = setting[(setting.IndexOf('-') + 1)..];
        s_isLater = Setting.Is(setting[..(setting.Length - name.Length)], "later-");
        if (!s_isLater && !Setting.Is(setting[..(setting.Length - name.Length)], "map-"))
        {
            return false;
        }
        s_fault = Setting.TryNumber(name, "stride-", out s_stride) ? MapFault.Stride : MapFaultNames.Find(name);
        if (s_fault == MapFault.None)
        {
            return false;
        }
        // SAFETY: the table is the firmware's, and this program stays until boot services end.
        SystemTable* table = (SystemTable*)system.Address.Value;
        s_systemTable = system.Address.Value;
        s_tables = table->ConfigurationTable;
        BootServicesTable* boot = (BootServicesTable*)table->BootServices;
        s_original = boot->GetMemoryMap;
        boot->GetMemoryMap = (ulong)(delegate* unmanaged<ulong*, byte*, ulong*, ulong*, uint*, ulong>)&GetMemoryMap;
        return true;
    }

    /// <summary>The firmware's map, with room for what it may get more.</summary>
    // SAFETY: the caller's pointers, as the firmware would take them; nothing is written beyond the caller's size.
    [UnmanagedCallersOnly]
    private static unsafe ulong GetMemoryMap(ulong* size, byte* map, ulong* key, ulong* stride, uint* version)
    {
        ulong room = *size;
        if (s_fault == MapFault.Error)
        {
            return (ulong)EfiStatus.DeviceError;
        }
        EfiStatus status = FirmwareCall.Invoke(s_original, size, map, key, stride, version);
        if (s_fault == MapFault.Small)
        {
            *size = room + 48;
            return (ulong)EfiStatus.BufferTooSmall;
        }
        if (status != EfiStatus.Success && status != EfiStatus.BufferTooSmall)
        {
            return (ulong)status;
        }
        ulong newStride = s_fault == MapFault.Stride ? s_stride : *stride;
        ulong added =
            s_fault == MapFault.Grows ? 9 * (s_maps + 1)
            : s_fault == MapFault.DeviceMixed ? MapShapes.MixedDevices
            : 1;
        ulong needed = (*size / *stride + added) * newStride;
        if (status == EfiStatus.BufferTooSmall || room < needed)
        {
            *size = needed;
            *stride = newStride;
            return (ulong)EfiStatus.BufferTooSmall;
        }
        s_maps++;
        if (s_isLater && s_maps == 1)
        {
            return (ulong)status;
        }
        MapBytes bytes = new(map, *size, *stride, *version, newStride, s_maps);
        if (
            !MapShapes.TryBend(s_fault, ref bytes)
            && !BentRegions.TryBend(
                s_fault,
                ref bytes,
                new PhysicalAddress(s_systemTable),
                new PhysicalAddress(s_tables)
            )
        )
        {
            MoreRegions.Bend(s_fault, ref bytes);
        }
        *size = bytes.SizeBytes;
        *stride = bytes.Stride;
        *version = bytes.Version;
        return (ulong)status;
    }
}
