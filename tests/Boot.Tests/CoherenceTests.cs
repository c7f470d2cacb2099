using System.Buffers.Binary;
using Keelson.Paging;
using Keelson.Tools.Coherence;
using Keelson.Tools.Images;
using Keelson.Tools.Linux;
using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// Runs under the model of caches, TLBs and barriers (docs/coherence.md): nothing of ours breaks a rule, and what does
/// on purpose is seen.
/// </summary>
public sealed class CoherenceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-coherence-");

    /// <summary>A rule for each routine of tests/guests/incoherent, whose names say which.</summary>
    [Fact]
    public async Task Each_rule_has_a_guest_that_is_caught_and_healthy_code_is_not()
    {
        CoherenceOutcome outcome = await RunAsync(
            new QemuRunOptions { Name = "coherence-incoherent", EfiApplication = Built.Incoherent },
            [Built.Incoherent],
            [("incoherent-kernel", EntryOfGuest())]
        );
        outcome.Run.RequireInOrder("incoherent: begins", "incoherent: ends");
        SortedSet<string> seen = [];
        foreach (CoherenceFinding finding in outcome.Findings)
        {
            string text = string.Join('\n', finding.Text);
            int name = text.IndexOf("Broken", StringComparison.Ordinal);
            Assert.True(name >= 0, text);
            Assert.Contains($"Broken{finding.Rule}", text);
            Assert.DoesNotContain("Healthy", text);
            seen.Add(text[name..text.IndexOf(')', name)]);
        }

        Assert.Equal(
            [
                "Broken10ChangeWithoutBreak",
                "Broken10MakeWithoutTlbi",
                "Broken11MakeBeforeTlbiIsComplete",
                "Broken11TableWithoutIsb",
                "Broken11TlbiWithoutDsb",
                "Broken12TwoMemoryTypes",
                "Broken13ExclusiveToDevice",
                "Broken14WriteBackDevice",
                "Broken18BootServicesBehindExit",
                "Broken18FirmwareExecutesData",
                "Broken18ReadBehindExit",
                "Broken18ReadOfNobodysMemory",
                "Broken18WriteBehindExit",
                "Broken18WriteToTheFirmwaresMemory",
                "Broken1UncachedReadOfDirtyLine",
                "Broken2CachedReadOfStaleLine",
                "Broken3UncachedWriteUnderDirtyLine",
                "Broken4CleanWithoutBarrier",
                "Broken4MaintenanceWithoutBarrier",
                "Broken5InvalidateOfDirtyLine",
                "Broken6FetchOfDirtyLine",
                "Broken7EntryWithTheMmuOn",
                "Broken8FetchWithoutClean",
                "Broken8FetchWithoutInvalidation",
                "Broken9UseWithoutDsb",
            ],
            seen.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_chain_of_all_page_sizes_breaks_no_rule()
    {
        CoherenceOutcome outcome = await RunAsync(
            new QemuRunOptions
            {
                Name = "coherence-chain",
                EfiApplication = Built.Product,
                Cpu = "max,pauth-impdef=on",
                CommandLine = "keelson.poison=0 keelson.chain=4k,64k,16k",
            },
            [Built.Product],
            []
        );
        Assert.True(outcome.Run.Verdict().Passed);
        Assert.Equal(["kernel-shim", "kernel-shim-64k", "kernel-shim-16k"], outcome.Kernels);
        RequireNothingOfOurs(outcome);
    }

    /// <summary>U-Boot's own places are not judged: some of its versions leave out a DSB (docs/coherence.md).</summary>
    [Fact]
    public async Task A_run_from_EL2_under_UBoot_breaks_no_rule()
    {
        CoherenceOutcome outcome = await RunAsync(
            new QemuRunOptions
            {
                Name = "coherence-uboot",
                Machine = "virt-uboot-el2",
                EfiApplication = Built.Product,
                CommandLine = "keelson.poison=0",
            },
            [Built.Product],
            []
        );
        Assert.True(outcome.Run.Verdict().Passed);
        Assert.Equal(["kernel-shim"], outcome.Kernels);
        RequireNothingOfOurs(outcome);
    }

    /// <summary>Up to the kernel's entry and some steps more.</summary>
    [Fact]
    public async Task Linux_is_entered_from_EL2_as_it_asks()
    {
        StockKernel kernel = Stock.Require(Stock.Kernel61);
        string image = Path.Combine(_folder.FullName, "linux.efi");
        File.WriteAllBytes(
            image,
            new UnifiedImage
            {
                Kernel = File.ReadAllBytes(kernel.Image),
                CommandLine = "earlycon=pl011,0x9000000 efi=novamap",
                Layout = UnifiedImageLayout.Plain,
            }.Build(File.ReadAllBytes(Built.StubAlone))
        );
        CoherenceOutcome outcome = await RunAsync(
            new QemuRunOptions
            {
                Name = "coherence-linux",
                Machine = "virt-aavmf-el2",
                EfiApplication = image,
                MemoryMegabytes = 512,
                IsPreallocated = false,
                StopWhen = line => line.Contains("Booting Linux", StringComparison.Ordinal),
            },
            [Built.StubAlone],
            [("linux", kernel.Image)]
        );
        outcome.Run.RequireExit(QemuExit.Stopped);
        Assert.Equal(["linux"], outcome.Kernels);
        RequireNothingOfOurs(outcome);
    }

    /// <summary>The kernel in tests/guests/incoherent/Incoherent.S: its header, and sixteen instructions.</summary>
    private string EntryOfGuest()
    {
        const uint MoveZero = 0xd289_68a9, // MOVZ x9, #0x4b45
            MoveKeep = 0xf2a9_8a69, // MOVK x9, #0x4c53, LSL #16
            Return = 0xd65f_03c0,
            Nothing = 0xd503_201f;
        byte[] image = new byte[Arm64ImageHeader.SizeBytes + 16 * sizeof(uint)];
        new Arm64ImageHeader(Arm64ImageHeader.SizeBytes, 0x1000, Granule.Size4K, 0).Write(image);
        for (int i = 0; i < 16; i++)
        {
            uint instruction = i switch
            {
                0 => MoveZero,
                1 => MoveKeep,
                2 => Return,
                _ => Nothing,
            };
            BinaryPrimitives.WriteUInt32LittleEndian(
                image.AsSpan(Arm64ImageHeader.SizeBytes + i * sizeof(uint)),
                instruction
            );
        }

        string file = Path.Combine(_folder.FullName, "Image");
        File.WriteAllBytes(file, image);
        return file;
    }

    private static async Task<CoherenceOutcome> RunAsync(
        QemuRunOptions options,
        IReadOnlyList<string> images,
        IReadOnlyList<(string, string)> kernels
    )
    {
        using IDisposable place = await Machine.TakePlaceAsync();
        return await CoherenceRun.RunAsync(
            options,
            images,
            [.. CoherenceRun.OwnKernels(Repository.Current), .. kernels],
            _ => { },
            TestContext.Current.CancellationToken
        );
    }

    private static void RequireNothingOfOurs(CoherenceOutcome outcome)
    {
        Assert.Empty(outcome.Ours.Select(finding => string.Join('\n', finding.Text)));
        // The model was awake: a run has millions of accesses.
        Assert.True(outcome.Accesses > 1_000_000 && outcome.Fetches > 1_000_000, $"{outcome.Accesses} accesses");
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
