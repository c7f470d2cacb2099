using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Keelson.Uefi;

/// <summary><c>EFI_GUID</c> (UEFI 2.10, Appendix A): 16 bytes, the first three fields little-endian.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct EfiGuid(uint a, ushort b, ushort c, ulong lastEightBytesAsWritten)
{
    public const int SizeBytes = 16;

    private readonly ulong _low = a | (ulong)b << 32 | (ulong)c << 48;
    private readonly ulong _high = BinaryPrimitives.ReverseEndianness(lastEightBytesAsWritten);

    public static bool operator ==(EfiGuid x, EfiGuid y) => x._low == y._low && x._high == y._high;

    public static bool operator !=(EfiGuid x, EfiGuid y) => !(x == y);

    public override bool Equals(object? other) => other is EfiGuid guid && guid == this;

    public override int GetHashCode() => (int)(_low ^ _high);

    /// <param name="source">At least 16 bytes.</param>
    public static EfiGuid Read(ReadOnlySpan<byte> source) => MemoryMarshal.Read<EfiGuid>(source);

    /// <summary>
    /// In upper case with dashes, 36 characters, as edk2 and systemd-boot write it (UEFI 2.10, Appendix A).
    /// </summary>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        MemoryMarshal.Write(bytes, in this);
        int length = 0;
        ReadOnlySpan<byte> order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
        for (int i = 0; i < SizeBytes; i++)
        {
            if (i is 4 or 6 or 8 or 10)
            {
                destination[length++] = (byte)'-';
            }

            destination[length++] = "0123456789ABCDEF"u8[bytes[order[i]] >> 4];
            destination[length++] = "0123456789ABCDEF"u8[bytes[order[i]] & 15];
        }

        return length;
    }

    /// <summary>The first field: enough to tell the well-known ones apart in a log.</summary>
    public uint Data1 => (uint)_low;
    public ulong Low => _low;
    public ulong High => _high;
}
