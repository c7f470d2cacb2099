using System.Buffers.Binary;

namespace Keelson.Tools.Fuzzing;

/// <summary>
/// Damages inputs in the ways that parsers fall for: values at the edge of a comparison, pieces cut, doubled and moved.
/// The same seed gives the same inputs on every machine.
/// </summary>
internal sealed class Mutator(ulong seed)
{
    private const int MaximumChanges = 6;
    private const int MaximumSize = 1 << 14;

    private static readonly ulong[] s_tellingNumbers =
    [
        0,
        1,
        2,
        3,
        4,
        8,
        9,
        0x7f,
        0x80,
        0xff,
        0x7fff,
        0x8000,
        0xffff,
        0x7fff_fffc,
        0x7fff_ffff,
        0x8000_0000,
        0xffff_fffc,
        0xffff_ffff,
        0x7fff_ffff_ffff_ffff,
        0xffff_ffff_ffff_f000,
        0xffff_ffff_ffff_ffff,
    ];

    private ulong _state = seed * 2 + 1;

    /// <param name="sound">What is damaged; left as it is.</param>
    /// <param name="other">What pieces may come from.</param>
    public byte[] Damage(ReadOnlySpan<byte> sound, ReadOnlySpan<byte> other)
    {
        List<byte> bytes = [.. sound];
        for (int changes = 1 + Below(MaximumChanges); changes > 0; changes--)
        {
            Change(bytes, other);
        }

        if (bytes.Count > MaximumSize)
        {
            bytes.RemoveRange(MaximumSize, bytes.Count - MaximumSize);
        }

        return [.. bytes];
    }

    /// <summary>From 0 up to, not including, a limit; 0 where the limit is.</summary>
    public int Below(int limit) => limit <= 0 ? 0 : (int)(Next() % (ulong)limit);

    private void Change(List<byte> bytes, ReadOnlySpan<byte> other)
    {
        int at = Below(bytes.Count);
        int length = Math.Min(1 + Below(1 << Below(9)), bytes.Count - at);
        switch (Below(9))
        {
            case 0 when bytes.Count > 0:
                bytes[at] ^= (byte)(1 << Below(8));
                break;
            case 1 when bytes.Count > 0:
                bytes[at] = (byte)Next();
                break;
            case 2 or 3:
                Write(bytes, at);
                break;
            case 4:
                bytes.RemoveRange(at, length);
                break;
            case 5:
                bytes.InsertRange(Below(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 6:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 7:
                int from = Below(other.Length);
                bytes.InsertRange(at, other.Slice(from, Math.Min(length, other.Length - from)).ToArray());
                break;
            default:
                bytes.InsertRange(at, Enumerable.Repeat((byte)Next(), length));
                break;
        }
    }

    /// <summary>A number of one, two, four or eight bytes, in either order, mostly where one may stand.</summary>
    private void Write(List<byte> bytes, int at)
    {
        int size = 1 << Below(4);
        at = Below(4) == 0 ? at : at / size * size;
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        ulong value = s_tellingNumbers[Below(s_tellingNumbers.Length)];
        BinaryPrimitives.WriteUInt64LittleEndian(number, value);
        number = number[..size];
        if (Below(2) == 0)
        {
            number.Reverse();
        }

        for (int i = 0; i < size && at + i < bytes.Count; i++)
        {
            bytes[at + i] = number[i];
        }
    }

    // xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled").
    private ulong Next()
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return _state * 0x2545_f491_4f6c_dd1d;
    }
}
