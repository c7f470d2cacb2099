using System.Buffers.Binary;
using System.Reflection.PortableExecutable;
using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// Two things that no processor of QEMU's does: to stay a VHE host (no FEAT_E2H0), and to trap what the code before us
/// left trapped. A changed entry leaves HCR_EL2 as they would find it.
/// </summary>
public sealed class EntryAtEl2Tests
{
    [Theory]
    // E2H
    [InlineData(34, "", "keelson: report passed")]
    // TSC: the firmware is called to switch off. The class of the exception is 0x17, a trapped SMC.
    [InlineData(19, "keelson.end=psci", "fatal: exception, vector 4: ESR 0x5e000000", "keelson: report failed")]
    public async Task HCR_EL2_bit_that_stays_set_is_handled_or_reported(
        int bit,
        string options,
        params string[] expected
    )
    {
        using OwnedFolder folder = OwnedFolder.Temporary("keelson-el2-");
        string product = Path.Combine(folder.Path, "BOOTAA64.EFI");
        File.WriteAllBytes(product, WithHcrBit(File.ReadAllBytes(Built.Product), bit));
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = $"hcr-bit-{bit}",
                Machine = "virt-aavmf-max-el2",
                EfiApplication = product,
                CommandLine = options,
                StopWhen = line => line.Contains(expected[^1], StringComparison.Ordinal),
            }
        );
        run.RequireInOrder(expected);
    }

    /// <summary>What nobody promised a kernel, as tests/guests/launcher/Registers.S leaves it.</summary>
    [Theory]
    [InlineData("virt-aavmf", null)]
    // A core of QEMU 10's has FEAT_FGT, with which EL2 traps whatever it likes.
    [InlineData("virt-aavmf-n2", "max")]
    public async Task Registers_that_are_UNKNOWN_at_the_entry_may_hold_anything(string machine, string? core)
    {
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "registers-" + machine,
                Machine = machine,
                Cpu = core,
                EfiApplication = Built.Launcher,
                Initrd = Built.Product,
                CommandLine = "registers -- keelson.poison=0",
            }
        );
        run.RequirePassingReport();
        run.RequireInOrder("launcher: registers", "keelson-stub: started at EL");
    }

    /// <summary>CNTFRQ_EL0 is 0 where firmware forgets it, and every duration divides by it.</summary>
    [Fact]
    public async Task A_counter_whose_frequency_nobody_set_is_named_and_divides_nothing()
    {
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "no-clock",
                // Another processor looks at the clock as well, and resets when time is up.
                ProcessorCount = 2,
                EfiApplication = Built.Launcher,
                Initrd = Built.Product,
                CommandLine = "noclock -- keelson.poison=0",
            }
        );
        run.RequireInOrder(
            "launcher: the counter's frequency is 0",
            "keelson: no watchdog: CNTFRQ_EL0 is 0",
            "finding KF-062 error CNTFRQ_EL0: does not tell how fast the counter runs",
            "keelson: report failed"
        );
        Assert.Equal(1, run.Verdict().FailedCount);
    }

    /// <summary>
    /// The carried kernel's <c>msr HCR_EL2, x0</c> (arch/arm64/KernelEntry.S) goes by way of the reserved fields of its
    /// header, where one bit is added.
    /// </summary>
    private static byte[] WithHcrBit(byte[] product, int bit)
    {
        const uint Write = 0xd51c_1100,
            AddBit = 0xb240_0000, // orr x0, x0, #(1 << bit)
            Branch = 0x1400_0000;
        const int ReservedFields = 32,
            SizeOfFields = 24;
        SectionHeader section = new PEReader(new MemoryStream(product)).PEHeaders.SectionHeaders.Single(one =>
            one.Name == ".linux"
        );
        Span<byte> kernel = product.AsSpan(section.PointerToRawData, section.SizeOfRawData);
        Assert.True(kernel.Slice(ReservedFields, SizeOfFields).IndexOfAnyExcept((byte)0) < 0);
        int place = Enumerable
            .Range(0, section.SizeOfRawData / 4)
            .Select(word => 4 * word)
            .Single(offset =>
                BinaryPrimitives.ReadUInt32LittleEndian(product.AsSpan(section.PointerToRawData + offset)) == Write
            );
        uint[] detour = [AddBit | (uint)(64 - bit) << 16, Write, Branch | Words(place + 4 - (ReservedFields + 8))];
        for (int i = 0; i < detour.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(kernel[(ReservedFields + 4 * i)..], detour[i]);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(kernel[place..], Branch | Words(ReservedFields - place));
        return product;

        // A branch's distance.
        static uint Words(int bytes) => (uint)(bytes / 4) & 0x3ff_ffff;
    }
}
