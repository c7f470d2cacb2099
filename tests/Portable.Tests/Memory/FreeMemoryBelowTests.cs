using CsCheck;
using Keelson.Addresses;
using Keelson.Memory;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>
/// The slots of a kexec chain: each below the one before, and from the top again when the bottom is reached.
/// </summary>
public class FreeMemoryBelowTests
{
    private const int PageCount = 256;

    [Fact]
    public void Random_requests_agree_with_a_set_of_pages() =>
        Gen.Select(
                Gen.Select(Gen.Int[0, PageCount - 1], Gen.Int[0, 40]).Array[0, 12],
                Gen.Select(Gen.Int[0, PageCount + 8], Gen.Int[1, 40], Gen.OneOf(1, 2, 16, 64), Gen.Int[0, 0xfff]).Array[
                    1,
                    12
                ]
            )
            .Sample(
                (used, requests) =>
                {
                    var memory = new FreeMemory();
                    bool[] free = new bool[PageCount];
                    memory.Add(Pages(0, PageCount));
                    free.AsSpan().Fill(true);
                    foreach ((int start, int length) in used)
                    {
                        Take(ref memory, free, start, Math.Min(start + length, PageCount));
                    }

                    foreach ((int limit, int length, int alignment, int within) in requests)
                    {
                        // A limit inside a page leaves that page whole to the other side.
                        int expected = HighestFit(free, length, alignment, limit);
                        if (expected < 0)
                        {
                            expected = HighestFit(free, length, alignment, PageCount);
                        }

                        bool found = memory.TryAllocateBelow(
                            At(limit) + (ulong)within,
                            (ulong)length * 0x1000,
                            (ulong)alignment * 0x1000,
                            out PhysicalAddress address
                        );
                        Assert.Equal(expected >= 0, found);
                        if (!found)
                        {
                            continue;
                        }

                        Assert.Equal(At(expected), address);
                        free.AsSpan(expected, length).Clear();
                        Assert.Equal((ulong)free.Count(page => page) * 0x1000, memory.SizeBytes);
                    }
                },
                iter: 2000
            );

    [Fact]
    public void A_chain_goes_down_and_starts_over()
    {
        var memory = new FreeMemory();
        memory.Add(new PhysicalRange(new(0x4000_0000), new(0x4080_0000)));
        ulong[] slots = new ulong[9];
        var limit = new PhysicalAddress(0x4080_0000);
        for (int i = 0; i < slots.Length; i++)
        {
            // Each kernel finds all memory free but its own.
            memory = new FreeMemory();
            memory.Add(new PhysicalRange(new(0x4000_0000), new(0x4080_0000)));
            memory.Reserve(PhysicalRange.FromSize(limit, 0x10_0000));
            Assert.True(memory.TryAllocateBelow(limit, 0x10_0000, 0x20_0000, out limit));
            slots[i] = limit.Value;
        }
        Assert.Equal(
            [
                0x4060_0000ul,
                0x4040_0000,
                0x4020_0000,
                0x4000_0000,
                0x4060_0000,
                0x4040_0000,
                0x4020_0000,
                0x4000_0000,
                0x4060_0000,
            ],
            slots
        );
    }

    private static PhysicalAddress At(int page) => new(0x8_4000_0000 + (ulong)page * 0x1000);

    private static PhysicalRange Pages(int start, int end) => new(At(start), At(end));

    private static void Take(ref FreeMemory memory, bool[] free, int start, int end)
    {
        memory.Reserve(Pages(start, end));
        free.AsSpan(start..end).Clear();
    }

    private static int HighestFit(bool[] free, int length, int alignment, int limit)
    {
        for (int page = (PageCount - length) / alignment * alignment; page >= 0; page -= alignment)
        {
            if (page + length <= limit && !free.AsSpan(page, length).Contains(false))
            {
                return page;
            }
        }
        return -1;
    }
}
