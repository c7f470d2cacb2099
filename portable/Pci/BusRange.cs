using System;
using System.Buffers.Binary;

namespace Keelson.Pci;

/// <summary>
/// The buses of a root bridge, out of what it decodes: address space descriptors (ACPI 6.5, 6.4.3.5) up to an end tag.
/// </summary>
public static class BusRange
{
    private const byte EndTag = 0x79;
    private const byte QuadWordSpace = 0x8a;
    private const byte BusNumbers = 2;
    private const int HeaderSizeBytes = 3;
    private const int SpaceSizeBytes = 46;
    private const int KindOffset = 3,
        FirstOffset = 14,
        LastOffset = 22;

    /// <summary>Bytes of the descriptor that begins here; 0 for the end, and for what is no large descriptor.</summary>
    public static int DescriptorLength(ReadOnlySpan<byte> header) =>
        header.Length < HeaderSizeBytes || header[0] == EndTag || (header[0] & 0x80) == 0
            ? 0
            : HeaderSizeBytes + BinaryPrimitives.ReadUInt16LittleEndian(header[1..]);

    /// <returns>False where no descriptor names buses, or one names such as there are not.</returns>
    public static bool TryRead(ReadOnlySpan<byte> descriptors, out byte first, out byte last)
    {
        first = last = 0;
        for (int length; (length = DescriptorLength(descriptors)) != 0; descriptors = descriptors[length..])
        {
            if (length > descriptors.Length)
            {
                return false;
            }

            if (descriptors[0] != QuadWordSpace || length < SpaceSizeBytes || descriptors[KindOffset] != BusNumbers)
            {
                continue;
            }

            ulong low = BinaryPrimitives.ReadUInt64LittleEndian(descriptors[FirstOffset..]),
                high = BinaryPrimitives.ReadUInt64LittleEndian(descriptors[LastOffset..]);
            first = (byte)low;
            last = (byte)high;
            return low <= high && high <= byte.MaxValue;
        }

        return false;
    }
}
