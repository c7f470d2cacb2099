using CsCheck;
using Keelson.Addresses;
using Xunit;

namespace Keelson.Portable.Tests;

public class AlignmentTests
{
    [Fact]
    public void Up_rounds_to_the_next_multiple() =>
        Gen.Select(Gen.ULong[0, ulong.MaxValue / 2], Gen.Int[0, 30])
            .Sample(
                (value, shift) =>
                {
                    ulong alignment = 1UL << shift;
                    ulong up = Alignment.Up(value, alignment);
                    return up % alignment == 0
                        && up >= value
                        && up - value < alignment
                        && Alignment.Down(up, alignment) == up
                        && Alignment.IsAligned(up, alignment);
                }
            );
}
