using CsCheck;
using Keelson.Addresses;
using Keelson.Memory;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>RAM that is claimed and not there: found by its chunk, taken out, and nothing else with it.</summary>
public class MissingMemoryTests
{
    private const ulong Chunk = MissingMemory.ChunkBytes;
    private const int ChunkCount = 40;

    private readonly struct Chunks(bool[] isThere) : IMemoryProbe
    {
        public bool Answers(PhysicalAddress address) => isThere[address.Value / Chunk];
    }

    private readonly struct Nothing : IMemoryProbe
    {
        public bool Answers(PhysicalAddress address) => false;
    }

    [Fact]
    public void What_is_left_is_what_was_free_and_answers() =>
        Gen.Select(
                Gen.Bool.Array[ChunkCount],
                Gen.Select(Gen.ULong[0, ChunkCount * Chunk / 0x1000 - 1], Gen.ULong[1, 3000]).Array[0, 6]
            )
            .Sample(
                (isThere, used) =>
                {
                    FreeMemory free = new();
                    free.Add(PhysicalRange.FromSize(default, ChunkCount * Chunk));
                    foreach ((ulong page, ulong count) in used)
                    {
                        free.Reserve(PhysicalRange.FromSize(new PhysicalAddress(page * 0x1000), count * 0x1000));
                    }
                    FreeMemory expected = free;
                    for (int i = 0; i < ChunkCount; i++)
                    {
                        if (!isThere[i])
                        {
                            expected.Reserve(PhysicalRange.FromSize(new PhysicalAddress((ulong)i * Chunk), Chunk));
                        }
                    }
                    ulong before = free.SizeBytes;
                    MissingMemory missing = new();
                    missing.Sift(ref free, new Chunks(isThere));
                    Assert.Equal(expected.SizeBytes, free.SizeBytes);
                    Assert.Equal(expected.Count, free.Count);
                    for (int i = 0; i < free.Count; i++)
                    {
                        Assert.Equal(expected[i].Start, free[i].Start);
                        Assert.Equal(expected[i].End, free[i].End);
                    }
                    Assert.Equal(before - free.SizeBytes, missing.SizeBytes);
                }
            );

    [Fact]
    public void Neighbouring_chunks_are_one_range()
    {
        bool[] isThere = [true, false, false, true, false];
        FreeMemory free = new();
        free.Add(new PhysicalRange(new PhysicalAddress(0), new PhysicalAddress(5 * Chunk - 0x1000)));
        MissingMemory missing = new();
        missing.Sift(ref free, new Chunks(isThere));
        Assert.Equal(2, missing.Count);
        Assert.Equal((Chunk, 3 * Chunk), (missing[0].Start.Value, missing[0].End.Value));
        Assert.Equal((4 * Chunk, 5 * Chunk - 0x1000), (missing[1].Start.Value, missing[1].End.Value));
    }

    private readonly struct UpTo(ulong end) : IMemoryProbe
    {
        public bool Answers(PhysicalAddress address) => address.Value < end;
    }

    [Fact]
    public void A_chunk_whose_end_alone_is_missing_is_no_memory()
    {
        FreeMemory free = new();
        free.Add(PhysicalRange.FromSize(default, 3 * Chunk));
        MissingMemory missing = new();
        missing.Sift(ref free, new UpTo((2 * Chunk) - 0x1000));
        Assert.Equal((1, Chunk), (free.Count, free[0].End.Value));
        Assert.Equal(2 * Chunk, missing.SizeBytes);
    }

    [Fact]
    public void Memory_up_to_the_last_address_ends()
    {
        FreeMemory free = new();
        free.Add(new PhysicalRange(new PhysicalAddress(unchecked(0 - 3 * Chunk)), new PhysicalAddress(ulong.MaxValue)));
        MissingMemory missing = new();
        missing.Sift(ref free, new Nothing());
        Assert.Equal(0, free.Count);
        Assert.Equal(1, missing.Count);
    }

    [Fact]
    public void More_ranges_than_are_told_of_are_taken_out()
    {
        bool[] isThere = new bool[ChunkCount];
        for (int i = 0; i < ChunkCount; i += 2)
        {
            isThere[i] = true;
        }
        FreeMemory free = new();
        free.Add(PhysicalRange.FromSize(default, ChunkCount * Chunk));
        MissingMemory missing = new();
        missing.Sift(ref free, new Chunks(isThere));
        Assert.Equal(ChunkCount / 2, free.Count);
        Assert.Equal(MissingMemory.Capacity, missing.Count);
        Assert.Equal(ChunkCount / 2 * Chunk, missing.SizeBytes);
    }
}
