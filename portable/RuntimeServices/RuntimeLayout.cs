using System;
using Keelson.Addresses;
using Keelson.Uefi;

namespace Keelson.RuntimeServices;

/// <summary>
/// Patch 6/8: the virtual address of every runtime region, chosen once, in the boot stub. The window lies in the lower
/// half (TTBR0), where no kernel lives, so it is free in every kernel that follows, of whatever granule: each region
/// keeps its offset inside a 64 KB frame and has such frames to itself.
/// </summary>
public static class RuntimeLayout
{
    /// <summary>
    /// <c>EFI_RT_VIRTUAL_BASE</c>: 512 MB since 32-bit Arm shares it, as Linux has it (drivers/firmware/efi/libstub).
    /// It was 1 GB in 2015.
    /// </summary>
    public static VirtualAddress VirtualBase => new(0x2000_0000);

    /// <summary>
    /// The layout must end below: 64 GB is the lower half of the smallest kernel configuration (36-bit addresses).
    /// </summary>
    public static VirtualAddress VirtualEnd => new(1ul << 36);

    /// <summary>
    /// Writes the virtual address of each RUNTIME descriptor into <paramref name="map"/>, in map order, and copies
    /// those descriptors, whole and at the firmware's own size, to the front of <paramref name="scratch"/>: the input
    /// of SetVirtualAddressMap. Where they do not fit, the largest are runtime regions no more. Computing it again from
    /// the same map gives the same result.
    /// </summary>
    public static RuntimeLayoutError Assign(
        in MemoryMapView map,
        Span<byte> scratch,
        VirtualAddress start,
        out RuntimeLayoutSummary summary
    )
    {
        summary = default;
        VirtualAddress next = start;
        int count = 0;
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

            if (!TryPlace(in region, ref next, out VirtualAddress address))
            {
                // Begin again without the largest, a bridge's whole window, say: the others keep their services.
                RuntimeRegion.DropLargest(in map);
                next = start;
                count = 0;
                i = -1;
                continue;
            }

            map.SetVirtualStart(i, address);
            if (!map.DescriptorBytes(i).TryCopyTo(scratch[(count * map.DescriptorSizeBytes)..]))
            {
                return RuntimeLayoutError.ScratchTooSmall;
            }

            count++;
        }
        summary = new RuntimeLayoutSummary(count, count * map.DescriptorSizeBytes, start, next);
        return RuntimeLayoutError.None;
    }

    /// <summary>
    /// Patch 6/8 when SetVirtualAddressMap failed: an address that no kernel takes for a mapping, in every RUNTIME
    /// descriptor.
    /// </summary>
    public static void Withdraw(in MemoryMapView map) => SetAll(in map, new VirtualAddress(ulong.MaxValue));

    /// <summary>
    /// Virtual equals physical, for firmware whose SetVirtualAddressMap is not to be called ("novamap").
    /// </summary>
    public static void AssignIdentity(in MemoryMapView map)
    {
        for (int i = 0; i < map.Count; i++)
        {
            MemoryDescriptor region = map[i];
            if (region.IsRuntime)
            {
                map.SetVirtualStart(i, new VirtualAddress(region.PhysicalStart.Value));
            }
        }
    }

    /// <summary>
    /// Where 2 MB blocks can serve, the two addresses are to be congruent modulo 2 MB. The size before rounding
    /// decides, as in Linux from 4.x on: equal layouts let a kernel of either stub's follow the other.
    /// </summary>
    internal static bool IsWorthBlocks(in MemoryDescriptor region) =>
        region.PhysicalStart.IsAligned(Alignment.Size2M) && region.SizeBytes >= Alignment.Size2M;

    /// <summary>
    /// The next address in the window that suits <paramref name="region"/>; moves <paramref name="next"/> past it.
    /// </summary>
    private static bool TryPlace(in MemoryDescriptor region, ref VirtualAddress next, out VirtualAddress address)
    {
        address = default;
        ulong offset = region.PhysicalStart.Value & (Alignment.Size64K - 1);
        if (region.SizeBytes > VirtualEnd - next)
        {
            return false;
        }

        ulong size = Alignment.Up(offset + region.SizeBytes, Alignment.Size64K);
        VirtualAddress frame = next.AlignUp(IsWorthBlocks(region) ? Alignment.Size2M : Alignment.Size64K);
        if (frame > VirtualEnd || size > VirtualEnd - frame)
        {
            return false;
        }

        address = frame + offset;
        next = frame + size;
        return true;
    }

    private static void SetAll(in MemoryMapView map, VirtualAddress address)
    {
        for (int i = 0; i < map.Count; i++)
        {
            if (map[i].IsRuntime)
            {
                map.SetVirtualStart(i, address);
            }
        }
    }
}

public enum RuntimeLayoutError
{
    None,

    /// <summary>More RUNTIME descriptors than the scratch was sized for.</summary>
    ScratchTooSmall,

    /// <summary>The regions do not fit below <see cref="RuntimeLayout.VirtualEnd"/>.</summary>
    WindowExhausted,

    /// <summary>A RUNTIME descriptor of no pages, or one that wraps.</summary>
    UnsoundRegion,
}

/// <param name="count">Runtime regions laid out.</param>
/// <param name="sizeBytes">Bytes of descriptors written to the scratch.</param>
/// <param name="start">First address of the window.</param>
/// <param name="end">First address past the last region.</param>
public readonly struct RuntimeLayoutSummary(int count, int sizeBytes, VirtualAddress start, VirtualAddress end)
{
    public int Count { get; } = count;
    public int SizeBytes { get; } = sizeBytes;
    public VirtualAddress Start { get; } = start;
    public VirtualAddress End { get; } = end;
}

public static class RuntimeLayoutErrorText
{
    public static ReadOnlySpan<byte> Text(this RuntimeLayoutError error) =>
        error switch
        {
            RuntimeLayoutError.None => "laid out"u8,
            RuntimeLayoutError.ScratchTooSmall => "more runtime descriptors than the scratch has room for"u8,
            RuntimeLayoutError.WindowExhausted => "runtime regions do not fit the virtual window"u8,
            _ => "a runtime descriptor of no pages, or one that wraps"u8,
        };
}
