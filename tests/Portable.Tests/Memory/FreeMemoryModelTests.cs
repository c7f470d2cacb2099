using CsCheck;
using Keelson.Addresses;
using Keelson.Memory;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>The allocator beside a plain set of free pages, through the same random verbs.</summary>
public class FreeMemoryModelTests
{
    private const int PageCount = 1024;
    private const ulong Base = 0x8_4000_0000;

    private enum Verb
    {
        Add,
        Reserve,
        Allocate,
        Comb,
    }

    private readonly record struct Step(Verb Verb, int Page, int Length, int AlignmentPages);

    private static readonly Gen<Step> s_step = Gen.Select(
        Gen.Frequency(
            (6, Gen.Const(Verb.Add)),
            (4, Gen.Const(Verb.Reserve)),
            (6, Gen.Const(Verb.Allocate)),
            (1, Gen.Const(Verb.Comb))
        ),
        Gen.Int[0, PageCount - 1],
        Gen.Frequency((4, Gen.Int[0, 12]), (1, Gen.Int[0, PageCount])),
        Gen.OneOf(1, 1, 2, 16, 64),
        (verb, page, length, alignment) => new Step(verb, page, length, alignment)
    );

    [Fact]
    public void Random_use_agrees_with_a_set_of_pages() =>
        s_step.Array[1, 60].Sample(steps => Run(steps, PageCount), iter: 400);

    /// <summary>
    /// Combing makes more ranges than there is room for: what is dropped may be lost, but never has two owners.
    /// </summary>
    [Fact]
    public void Overflow_loses_pages_but_never_hands_one_out_twice() =>
        s_step
            .Array[20, 60]
            .Sample(
                steps => Run([new(Verb.Add, 0, PageCount, 1), new(Verb.Comb, 0, PageCount, 1), .. steps], PageCount),
                iter: 100
            );

    private static PhysicalAddress At(int page) => new(Base + (ulong)page * 0x1000);

    private static PhysicalRange Pages(int start, int end) => new(At(start), At(end));

    private static void Run(Step[] steps, int pageCount)
    {
        var memory = new FreeMemory();
        bool[] free = new bool[pageCount];
        bool[] used = new bool[pageCount];
        foreach (Step step in steps)
        {
            int end = Math.Min(step.Page + step.Length, pageCount);
            switch (step.Verb)
            {
                case Verb.Add:
                    // As far as it overlaps nothing that is, or ever was, there.
                    int stop = step.Page;
                    while (stop < end && !free[stop] && !used[stop])
                    {
                        stop++;
                    }

                    if (stop > step.Page)
                    {
                        memory.Add(Pages(step.Page, stop));
                    }

                    free.AsSpan(step.Page..stop).Fill(true);
                    break;
                case Verb.Reserve:
                    memory.Reserve(Pages(step.Page, end));
                    Take(free, used, step.Page, end);
                    break;
                case Verb.Allocate when step.Length > 0:
                    bool found = memory.TryAllocate(
                        (ulong)step.Length * 0x1000,
                        (ulong)step.AlignmentPages * 0x1000,
                        out PhysicalAddress address
                    );
                    int expected = HighestFit(free, step.Length, step.AlignmentPages);
                    if (!memory.HasDropped)
                    {
                        Assert.Equal(expected, found ? (int)((address.Value - Base) / 0x1000) : -1);
                    }

                    if (found)
                    {
                        int page = (int)((address.Value - Base) / 0x1000);
                        Assert.Equal(0, page % step.AlignmentPages);
                        Assert.DoesNotContain(false, free[page..(page + step.Length)]);
                        Take(free, used, page, page + step.Length);
                    }
                    break;
                case Verb.Comb:
                    for (int page = step.Page; page < end; page += 2)
                    {
                        memory.Reserve(Pages(page, page + 1));
                        Take(free, used, page, page + 1);
                    }
                    break;
            }
            Check(ref memory, free);
        }
    }

    private static void Take(bool[] free, bool[] used, int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            (used[i], free[i]) = (used[i] | free[i], false);
        }
    }

    private static int HighestFit(bool[] free, int length, int alignment)
    {
        for (int page = (free.Length - length) / alignment * alignment; page >= 0; page -= alignment)
        {
            if (!free.AsSpan(page, length).Contains(false))
            {
                return page;
            }
        }
        return -1;
    }

    /// <summary>Ascending, apart, and exactly the free pages; some of them, once there was no room for all.</summary>
    private static void Check(ref FreeMemory memory, bool[] free)
    {
        bool[] listed = new bool[free.Length];
        int next = 0;
        for (int i = 0; i < memory.Count; i++)
        {
            int start = (int)((memory[i].Start.Value - Base) / 0x1000);
            int end = (int)((memory[i].End.Value - Base) / 0x1000);
            Assert.True(start >= next && start < end);
            listed.AsSpan(start..end).Fill(true);
            next = end;
        }
        Assert.Equal((ulong)listed.Count(page => page) * 0x1000, memory.SizeBytes);
        for (int i = 0; i < free.Length; i++)
        {
            if (listed[i] != free[i])
            {
                Assert.True(memory.HasDropped && free[i], $"page {i} is listed {listed[i]}");
            }
        }
    }
}
