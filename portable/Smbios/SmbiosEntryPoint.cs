using System;
using System.Buffers.Binary;
using Keelson.Addresses;

namespace Keelson.Smbios;

/// <summary>The 64-bit entry point (SMBIOS 3.7, 5.2.2): where the structures lie.</summary>
public static class SmbiosEntryPoint
{
    public const int SizeBytes = 24;

    /// <summary>More than any machine has; what claims more is no SMBIOS.</summary>
    private const uint MaximumTableBytes = 0x10_0000;

    /// <returns>Empty where these bytes are no entry point.</returns>
    public static PhysicalRange Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < SizeBytes || !bytes.StartsWith("_SM3_"u8))
        {
            return default;
        }

        uint size = BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]);
        ulong start = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        return size is 0 or > MaximumTableBytes || start > ulong.MaxValue - size
            ? default
            : PhysicalRange.FromSize(new PhysicalAddress(start), size);
    }
}
