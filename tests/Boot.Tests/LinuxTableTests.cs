using System.Buffers.Binary;
using Keelson.Tools.Images;
using Keelson.Tools.Linux;
using Keelson.Tools.Qemu;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>The configuration tables that Linux looks for and that only a boot stub can leave.</summary>
public sealed class LinuxTableTests : IDisposable
{
    private const int SeedBytes = 32,
        PropertyBytes = 64;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-tables-");

    [Fact]
    public async Task With_a_source_of_random_numbers_each_boot_has_seeds_of_its_own()
    {
        Dictionary<EfiGuid, ulong> tables = [];
        List<byte[]> seeds = [];
        for (int boot = 1; boot <= 2; boot++)
        {
            byte[] table = [];
            byte[] reservations = [];
            // The board's own seeds are no help here: they must be the stub's.
            HandedOver handed = await HandedOver.BootAsync(
                Options("tables-random-" + boot) with
                {
                    Machine = "virt-aavmf-rng",
                },
                look: async (guest, handover) =>
                {
                    tables = await EfiTables.ReadAsync(guest, handover);
                    table = await guest.ReadPhysicalMemoryAsync(
                        tables[WellKnownGuids.LinuxRandomSeed],
                        sizeof(uint) + SeedBytes
                    );
                    reservations = await guest.ReadPhysicalMemoryAsync(
                        tables[WellKnownGuids.LinuxMemoryReservations],
                        16
                    );
                }
            );
            Assert.Equal(SeedBytes, BinaryPrimitives.ReadInt32LittleEndian(table));
            Assert.Equal(new byte[16], reservations);
            byte[] property = handed.Property("/chosen", "rng-seed")!;
            byte[] layout = handed.Property("/chosen", "kaslr-seed")!;
            Assert.Equal((PropertyBytes, sizeof(ulong)), (property.Length, layout.Length));
            seeds.AddRange([table[sizeof(uint)..], property[..SeedBytes], property[SeedBytes..], layout]);
        }

        // Nothing is zero and nothing is used twice, neither in one boot nor in two.
        Assert.All(seeds, seed => Assert.Contains(seed, value => value != 0));
        Assert.Equal(seeds.Count, seeds.Select(Convert.ToHexString).Distinct().Count());
        Assert.DoesNotContain(WellKnownGuids.LinuxTpmEventLog, tables.Keys);
    }

    [Fact]
    public async Task Without_EFI_RNG_PROTOCOL_no_seed_table_is_installed()
    {
        Dictionary<EfiGuid, ulong> tables = [];
        await HandedOver.BootAsync(
            Options("tables-no-random"),
            look: async (guest, handover) => tables = await EfiTables.ReadAsync(guest, handover)
        );
        Assert.DoesNotContain(WellKnownGuids.LinuxRandomSeed, tables.Keys);
        Assert.Contains(WellKnownGuids.LinuxMemoryReservations, tables.Keys);
    }

    [Fact]
    public async Task Stock_Linux_finds_seed_reservations_and_the_TPMs_event_log()
    {
        using SoftwareTpm tpm = Stock.Tpm();
        StockKernel kernel = Stock.Require(Stock.Kernel61);
        QemuResult run = await Machine.RunAsync(
            LinuxRun.Options("tables-linux", kernel.Image, null, "earlycon=pl011,0x9000000", BootedBy.Keelson) with
            {
                ExtraArguments = ["-device", "virtio-rng-pci", .. tpm.Flags],
                StopWhen = line => line.Contains("Kernel command line: ", StringComparison.Ordinal),
            }
        );
        run.RequireExit(QemuExit.Stopped).RequireInOrder("keelson-stub: TPM event log of ", " bytes copied");
        RequireTables(run);
    }

    /// <summary>What Linux says of the tables that only a boot stub can leave.</summary>
    internal static void RequireTables(QemuResult run)
    {
        string tables = Assert
            .Single(
                run.Lines,
                line =>
                    line.Text.Contains("] efi: ", StringComparison.Ordinal)
                    && line.Text.Contains("MEMRESERVE=0x", StringComparison.Ordinal)
            )
            .Text;
        Assert.Contains("RNG=0x", tables);
        Assert.Contains("TPMEventLog=0x", tables);
        Assert.Contains("TPMFinalLog=0x", tables);
        Assert.DoesNotContain(run.Lines, line => line.Text.Contains("TPM Final Events", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private QemuRunOptions Options(string name)
    {
        string image = Path.Combine(_folder.FullName, name + ".efi");
        File.WriteAllBytes(
            image,
            new UnifiedImage { Kernel = ParkedKernel.Make(name), Layout = UnifiedImageLayout.Plain }.Build(
                File.ReadAllBytes(Built.StubAlone)
            )
        );
        return new() { Name = name, EfiApplication = image };
    }
}
