using System.Buffers.Binary;
using Keelson.Tools.Fetch;
using Keelson.Tools.Plugins;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Qemu;
using Keelson.Tools.Symbols;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Coherence;

/// <summary>A place that breaks a rule, for people.</summary>
/// <param name="IsOurs">Code of ours breaks it.</param>
/// <param name="Cause">What it does not fit to, or the place itself where it stands alone.</param>
/// <param name="Text">Lines, with source positions.</param>
public sealed record CoherenceFinding(int Rule, string What, bool IsOurs, string Cause, IReadOnlyList<string> Text);

/// <summary>What a run under the checker came to.</summary>
/// <param name="Run">The machine's own end.</param>
/// <param name="Kernels">Entries that were checked, by name.</param>
/// <param name="Accesses">To memory, from the first instruction of ours on.</param>
/// <param name="Fetches">Of blocks of instructions, likewise.</param>
public sealed record CoherenceOutcome(
    QemuResult Run,
    IReadOnlyList<string> Kernels,
    IReadOnlyList<CoherenceFinding> Findings,
    ulong Accesses,
    ulong Fetches
)
{
    public IEnumerable<CoherenceFinding> Ours => Findings.Where(finding => finding.IsOurs);
}

/// <summary>
/// Runs a machine under the model of tools/Coherence/plugin: caches that refill and evict at the worst of times, and a
/// TLB that forgets nothing by itself.
/// </summary>
public static class CoherenceRun
{
    /// <summary>Its plugins see registers and stored values, which those of QEMU 7 do not.</summary>
    private const string Emulator = "qemu-10";

    /// <summary>Of an arm64 Image's header (Linux, Documentation/arch/arm64/booting.rst).</summary>
    private const int ImageFlags = 24;

    /// <summary>Of a finding's text.</summary>
    private const int LinesOfFinding = 4;
    private static readonly PluginSource s_plugin = new("coherence", "tools/Coherence/plugin");

    /// <summary>The kernel-shim's Images of a build, by the names of their modules.</summary>
    public static IEnumerable<(string Name, string File)> OwnKernels(Repository repository) =>
        new[] { "", "-16k", "-64k" }.Select(pages =>
            ("kernel-shim" + pages, Path.Combine(repository.NativeImages, "kernel-shim", "Image" + pages))
        );

    /// <param name="options">The machine and what runs on it, which is watched from its entry point on.</param>
    /// <param name="images">EFI applications besides that are ours.</param>
    /// <param name="kernels">arm64 Images whose entries are checked, by name.</param>
    public static async Task<CoherenceOutcome> RunAsync(
        QemuRunOptions options,
        IReadOnlyList<string> images,
        IReadOnlyList<(string Name, string File)> kernels,
        Action<string> progress,
        CancellationToken cancel
    )
    {
        Repository repository = Repository.Current;
        FetchedPackage emulator = FetchedPackages.Current.Require(Emulator, progress);
        string plugin = PluginBuild.Require(repository, s_plugin, VersionProbe.OfProgram(emulator.Program), progress);
        Directory.CreateDirectory(repository.Coherence);
        string output = Path.Combine(repository.Coherence, options.Name + ".model");
        File.Delete(output);
        MachineDefinition machine = MachineDefinition
            .Load(options.Machine)
            .With(new MachineSetting("tools/Coherence/CoherenceRun.cs", 1, "emulator", "fetch " + Emulator));
        QemuResult run = await QemuRun.RunAsync(
            options with
            {
                ExtraArguments =
                [
                    .. options.ExtraArguments,
                    "-plugin",
                    string.Join(',', [Escape(plugin), .. Arguments(output, images, kernels)]),
                ],
            },
            machine,
            cancel
        );
        if (!File.Exists(output))
        {
            throw new FailureException(
                $"the checker wrote nothing: {run.Exit}, {run.QemuErrors}",
                $"read {Repository.Shorten(run.Transcript)}"
            );
        }

        CoherenceFile file = CoherenceFile.Parse(File.ReadLines(output));
        return new CoherenceOutcome(
            run,
            [.. file.Images.Where(image => image.IsKernel).Select(image => image.Name)],
            Explain(
                file,
                images,
                kernels.ToDictionary(kernel => kernel.Name, kernel => (ulong)new FileInfo(kernel.File).Length)
            ),
            file.Accesses,
            file.Fetches
        );
    }

    /// <summary>Two commas are one comma of a name to QEMU.</summary>
    private static string Escape(string path) => path.Replace(",", ",,", StringComparison.Ordinal);

    private static IEnumerable<string> Arguments(
        string output,
        IReadOnlyList<string> images,
        IReadOnlyList<(string Name, string File)> kernels
    )
    {
        yield return $"out={Escape(output)}";
        yield return "el2=on";
        foreach (string image in images)
        {
            GuestCode entry = GuestCode.EntryOf(InputFile.Read(image), image, out uint sizeBytes);
            string name = Path.GetFileNameWithoutExtension(image);
            yield return $"image={name}:{entry.Hex}:{entry.Offset:x}:{sizeBytes:x}";
        }

        foreach ((string title, string kernel) in kernels)
        {
            byte[] image = InputFile.Read(kernel);
            GuestCode start = GuestCode.StartOf(image, kernel);
            ulong flags = BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(ImageFlags));
            yield return $"kernel={title}:{start.Hex}:{start.Offset:x}:{flags:x}";
        }
    }

    /// <summary>
    /// What is fetched was written by somebody else, whose it is then; of two accesses that do not fit, either may be
    /// the wrong one.
    /// </summary>
    private static bool IsOurs(GuestPlaces places, BrokenRule one)
    {
        bool isFetch = one.Rule is 6 or 8 && one.Other != 0;
        return !isFetch && places.OursAt(one.Counter, one.Kernel) is not null
            || one.Other != 0 && places.OursAt(one.Other, one.Kernel) is not null;
    }

    private static List<CoherenceFinding> Explain(
        CoherenceFile file,
        IEnumerable<string> images,
        IReadOnlyDictionary<string, ulong> kernels
    )
    {
        ModuleMap modules = ModuleMap.OfBuild(Repository.Current, images);
        GuestPlaces places = new(modules, file, kernels);
        BrokenRule[] broken = [.. file.Broken.OrderBy(one => one.Rule)];
        // All at once: firmware may break a rule in thousands of places, and each question starts a program.
        IReadOnlyList<string> lines = new Symbolizer(modules)
            .Rewrite([.. broken.SelectMany(one => Describe(places, one))])
            .Lines;
        return
        [
            .. broken.Select(
                (one, i) =>
                    new CoherenceFinding(
                        one.Rule,
                        one.What,
                        IsOurs(places, one),
                        places.Describe(one.Other != 0 ? one.Other : one.Counter, one.Kernel),
                        [.. lines.Skip(i * LinesOfFinding).Take(LinesOfFinding).Where(line => line.Length > 0)]
                    )
            ),
        ];
    }

    /// <returns>As many lines for each; an empty one where there is no other access.</returns>
    private static string[] Describe(GuestPlaces places, BrokenRule one) =>
        [
            $"rule {one.Rule}: {one.What} ({one.Count} times; {CoherenceRule.Of(one.Rule).Section})",
            $"  pc {places.Describe(one.Counter, one.Kernel)}",
            one.Other != 0 ? $"  after pc {places.Describe(one.Other, one.Kernel)}" : "",
            $"  address 0x{one.Virtual:x}, physical 0x{one.Physical:x}",
        ];
}
