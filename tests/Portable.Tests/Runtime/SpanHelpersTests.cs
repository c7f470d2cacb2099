using CsCheck;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>
/// The block operations that booted code is compiled against, held against the framework's, with guards on either side.
/// They turn references into pointers, as booted code has no collector that moves anything. Here there is one, and it
/// runs beside every test: what they are given lies in the pinned heap (<see cref="Pinned"/>).
/// </summary>
public class SpanHelpersTests
{
    /// <summary>Beyond one turn of the widest loop, twice.</summary>
    private const int Longest = 600;
    private const int Room = 2 * Longest;

    private static readonly Gen<byte[]> s_memory = Gen.Byte[0, 3].Array[Room];

    [Fact]
    public void Moves_agree_with_the_framework_however_the_two_overlap() =>
        Gen.Select(s_memory, Gen.Int[0, Room - Longest], Gen.Int[0, Room - Longest], Gen.Int[0, Longest])
            .Sample(
                (values, to, from, length) =>
                {
                    byte[] memory = Pinned(values);
                    byte[] expected = [.. values];
                    Array.Copy(expected, from, expected, to, length);
                    SpanHelpers.Memmove(ref memory[to], ref memory[from], (nuint)length);
                    Assert.Equal(expected, memory);
                },
                iter: 20_000
            );

    [Fact]
    public void Fills_touch_nothing_beside_them() =>
        Gen.Select(s_memory, Gen.Int[0, Room - Longest], Gen.Int[0, Longest - 1], Gen.Byte)
            .Sample(
                (values, start, length, value) =>
                {
                    byte[] memory = Pinned(values);
                    byte[] expected = [.. values];
                    Array.Fill(expected, value, start, length);
                    SpanHelpers.Fill(ref memory[start], value, (nuint)length);
                    Assert.Equal(expected, memory);
                },
                iter: 20_000
            );

    [Fact]
    public void Comparisons_agree_with_the_framework() =>
        Gen.Select(s_memory, Gen.Int[0, 40], Gen.Int[0, 40], Gen.Int[-1, 39])
            .Sample(
                (values, start, length, changed) =>
                {
                    byte[] memory = Pinned(values);
                    byte[] other = Pinned(values);
                    if (changed >= 0)
                    {
                        other[start + changed] ^= 0x80;
                    }

                    Assert.Equal(
                        memory.AsSpan(start, length).SequenceEqual(other.AsSpan(start, length)),
                        SpanHelpers.SequenceEqual(ref memory[start], ref other[start], (nuint)length)
                    );
                },
                iter: 20_000
            );

    [Fact]
    public void The_first_place_of_a_byte_is_the_frameworks() =>
        // Neighbours of the value too: a borrow out of one byte must not find the next.
        Gen.Select(
                Gen.OneOf(Gen.Byte[0, 2], Gen.Byte[0x7f, 0x81], Gen.Byte[0xfe, 0xff]).Array[48],
                Gen.Int[0, 7],
                Gen.Int[0, 40],
                Gen.OneOf<byte>(0, 1, 0x7f, 0x80, 0x81, 0xff)
            )
            .Sample(
                (values, start, length, value) =>
                {
                    byte[] memory = Pinned(values);
                    Assert.Equal(
                        memory.AsSpan(start, length).IndexOf(value),
                        SpanHelpers.IndexOf(ref memory[start], value, length)
                    );
                },
                iter: 50_000
            );

    /// <summary>A copy that the collector never moves.</summary>
    private static byte[] Pinned(byte[] values)
    {
        byte[] memory = GC.AllocateUninitializedArray<byte>(values.Length, pinned: true);
        values.CopyTo(memory, 0);
        return memory;
    }
}
