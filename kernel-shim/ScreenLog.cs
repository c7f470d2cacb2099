using System;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.DeviceTree;
using Keelson.Display;
using Keelson.Handover;
using Keelson.Kernel;
using Keelson.Memory;
using Keelson.Paging;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>
/// The log on the screen that the boot stub or the device tree told of, besides any serial port: a board on a desk has
/// a monitor before it has a serial cable.
/// </summary>
internal static class ScreenLog
{
    private readonly struct Pixels(ulong start) : IPixels
    {
        // SAFETY: TextScreen stays within the framebuffer, all of which is mapped there.
        public unsafe void Write(uint offset, uint pixel, int sizeBytes)
        {
            byte* place = (byte*)start + offset;
            if (sizeBytes == 3)
            {
                // No two of them at once: Device memory takes no access that is not aligned.
                place[0] = (byte)pixel;
                place[1] = (byte)(pixel >> 8);
                place[2] = (byte)(pixel >> 16);
            }
            else if (sizeBytes == sizeof(uint))
            {
                *(uint*)place = pixel;
            }
            else
            {
                *(ushort*)place = (ushort)pixel;
            }
        }
    }

    private static Framebuffer s_framebuffer;
    private static TextScreen<Pixels> s_text;
    private static MemoryKind s_kind;

    public static bool IsOn { get; private set; }

    /// <summary>Before any memory is taken: firmware may draw on memory that the EFI map calls free.</summary>
    public static void Find(in FirmwareTables firmware, DeviceTreeBlob tree)
    {
        if (
            !CommandLine.Has(OptionNames.Screen, OptionValues.None)
            && !CommandLine.Has(OptionNames.Console, OptionValues.None)
            && (TryReadTable(firmware) || Framebuffer.TryFromDeviceTree(tree, out s_framebuffer))
        )
        {
            // In RAM stores may be gathered, and nothing waits in a cache while somebody looks at the screen. Behind
            // PCI Express, Normal memory gets writes out of order and of the wrong size on some (Ampere Altra, erratum
            // 82288).
            s_kind =
                firmware.Map.TryFind(s_framebuffer.Start, out MemoryDescriptor region) && region.IsWriteBack
                    ? MemoryKind.NormalNonCacheable
                    : MemoryKind.DeviceNGnRE;
        }
    }

    private static bool TryReadTable(in FirmwareTables firmware) =>
        firmware.TryFindTable(WellKnownGuids.LinuxScreenInfo, out PhysicalAddress address)
        && firmware.TryGet(address, Framebuffer.SizeOfTable, out ReadOnlySpan<byte> table)
        && Framebuffer.TryRead(table, out s_framebuffer);

    public static void TakeFrom(ref FreeMemory free)
    {
        if (s_framebuffer.Exists)
        {
            free.Reserve(s_framebuffer.Range.RoundOut(KernelSpace.Granule.PageSize));
        }
    }

    public static void TurnOn()
    {
        if (!s_framebuffer.Exists)
        {
            return;
        }
        ulong bytes = s_framebuffer.SizeBytes;
        bool isMapped = DeviceWindow.TryMap(s_framebuffer.Start, bytes, s_kind, out VirtualAddress start);
        bool isThere = isMapped
            ? Probe.TryReadByte(start) && Probe.TryReadByte(start + (bytes - 1))
            : s_framebuffer.Start < Cpu.MemoryModel.PhysicalEnd;
        if (!isThere)
        {
            MissingDevices.Add(MissingDevice.Screen, s_framebuffer.Start);
        }
        if (!isMapped || !isThere)
        {
            return;
        }
        if (s_kind == MemoryKind.NormalNonCacheable)
        {
            Caches.CleanAndInvalidateToPointOfCoherency(start, s_framebuffer.SizeBytes);
        }
        s_text = new TextScreen<Pixels>(new Pixels(start.Value), s_framebuffer);
        IsOn = s_text.IsUsable;
        if (IsOn)
        {
            s_text.Clear();
        }
    }

    public static void Write(scoped ReadOnlySpan<byte> text) => s_text.Write(text);
}
