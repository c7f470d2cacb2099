using System.Text;
using Keelson.Compression;
using Keelson.Images;
using Keelson.Tools.Images;
using Keelson.Tools.Symbols;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Bench;

/// <summary>
/// An EFI zboot kernel of the user's, by the code that it carries to unpack itself and by ours. Debian has none for
/// arm64, and that code is made with the kernel, so the file is to be given.
/// </summary>
internal sealed class PackedScenarios
{
    private const string Entry = "entry",
        Wrapper = "wrapper",
        Kernel = "kernel",
        PeerVersion = "257",
        CommandLine = "console=ttyAMA0";

    private readonly string _file;
    private readonly byte[] _unpacked;

    /// <exception cref="FailureException">It is none, or one that can't be unpacked here: nobody would know where it
    /// ends.</exception>
    public PackedScenarios(string file)
    {
        byte[] packed = InputFile.Read(file);
        if (!PackedKernel.IsZboot(packed))
        {
            throw new FailureException(
                $"{file} is no EFI zboot kernel",
                "give a vmlinuz.efi, as a kernel configured with EFI_ZBOOT has it"
            );
        }

        _file = Path.GetFullPath(file);
        _unpacked = PackedKernelFile.Unpack(packed);
        PackedKernel.TryParse<AllDecompressors>(packed, out PackedKernel kernel);
        Method = Encoding.UTF8.GetString(kernel.Method.Name());
    }

    /// <summary>What it is packed by, which is in the name of each row.</summary>
    public string Method { get; }

    public IReadOnlyList<Scenario> All =>
        [
            new(BenchGroup.Boot, OwnName, Own),
            new(
                BenchGroup.Boot,
                PeerName,
                inputs => ByEntry(inputs, inputs.SystemdBoot(PeerVersion), new Segment(PeerName, Entry, Kernel))
            ),
            new(
                BenchGroup.Boot,
                OursName,
                inputs =>
                    ByEntry(inputs, inputs.BootLoader, new Segment(OursName, Entry, Kernel)) with
                    {
                        Map = BenchInputs.MapOf(inputs.BootLoader),
                    }
            ),
            new(BenchGroup.Kexec, $"kexec of a zboot kernel ({Method})", Kexec),
        ];

    /// <summary>Ours call SetVirtualAddressMap, and others do not.</summary>
    public IReadOnlyList<Budget> Budgets =>
        [
            new(
                $"zboot kernel ({Method}), boot entry on a disk",
                null,
                report => report.CountsOf(OursName)?.Total,
                "its own wrapper, started by systemd-boot 257 from the same disk",
                report => report.CountsOf(PeerName)?.Total
            ),
            new(
                $"zboot kernel ({Method}), kexec",
                null,
                report => report.CountsOf(PlacingName)?.Total + report.CountsOf(JumpName)?.Total,
                "its own wrapper",
                report => report.CountsOf(OwnName)?.Total
            ),
        ];

    private string OwnName => $"zboot kernel ({Method}), its own wrapper";

    private string PeerName => $"systemd-boot {PeerVersion} + zboot kernel ({Method}), boot entry on a disk";

    private string OursName => $"keelson + zboot kernel ({Method}), boot entry on a disk";

    private string PlacingName => $"kexec of a zboot kernel ({Method}): placing before it";

    private string JumpName => $"kexec of a zboot kernel ({Method}): jump";

    private PreparedRun Own(BenchInputs inputs) =>
        new(
            Scenarios.Machine(_file, inputs.Initrd, CommandLine),
            UntilKernel(new Watch().Image(Entry, _file), inputs, Entry),
            new Segment(OwnName, Entry, Kernel)
        )
        {
            Timeout = Scenarios.LongTimeout,
        };

    /// <summary>A loader that does not unpack the kernel starts its wrapper, which counts as own code.</summary>
    private PreparedRun ByEntry(BenchInputs inputs, string loader, Segment segment) =>
        new(
            Scenarios.MachineWithDisk(inputs.VolumeWithEntry($"zboot-{Method}", _file, CommandLine, loader)),
            UntilKernel(new Watch().Image(Entry, loader).Image(Wrapper, _file), inputs, Entry),
            segment
        )
        {
            Timeout = Scenarios.LongTimeout,
        };

    private PreparedRun Kexec(BenchInputs inputs) =>
        Scenarios.Kexec(
            inputs,
            inputs.NextKernels($"zboot-{Method}", _file),
            Unpacked(inputs),
            new Segment(PlacingName, Scenarios.Place, Scenarios.Jump),
            new Segment(JumpName, Scenarios.Jump, Scenarios.Kernel)
        ) with
        {
            Timeout = Scenarios.LongTimeout,
        };

    private Watch UntilKernel(Watch watch, BenchInputs inputs, string from) =>
        watch.Kernel(Kernel, Unpacked(inputs)).From(from).Until(Kernel);

    private string Unpacked(BenchInputs inputs) => inputs.Make($"zboot-{Method}.Image", () => _unpacked);
}
