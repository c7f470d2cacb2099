using System.Text;
using Keelson.Addresses;
using Keelson.Memory;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class PoisonPlanTests
{
    private static readonly MapEntry[] s_entries =
    [
        MapEntry.Ram(MemoryType.Conventional, 0x4000_0000, 0x100),
        MapEntry.Ram(MemoryType.BootServicesData, 0x4010_0000, 0x10),
        MapEntry.Runtime(0x4011_0000, 0x10),
        MapEntry.Ram(MemoryType.Conventional, 0x4012_0000, 0x200),
        MapEntry.Ram(MemoryType.BootServicesCode, 0x5000_0000, 0x8),
    ];

    private static (ulong, ulong)[] Choose(ulong budgetBytes, params (ulong Start, ulong End)[] taken) =>
        Choose(s_entries, budgetBytes, taken);

    private static (ulong, ulong)[] Choose(
        MapEntry[] entries,
        ulong budgetBytes,
        params (ulong Start, ulong End)[] taken
    )
    {
        MemoryMapView map = MapEntry.View(MapEntry.Write(entries, 48), 48);
        FreeMemory free = default;
        free.AddUsable(map, Alignment.Size4K);
        foreach ((ulong start, ulong end) in taken)
        {
            free.Reserve(new PhysicalRange(new PhysicalAddress(start), new PhysicalAddress(end)));
        }

        FreeMemory chosen = default;
        PoisonPlan.Choose(in free, map, budgetBytes, ref chosen);
        var ranges = new (ulong, ulong)[chosen.Count];
        for (int i = 0; i < ranges.Length; i++)
        {
            ranges[i] = (chosen[i].Start.Value, chosen[i].End.Value);
        }

        return ranges;
    }

    [Fact]
    public void Memory_of_boot_services_is_filled_whatever_the_budget() =>
        Assert.Equal([(0x4010_0000, 0x4011_0000), (0x5000_0000, 0x5000_8000)], Choose(0));

    [Fact]
    public void The_rest_is_filled_from_the_top_until_the_budget_is_used_up()
    {
        Assert.Equal(
            [(0x4010_0000, 0x4011_0000), (0x4031_0000, 0x4032_0000), (0x5000_0000, 0x5000_8000)],
            Choose(0x1_0000)
        );
        Assert.Equal(
            [(0x400f_f000, 0x4011_0000), (0x4012_0000, 0x4032_0000), (0x5000_0000, 0x5000_8000)],
            Choose(0x20_1000)
        );
    }

    [Fact]
    public void With_enough_all_that_is_free_is_filled_and_nothing_else() =>
        Assert.Equal(
            [
                (0x4000_0000, 0x4004_0000),
                (0x4005_0000, 0x4010_8000),
                (0x4012_0000, 0x4032_0000),
                (0x5000_0000, 0x5000_8000),
            ],
            Choose(ulong.MaxValue, (0x4004_0000, 0x4005_0000), (0x4010_8000, 0x4011_0000))
        );

    [Fact]
    public void Memory_that_is_listed_twice_is_not_filled()
    {
        MapEntry[] twice =
        [
            MapEntry.Ram(MemoryType.Conventional, 0x4000_0000, 0x100),
            MapEntry.Ram(MemoryType.BootServicesData, 0x400f_0000, 0x20),
            MapEntry.Ram(MemoryType.BootServicesData, 0x4100_0000, 0x20),
            MapEntry.Runtime(0x4101_0000, 1),
            MapEntry.Ram(MemoryType.LoaderData, 0x4200_0000, 0x10),
            MapEntry.Ram(MemoryType.LoaderData, 0x4200_0000, 0x10),
        ];
        (ulong, ulong)[] expected =
        [
            (0x4000_0000, 0x400f_0000),
            (0x4010_0000, 0x4011_0000),
            (0x4100_0000, 0x4101_0000),
            (0x4101_1000, 0x4102_0000),
        ];
        Assert.Equal(expected, Choose(twice, ulong.MaxValue));
        Assert.Equal(expected, Choose([.. twice.Reverse()], ulong.MaxValue));
    }

    [Theory]
    [InlineData("", true, PoisonPlan.DefaultBudgetBytes)]
    [InlineData("all", true, ulong.MaxValue)]
    [InlineData("0", true, 0)]
    [InlineData("256", true, 256ul << 20)]
    [InlineData("2147483647", true, 2_147_483_647ul << 20)]
    [InlineData("2147483648", false, PoisonPlan.DefaultBudgetBytes)]
    [InlineData("-1", false, PoisonPlan.DefaultBudgetBytes)]
    [InlineData("2g", false, PoisonPlan.DefaultBudgetBytes)]
    public void The_budget_is_a_number_of_megabytes_or_all(string option, bool isUnderstood, ulong budgetBytes)
    {
        Assert.Equal(isUnderstood, PoisonPlan.TryParse(Encoding.ASCII.GetBytes(option), out ulong budget));
        Assert.Equal(budgetBytes, budget);
    }
}
