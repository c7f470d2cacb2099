using System;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Handover;
using Keelson.RuntimeServices;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Stub;

internal static partial class AddressLayout
{
    private static RuntimeLayoutKind s_kind;
    private static VirtualAddress s_start;

    static partial void TellStart(ref VirtualAddress start) => start = s_start;

    static partial void AssignOther(
        in MemoryMapView map,
        Span<byte> scratch,
        ref RuntimeLayoutSummary layout,
        ref RuntimeLayoutError error,
        ref bool isDone
    )
    {
        isDone = true;
        error = RuntimeLayoutMatrix.Assign(map, scratch, s_kind, out layout);
        s_start = layout.Start;
    }

    static partial void Choose(
        ReadOnlySpan<byte> commandLine,
        scoped in HandoverRequest request,
        Firmware firmware,
        ref bool isRefused
    )
    {
        ReadOnlySpan<byte> name = new OptionWords(commandLine).ValueOf(OptionNames.Layout);
        s_kind = RuntimeLayoutKindNames.Parse(name);
        if (s_kind == RuntimeLayoutKind.Unknown)
        {
            Log.WriteLine($"error: {OptionNames.Layout}{name}: no such layout; it takes {RuntimeLayoutKindNames.All}");
            isRefused = true;
        }
        else if (s_kind != RuntimeLayoutKind.Linux && request.VirtualMap == VirtualMapMode.Identity)
        {
            Log.WriteLine(
                $"error: {OptionNames.Layout}{name}: SetVirtualAddressMap is not called: efi=novamap, or the firmware "
                    + $"does not claim it"
            );
            isRefused = true;
        }
        else if (s_kind != RuntimeLayoutKind.Linux)
        {
            isRefused = !TryMapOfNow(name, request.PhysicalEnd, firmware);
        }
    }

    /// <summary>The map may still change, but not by what decides whether it can be laid out so.</summary>
    private static bool TryMapOfNow(ReadOnlySpan<byte> name, PhysicalAddress physicalEnd, Firmware firmware)
    {
        firmware.GetMemoryMap(default, out MemoryMapInfo info);
        ulong size = info.SizeBytes + BootExit<Firmware>.SlackDescriptors * info.DescriptorSizeBytes;
        EfiStatus status = AlignedPages.Allocate(
            firmware,
            MemoryType.LoaderData,
            2 * size,
            AlignedPages.GranularityBytes,
            out PhysicalRange buffer
        );
        if (status != EfiStatus.Success)
        {
            Log.WriteLine($"error: {OptionNames.Layout}{name}: no memory to try it: {status}");
            return false;
        }
        Span<byte> bytes = firmware.Memory(buffer);
        status = firmware.GetMemoryMap(bytes[..(int)size], out info);
        MemoryMapError mapError = MemoryMapView.TryCreate(bytes[..(int)size], info, out MemoryMapView map);
        bool isPossible = false;
        if (status != EfiStatus.Success || mapError != MemoryMapError.None)
        {
            Log.WriteLine($"error: {OptionNames.Layout}{name}: GetMemoryMap: {status}, {mapError.Text()}");
        }
        else
        {
            RuntimeRegion.DropUnmappable(map, physicalEnd);
            RuntimeLayoutError error = RuntimeLayoutMatrix.Assign(
                map,
                bytes[(int)size..],
                s_kind,
                out RuntimeLayoutSummary layout
            );
            isPossible = error == RuntimeLayoutError.None;
            if (isPossible)
            {
                Log.WriteLine($"layout {name}: {layout.Count} runtime regions, {layout.Start} to {layout.End}");
            }
            else
            {
                Log.WriteLine(
                    $"error: {OptionNames.Layout}{name}: {error.Text()}, which ends at {s_kind.EndOf()}: choose another"
                );
            }
        }
        AlignedPages.Free(firmware, ref buffer);
        return isPossible;
    }
}
