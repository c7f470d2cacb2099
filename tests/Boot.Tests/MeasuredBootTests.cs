using System.IO.Compression;
using System.Text;
using Keelson.Images;
using Keelson.Tools.Images;
using Keelson.Tools.Linux;
using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// A unified image on a machine with a TPM (swtpm), as a stock Linux sees it: what was measured is what booted, the
/// firmware's log says the same, and the image's registers are those that were predicted without any machine.
/// </summary>
public sealed class MeasuredBootTests : IDisposable
{
    private static readonly byte[] s_signature = "{\"sha256\":[]}"u8.ToArray(),
        s_key = "-----BEGIN PUBLIC KEY-----\n"u8.ToArray();

    private const string Profile = "ID=second\n";
    private const string OfMachine = "of-machine";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-measured-");

    [Fact]
    public async Task What_is_measured_is_what_was_predicted_and_the_log_agrees()
    {
        StockKernel kernel = Stock.Require(Stock.Kernel61);
        using SoftwareTpm tpm = Stock.Tpm();
        byte[] initrd = File.ReadAllBytes(Stock.Archive("measured.cpio", () => new GuestArchive(kernel)));
        byte[] image = new UnifiedImage
        {
            Kernel = File.ReadAllBytes(kernel.Image),
            CommandLine = "quiet",
            Initrd = initrd,
            OsRelease = "ID=measured\n"u8.ToArray(),
            Release = kernel.Release,
            PcrSignature = s_signature,
            PcrPublicKey = s_key,
            Profiles = [("ID=first\n", "quiet first"), (Profile, "quiet second")],
            Layout = UnifiedImageLayout.Plain,
        }.Build(File.ReadAllBytes(Built.StubAlone));
        string file = Path.Combine(_folder.FullName, "measured.efi");
        File.WriteAllBytes(file, image);
        string options = $"{LinuxRun.BaseCommandLine} keelson.guest=tpm,variables";

        QemuResult run = await Machine.RunAsync(
            LinuxRun.Options("measured", file, null, "@1 " + options, BootedBy.ItsOwnStub) with
            {
                ExtraArguments =
                [
                    "-device",
                    "virtio-rng-pci",
                    "-smbios",
                    $"type=11,value=io.systemd.stub.kernel-cmdline-extra={OfMachine}",
                    .. tpm.Flags,
                ],
                StopWhen = line => line.Contains("returning EFI_", StringComparison.Ordinal),
            }
        );
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder("keelson-stub: measuring is done", "keelson-stub: TPM event log of ", " bytes copied");
        GuestFacts facts = Assert.Single(GuestFacts.Of(run));

        // The image as its maker predicts it, and what changes from boot to boot.
        Assert.Equal(PcrPrediction.OfImage(image, 1), Register(facts, 11));
        Assert.NotEqual(PcrPrediction.OfImage(image), Register(facts, 11));
        Assert.Equal(
            PcrPrediction.Extend(PcrPrediction.Text("1"), PcrPrediction.Text(options), PcrPrediction.Text(OfMachine)),
            Register(facts, 12)
        );
        byte[] whole = new byte[initrd.Length + 3 & ~3];
        initrd.CopyTo(whole, 0);
        Assert.Equal(
            PcrPrediction.Extend(PcrPrediction.Text($"{options} {OfMachine}"), [.. whole, .. Extra()]),
            Register(facts, 9)
        );

        // The log that the firmware keeps, replayed, is what the TPM holds.
        SortedDictionary<uint, byte[]> replayed = PcrPrediction.Replay(facts.TpmEventLog);
        Assert.Superset(new HashSet<uint> { 7, 9, 11, 12 }, new HashSet<uint>(replayed.Keys));
        Assert.All(replayed, one => Assert.Equal(one.Value, Register(facts, one.Key)));

        // What the system asks for.
        Assert.Equal(
            [
                ("profile", Profile),
                ("tpm2-pcr-public-key.pem", Text(s_key)),
                ("tpm2-pcr-signature.json", Text(s_signature)),
            ],
            facts
                .All("extra")
                .Select(line =>
                    (line[..line.IndexOf(' ')], Text(Convert.FromHexString(line[(line.IndexOf(' ') + 1)..])))
                )
        );
        Assert.Equal("31003100", VariableOf(facts, "StubPcrKernelImage")[..8]);
        Assert.Equal("31003200", VariableOf(facts, "StubPcrKernelParameters")[..8]);
        LinuxTableTests.RequireTables(run);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static byte[] Extra()
    {
        ExtraFiles extra = new()
        {
            Signature = s_signature,
            PublicKey = s_key,
            Profile = Encoding.UTF8.GetBytes(Profile),
        };
        byte[] archive = new byte[extra.RoomBytes];
        extra.Write(archive);
        return archive;
    }

    private static byte[] Register(GuestFacts facts, uint index) =>
        Convert.FromHexString(
            facts.All("pcr").Single(line => line.StartsWith($"{index} ", StringComparison.Ordinal)).Split(' ')[1]
        );

    /// <summary>Without the four bytes of attributes that efivarfs puts before it.</summary>
    private static string VariableOf(GuestFacts facts, string name) =>
        facts.All("variable").Single(line => line.StartsWith(name + "-", StringComparison.Ordinal)).Split(' ')[1][8..];

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
