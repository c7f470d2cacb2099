using System;
using Keelson.Addresses;
using Keelson.Uefi;

namespace Keelson.RuntimeServices;

/// <summary>
/// The layouts that a board's firmware can be tried with. Each keeps what <see cref="RuntimeLayout"/> promises: the
/// same map gives the same addresses, a region keeps its offset inside a 64 KB frame, and no address is given twice.
/// What does not fit is no layout.
/// </summary>
public static class RuntimeLayoutMatrix
{
    /// <inheritdoc cref="RuntimeLayout.Assign"/>
    public static RuntimeLayoutError Assign(
        in MemoryMapView map,
        Span<byte> scratch,
        RuntimeLayoutKind kind,
        out RuntimeLayoutSummary summary
    )
    {
        if (kind == RuntimeLayoutKind.Linux)
        {
            return RuntimeLayout.Assign(map, scratch, RuntimeLayout.VirtualBase, out summary);
        }
        VirtualAddress start = kind == RuntimeLayoutKind.Above4G ? new(1ul << 32) : RuntimeLayout.VirtualBase;
        VirtualAddress end = start;
        RuntimeLayoutError error = kind is RuntimeLayoutKind.Identity or RuntimeLayoutKind.Offset
            ? Move(map, kind, ref start, ref end)
            : Pack(map, kind, ref end);
        int count = 0;
        for (int i = 0; i < map.Count && error == RuntimeLayoutError.None; i++)
        {
            if (!map[i].IsRuntime)
            {
                continue;
            }
            if ((count + 1) * map.DescriptorSizeBytes > scratch.Length)
            {
                error = RuntimeLayoutError.ScratchTooSmall;
                break;
            }
            map.DescriptorBytes(i).CopyTo(scratch[(count * map.DescriptorSizeBytes)..]);
            count++;
        }
        summary =
            error == RuntimeLayoutError.None
                ? new RuntimeLayoutSummary(count, count * map.DescriptorSizeBytes, start, end)
                : default;
        return error;
    }

    /// <summary>All by the same distance, which may be none.</summary>
    private static RuntimeLayoutError Move(
        in MemoryMapView map,
        RuntimeLayoutKind kind,
        ref VirtualAddress start,
        ref VirtualAddress end
    )
    {
        int lowest = NextByAddress(map, -1);
        if (lowest < 0)
        {
            return RuntimeLayoutError.None;
        }
        ulong first = map[lowest].PhysicalStart.Value;
        ulong distance =
            kind == RuntimeLayoutKind.Identity ? 0 : unchecked(start.Value - (first & ~(Alignment.Size2M - 1)));
        start = new VirtualAddress(unchecked(first + distance));
        end = start;
        for (int i = 0; i < map.Count; i++)
        {
            MemoryDescriptor region = map[i];
            if (!region.IsRuntime)
            {
                continue;
            }
            if (!region.IsSound)
            {
                return RuntimeLayoutError.UnsoundRegion;
            }
            VirtualAddress address = new(unchecked(region.PhysicalStart.Value + distance));
            if (address > kind.EndOf() || region.SizeBytes > kind.EndOf() - address)
            {
                return RuntimeLayoutError.WindowExhausted;
            }
            map.SetVirtualStart(i, address);
            end = address + region.SizeBytes > end ? address + region.SizeBytes : end;
        }
        return RuntimeLayoutError.None;
    }

    /// <summary>One behind the other from <paramref name="next"/> on.</summary>
    private static RuntimeLayoutError Pack(in MemoryMapView map, RuntimeLayoutKind kind, ref VirtualAddress next)
    {
        int byAddress = -1;
        for (int step = 0; step < map.Count; step++)
        {
            int i = kind == RuntimeLayoutKind.Reversed ? map.Count - 1 - step : step;
            if (kind == RuntimeLayoutKind.Compact)
            {
                i = byAddress = NextByAddress(map, byAddress);
                if (i < 0)
                {
                    break;
                }
            }
            MemoryDescriptor region = map[i];
            if (!region.IsRuntime)
            {
                continue;
            }
            if (!region.IsSound)
            {
                return RuntimeLayoutError.UnsoundRegion;
            }
            if (!TryPlace(region, kind, ref next, out VirtualAddress address))
            {
                return RuntimeLayoutError.WindowExhausted;
            }
            map.SetVirtualStart(i, address);
        }
        return RuntimeLayoutError.None;
    }

    private static bool TryPlace(
        in MemoryDescriptor region,
        RuntimeLayoutKind kind,
        ref VirtualAddress next,
        out VirtualAddress address
    )
    {
        VirtualAddress end = kind.EndOf();
        ulong offset = region.PhysicalStart.Value & (Alignment.Size64K - 1);
        VirtualAddress frame = next.AlignUp(Alignment.Size64K);
        if (kind == RuntimeLayoutKind.Compact)
        {
            frame += unchecked(region.PhysicalStart.Value - offset - frame.Value) & (Alignment.Size2M - 1);
        }
        else if (kind != RuntimeLayoutKind.Contiguous && RuntimeLayout.IsWorthBlocks(region))
        {
            frame = next.AlignUp(Alignment.Size2M);
        }
        address = frame + offset;
        bool fits =
            frame < end
            && region.SizeBytes <= end - frame
            && Alignment.Up(offset + region.SizeBytes, Alignment.Size64K) <= end - frame;
        next = fits ? frame + Alignment.Up(offset + region.SizeBytes, Alignment.Size64K) : next;
        return fits;
    }

    /// <summary>
    /// The runtime region that follows another by physical address, and of those at the same address by its place in
    /// the map.
    /// </summary>
    /// <param name="map">Where none need be sorted.</param>
    /// <param name="last">Index of that; -1 for the first of all.</param>
    /// <returns>-1 behind the last.</returns>
    private static int NextByAddress(in MemoryMapView map, int last)
    {
        int found = -1;
        for (int i = 0; i < map.Count; i++)
        {
            if (map[i].IsRuntime && (last < 0 || IsBefore(map, last, i)) && (found < 0 || IsBefore(map, i, found)))
            {
                found = i;
            }
        }
        return found;
    }

    private static bool IsBefore(in MemoryMapView map, int one, int other)
    {
        ulong a = map[one].PhysicalStart.Value,
            b = map[other].PhysicalStart.Value;
        return a < b || a == b && one < other;
    }
}
