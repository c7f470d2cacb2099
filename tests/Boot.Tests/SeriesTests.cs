using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>The eight patches, each by the results that carry its number in one report.</summary>
public sealed class SeriesTests(SeriesTests.Report report) : IClassFixture<SeriesTests.Report>
{
    /// <summary>One boot for all eight.</summary>
    public sealed class Report : IAsyncLifetime
    {
        public IReadOnlyList<KtapResult> Results { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            QemuResult run = await Machine.RunAsync(
                new QemuRunOptions { Name = "series", EfiApplication = Built.Product }
            );
            run.RequireExit(QemuExit.GuestShutdown);
            // Whole, but not necessarily a pass: a patch that fails must not take the other seven with it.
            KtapDocument report = Assert.Single(run.Reports);
            Assert.Empty(report.Problems);
            Results = report.Results;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    [Fact]
    public void Patch_1_of_8_building_EFI_page_tables_does_not_change_the_kernels() =>
        RequireProven(
            1,
            "building the EFI page tables does not change the kernel's page tables # hash 0x",
            "mapping kernel memory does not change the EFI page tables # hash 0x"
        );

    [Fact]
    public void Patch_2_of_8_the_runtime_tables_hold_the_runtime_regions_and_nothing_else() =>
        RequireProven(
            2,
            "the EFI page tables map the runtime regions and nothing else # 7 regions, ",
            "first and last byte of each region translate to its physical address",
            "blocks wherever alignment, size and policy allow",
            "every entry is non-global, devices Device-nGnRE, only code executable",
            "Map refuses another offset within the page # physical and virtual address differ within a page",
            "Map refuses an overlap # already mapped elsewhere or with other attributes"
        );

    [Fact]
    public void Patch_3_of_8_firmware_tables_are_unchanged_by_SetVirtualAddressMap() =>
        RequireProven(
            3,
            "system table CRC32 valid",
            "firmware vendor unchanged by SetVirtualAddressMap",
            "configuration tables unchanged by SetVirtualAddressMap"
        );

    [Fact]
    public void Patch_4_of_8_allocations_are_aligned_and_freed_by_the_64_KB_they_took() =>
        RequireProven(4, "boot-time allocations took and freed exactly 16 pages, aligned # 2 of 2");

    [Fact]
    public void Patch_5_of_8_stub_allocations_are_64_KB_aligned() =>
        RequireProven(5, "device tree, memory map and image 64 KB aligned");

    [Fact]
    public void Patch_6_of_8_the_virtual_layout_matches_the_memory_map() =>
        RequireProven(
            6,
            "layout computed again matches the memory map # linux, 7 regions from 0x20000000",
            "SetVirtualAddressMap called once, with these descriptors, their size and version # EFI_SUCCESS, 7 regions",
            "SetVirtualAddressMap converted the pointers of the system table",
            "GetMemoryMap called for sizes only, then for the map # GetMemoryMap called 2 times, ExitBootServices 1 "
                + "time"
        );

    [Fact]
    public void Patch_7_of_8_boot_services_memory_is_free_from_the_start() =>
        RequireProven(
            7,
            "free memory poisoned before the first runtime call # ",
            "boot services memory is allocated as free RAM",
            "poison intact: no runtime service wrote outside its own regions"
        );

    [Fact]
    public void Patch_8_of_8_nothing_is_identity_mapped_and_runtime_addresses_fault_after_each_call() =>
        RequireProven(
            8,
            "access to a runtime address faults after each call # ",
            "no runtime region is identity-mapped, or mapped at its runtime address",
            "TTBR0_EL1 points to the empty table"
        );

    /// <summary>Every result of the patch passed (a skipped one proves nothing), and these are among them.</summary>
    private void RequireProven(int patch, params string[] claims)
    {
        KtapResult[] ofPatch =
        [
            .. report.Results.Where(result => result.Description.StartsWith($"{patch}/8 ", StringComparison.Ordinal)),
        ];
        Assert.All(ofPatch, result => Assert.Equal(KtapOutcome.Passed, result.Outcome));
        Assert.All(
            claims,
            claim =>
                Assert.Contains(
                    ofPatch,
                    result => $"{result.Description} # {result.Seen}".Contains(claim, StringComparison.Ordinal)
                )
        );
        Assert.True(ofPatch.Length >= claims.Length, $"{ofPatch.Length} results for {claims.Length} claims");
    }
}
