using System;
using Keelson.Addresses;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>The firmware's regions in a map of another shape.</summary>
internal static class MapShapes
{
    /// <summary>As servers have them: a register file each, of every kind of device memory.</summary>
    public const ulong MixedDevices = 40;

    // SAFETY: as of MapBytes.
    public static unsafe bool TryBend(MapFault fault, ref MapBytes map)
    {
        switch (fault)
        {
            case MapFault.Stride:
                Spread(ref map);
                break;
            case MapFault.Version:
                map.Version = 2;
                break;
            case MapFault.StrideNone:
                map.Stride = 0;
                break;
            case MapFault.StrideOdd:
                map.Stride = 44;
                break;
            case MapFault.StrideOther:
                map.Stride = 56;
                break;
            case MapFault.SizeOdd:
                map.SizeBytes += 8;
                break;
            case MapFault.SizeHuge:
                map.SizeBytes = 1ul << 40;
                break;
            case MapFault.SizeNothing:
                map.SizeBytes = 0;
                break;
            case MapFault.Backwards:
                for (ulong i = 0; i < map.Count / 2; i++)
                {
                    (*map.At(i), *map.At(map.Count - 1 - i)) = (*map.At(map.Count - 1 - i), *map.At(i));
                }
                break;
            case MapFault.Grows:
                // Nine more each time, which are no memory, from an address that no two share.
                for (ulong i = 0; i < 9 * map.Ordinal; i++)
                {
                    MemoryDescriptor one = default;
                    one.PhysicalStart = new PhysicalAddress((1ul << 38) + (i << 16));
                    one.PageCount = 16;
                    map.Add(in one);
                }
                break;
            case MapFault.DeviceMixed:
                for (ulong i = 0; i < MixedDevices; i++)
                {
                    MemoryDescriptor one = default;
                    one.Type = i % 5 == 4 ? MemoryType.Reserved : MemoryType.MemoryMappedIo;
                    // UC, WC, WT, none of them write-back, and UCE besides.
                    one.Attributes =
                        MemoryAttributes.Runtime
                        | (MemoryAttributes)(1ul << (int)(i % 3))
                        | (MemoryAttributes)(i / 20 * 0x10);
                    one.PhysicalStart = new PhysicalAddress((1ul << 37) + (i << 17));
                    one.PageCount = 1 + i % 16;
                    map.Add(in one);
                }
                break;
            default:
                return false;
        }
        return true;
    }

    // SAFETY: the hook made room for as many descriptors of the new size.
    private static unsafe void Spread(ref MapBytes map)
    {
        ulong count = map.Count;
        for (ulong n = 0; n < count; n++)
        {
            // Away from what is not yet moved.
            ulong i = map.WantedStride < map.Stride ? n : count - 1 - n;
            ReadOnlySpan<byte> one = new(map.At(i), MemoryDescriptor.MinimumSizeBytes);
            // Not as a structure: the two places may overlap (docs/toolchain.md, traps).
            one.CopyTo(new Span<byte>((byte*)map.Start + i * map.WantedStride, one.Length));
        }
        map.Stride = map.WantedStride;
        map.SizeBytes = count * map.Stride;
    }
}
