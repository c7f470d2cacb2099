using System.Text;
using Keelson.Handover;
using Keelson.Tools.Images;
using Keelson.Tools.Qemu;
using Keelson.Tools.Symbols;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Bench.Growth;

/// <summary>One thing that can be larger, and the runs that show what that costs.</summary>
/// <param name="Name">What grows; also of the curve's file.</param>
/// <param name="Unit">Of the sizes.</param>
/// <param name="Sizes">Smallest first.</param>
/// <param name="Prepare">The run with that much of it.</param>
internal sealed record GrowthAxis(
    string Name,
    string Unit,
    IReadOnlyList<long> Sizes,
    Func<BenchInputs, long, PreparedRun> Prepare
)
{
    private const string Entry = "entry",
        Kernel = "kernel",
        Jump = "jump",
        Release = "6.1",
        CommandLine = "console=ttyAMA0";
    private const long Megabyte = 1 << 20;

    /// <summary>Kexec generations: one run, whose costs are those between two jumps.</summary>
    public bool IsChain { get; private init; }

    public static IReadOnlyList<GrowthAxis> All { get; } =
    [
        new("memory", "MB", [256, 1024, 4096, 16384, 65536], WithMemory),
        new("initrd", "MB", [1, 16, 128, 1024], WithInitrd),
        new(
            "device tree",
            "KB",
            [8, 64, 256, 1024, 2000],
            (inputs, kilobytes) =>
                Started(
                    inputs,
                    inputs.UnifiedWithTree(Release, GrowthTree.Make((int)(1024 * kilobytes))),
                    inputs.Initrd
                )
        ),
        new("boot entries", "entries", [1, 10, 100, 1000], ByEntries),
        new(
            "memory map descriptors",
            "pairs of regions",
            [8, 64, 512, 2000],
            (inputs, pairs) => Crowded(inputs, "map-crowd-", pairs)
        ),
        new(
            "runtime regions",
            "regions",
            [4, 32, 128, 240],
            (inputs, regions) => Crowded(inputs, "runtime-crowd-", regions)
        ),
        new("kexec generations", "generations", [1, 1000], Chain) { IsChain = true },
    ];

    private static string Unified(BenchInputs inputs) =>
        inputs.UnifiedWithOurs($"keelson-{Release}-growth", Release, UnifiedImageLayout.InPlace);

    private static PreparedRun Boot(BenchInputs inputs, string initrd) => Started(inputs, Unified(inputs), initrd);

    private static PreparedRun Started(BenchInputs inputs, string image, string initrd) =>
        Counted(inputs, image, Scenarios.Machine(image, initrd, CommandLine));

    private static PreparedRun Counted(BenchInputs inputs, string image, QemuRunOptions machine) =>
        new(
            machine,
            new Watch().Image(Entry, image).Kernel(Kernel, inputs.Kernel(Release)).From(Entry).Until(Kernel),
            new Segment("growth", Entry, Kernel)
        );

    /// <summary>The host gives out what is touched.</summary>
    private static PreparedRun WithMemory(BenchInputs inputs, long megabytes)
    {
        PreparedRun run = Boot(inputs, inputs.Initrd);
        return run with { Machine = run.Machine with { Machine = "virt-aavmf-32g", MemoryMegabytes = (int)megabytes } };
    }

    private static PreparedRun WithInitrd(BenchInputs inputs, long megabytes)
    {
        PreparedRun run = Boot(inputs, inputs.InitrdOf(megabytes * Megabyte));
        return run with { Machine = run.Machine with { MemoryMegabytes = 4096 } };
    }

    private static PreparedRun ByEntries(BenchInputs inputs, long count) =>
        Counted(
            inputs,
            inputs.BootLoader,
            Scenarios.MachineWithDisk(inputs.VolumeWithEntries(inputs.BootLoader, Release, count, CommandLine))
        );

    /// <summary>Behind the guest that makes the map so.</summary>
    private static PreparedRun Crowded(BenchInputs inputs, string setting, long count)
    {
        string image = Unified(inputs);
        return Counted(inputs, image, Scenarios.Machine(inputs.Hostile, image, $"{setting}{count} -- {CommandLine}"));
    }

    private static PreparedRun Chain(BenchInputs inputs, long generations)
    {
        MapFile map = inputs.ShimMap;
        uint jump = Scenarios.Function(map, "Keelson.KernelShim.NextKernel.Jump").Start;
        string options =
            $"{Encoding.ASCII.GetString(OptionNames.Kexec)}{generations} "
            + "keelson.poison=0 keelson.console=none keelson.rounds=1";
        return new PreparedRun(
            Scenarios.Machine(inputs.Product, null, options) with
            {
                StopWhen = null,
            },
            Scenarios.Shim(map, InputFile.Read(inputs.KernelShim)).Address(Jump, map.ImageBase + jump)
        );
    }
}
