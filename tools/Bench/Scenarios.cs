using System.Text;
using Keelson.Handover;
using Keelson.Images;
using Keelson.Tools.Images;
using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Keelson.Tools.Symbols;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Bench;

/// <summary>Everything that is measured. Adding a measurement is adding an entry.</summary>
internal static class Scenarios
{
    private const string Entry = "entry";
    private const string LinuxEntry = "linux";
    public const string Kernel = "kernel";
    public const string Place = "place";
    public const string Jump = "jump";
    private const uint ReturnInstruction = 0xd65f_03c0; // RET (Arm ARM DDI 0487, C6.2.297)
    private const string CommandLine = "console=ttyAMA0";

    /// <summary>
    /// Makes Linux's stub call SetVirtualAddressMap: it believes to be on a machine that cannot do without
    /// (drivers/firmware/efi/libstub/arm64.c).
    /// </summary>
    private static readonly string[] s_needsVirtualMap = ["-smbios", "type=4,version=eMAG"];

    /// <summary>
    /// An instruction takes a nanosecond of the guest's time, and nothing in the machine depends on the host's: a run
    /// can be repeated exactly.
    /// </summary>
    private static readonly string[] s_repeatable =
    [
        "-machine",
        "dtb-randomness=off",
        "-icount",
        "shift=0,sleep=off",
        "-rtc",
        "base=2026-01-01T00:00:00,clock=vm",
    ];

    /// <summary>For what unpacks a kernel, or boots all of one.</summary>
    public static TimeSpan LongTimeout => TimeLimit.OfWork(60);

    public static IReadOnlyList<Scenario> All { get; } =
    [
        Linux("6.1", ScenarioNames.LinuxAlone("6.1")),
        Linux("6.1", ScenarioNames.LinuxWithVirtualMap("6.1"), s_needsVirtualMap),
        Linux("6.12", ScenarioNames.LinuxAlone("6.12")),
        Linux("6.12", ScenarioNames.LinuxWithVirtualMap("6.12"), s_needsVirtualMap),
        Ours("6.1", ScenarioNames.InPlace("6.1"), UnifiedImageLayout.InPlace),
        Ours("6.1", ScenarioNames.Copied("6.1"), UnifiedImageLayout.Plain),
        Ours("6.12", ScenarioNames.InPlace("6.12"), UnifiedImageLayout.InPlace),
        Ours("6.12", ScenarioNames.Copied("6.12"), UnifiedImageLayout.Plain),
        ByOptions("6.1"),
        ByEntry("6.1"),
        ByEntry("6.12"),
        Systemd("252", "6.1"),
        Systemd("257", "6.1"),
        Systemd("257", "6.12"),
        SystemdBoot("257", "6.1"),
        SystemdBoot("257", "6.12"),
        Grub("6.1"),
        Measured(Ours("6.1", ScenarioNames.Measured(ScenarioNames.InPlace("6.1")), UnifiedImageLayout.InPlace)),
        Measured(Systemd("257", "6.1", ScenarioNames.Measured(ScenarioNames.Systemd("257", "6.1")))),
        .. LoaderScenarios.All,
        Gate(),
        LinuxScenarios.Calls("6.12"),
        Kexec("6.1"),
        Kexec("6.12"),
        LinuxScenarios.Kexec("6.1"),
        LinuxScenarios.Kexec("6.12"),
    ];

    private static Scenario Linux(string release, string name, params string[] extra) =>
        new(
            BenchGroup.Boot,
            name,
            inputs =>
            {
                string kernel = inputs.Kernel(release);
                return new PreparedRun(
                    Machine(kernel, inputs.Initrd, CommandLine, extra),
                    new Watch().Image(Entry, kernel).Kernel(Kernel, kernel).From(Entry).Until(Kernel),
                    new Segment(name, Entry, Kernel)
                );
            }
        );

    private static Scenario Ours(string release, string name, UnifiedImageLayout layout) =>
        new(
            BenchGroup.Boot,
            name,
            inputs =>
            {
                string kernel = inputs.Kernel(release);
                string image = inputs.UnifiedWithOurs($"keelson-{release}-{layout}", release, layout);
                return new PreparedRun(
                    Machine(image, inputs.Initrd, CommandLine),
                    new Watch().Image(Entry, image).Kernel(Kernel, kernel).From(Entry).Until(Kernel),
                    new Segment(name, Entry, Kernel)
                )
                {
                    Map = BenchInputs.MapOf(layout.StubIn(Repository.Current)),
                };
            }
        );

    /// <summary>
    /// The kernel from a FAT volume, by a boot entry. How long the disk takes is the host's affair, and the firmware
    /// polls while it waits, so its share differs a little from run to run.
    /// </summary>
    private static Scenario ByEntry(string release) =>
        new(
            BenchGroup.Boot,
            ScenarioNames.ByEntry(release),
            inputs =>
                FromVolume(
                    release,
                    ScenarioNames.ByEntry(release),
                    inputs,
                    inputs.BootLoader,
                    inputs.VolumeWithEntry(release, CommandLine, inputs.BootLoader),
                    s_repeatable
                ) with
                {
                    Map = BenchInputs.MapOf(inputs.BootLoader),
                }
        );

    /// <summary>
    /// The same volume with systemd's boot loader, which starts Linux's own stub: both are "own" here.
    /// </summary>
    private static Scenario SystemdBoot(string version, string release) =>
        new(
            BenchGroup.Boot,
            ScenarioNames.SystemdBoot(version, release),
            inputs =>
                FromVolume(
                    release,
                    ScenarioNames.SystemdBoot(version, release),
                    inputs,
                    inputs.SystemdBoot(version),
                    inputs.VolumeWithEntry(release, CommandLine, inputs.SystemdBoot(version)),
                    s_repeatable,
                    inputs.Kernel(release)
                )
        );

    /// <summary>GRUB as Debian puts it on a volume, with two lines of configuration.</summary>
    private static Scenario Grub(string release) =>
        new(
            BenchGroup.Boot,
            ScenarioNames.Grub(release),
            inputs =>
                FromVolume(
                    release,
                    ScenarioNames.Grub(release),
                    inputs,
                    inputs.Grub,
                    inputs.VolumeWithGrub(release, CommandLine),
                    s_repeatable,
                    inputs.Kernel(release)
                )
        );

    /// <summary>
    /// The kernel from a FAT volume, by load options, which edk2's shell gives. It waits five seconds of the guest's
    /// time before it reads its script: at a nanosecond an instruction that would be five billion of them, so time is
    /// the host's here.
    /// </summary>
    private static Scenario ByOptions(string release) =>
        new(
            BenchGroup.Boot,
            ScenarioNames.ByOptions(release),
            inputs =>
                FromVolume(
                    release,
                    ScenarioNames.ByOptions(release),
                    inputs,
                    inputs.Stub,
                    inputs.VolumeWithScript(release, CommandLine),
                    []
                ) with
                {
                    Map = BenchInputs.MapOf(inputs.Stub),
                }
        );

    /// <param name="started">What the program starts before the kernel proper: counted as its own.</param>
    private static PreparedRun FromVolume(
        string release,
        string name,
        BenchInputs inputs,
        string program,
        string folder,
        string[] clock,
        string? started = null
    )
    {
        Watch watch = new Watch().Image(Entry, program);
        return new(
            Machine(null, null, null) with
            {
                ExtraArguments = [.. clock, .. Disk(folder)],
            },
            (started is null ? watch : watch.Image(LinuxEntry, started))
                .Kernel(Kernel, inputs.Kernel(release))
                .From(Entry)
                .Until(Kernel),
            new Segment(name, Entry, Kernel)
        );
    }

    /// <summary>A machine that starts what a folder has for the firmware.</summary>
    public static QemuRunOptions MachineWithDisk(string folder) => Machine(null, null, null, Disk(folder));

    /// <summary>A folder as a disk that QEMU makes up; the firmware does not wait for a key before it.</summary>
    private static string[] Disk(string folder) =>
        [
            "-drive",
            $"if=none,id=disk,format=raw,readonly=on,file=fat:{folder.Replace(",", ",,", StringComparison.Ordinal)}",
            "-device",
            "virtio-blk-device,drive=disk",
            "-boot",
            "menu=on,splash-time=0",
        ];

    /// <summary>systemd's stub hands over to Linux's own, so that both are "own" here.</summary>
    private static Scenario Systemd(string version, string release, string? title = null)
    {
        string name = title ?? ScenarioNames.Systemd(version, release);
        return new Scenario(
            BenchGroup.Boot,
            name,
            inputs =>
            {
                string kernel = inputs.Kernel(release);
                string image = inputs.Unified(
                    $"systemd-{version}-{release}",
                    inputs.SystemdStub(version),
                    kernel,
                    UnifiedImageLayout.Plain
                );
                return new PreparedRun(
                    Machine(image, inputs.Initrd, CommandLine),
                    new Watch()
                        .Image(Entry, image)
                        .Image(LinuxEntry, kernel)
                        .Kernel(Kernel, kernel)
                        .From(Entry)
                        .Until(Kernel),
                    new Segment(name, Entry, Kernel),
                    new Segment(name + ": to Linux's entry", Entry, LinuxEntry)
                );
            }
        );
    }

    /// <summary>The same on a machine with a TPM, which is another process: its time is the host's affair.</summary>
    private static Scenario Measured(Scenario scenario) =>
        scenario with
        {
            PrepareAsync = async (inputs, cancel) => await scenario.PrepareAsync(inputs, cancel) with { HasTpm = true },
        };

    /// <summary>
    /// The kernel-shim's own report makes the calls; each way through the gate is from its first instruction to its
    /// last.
    /// </summary>
    private static Scenario Gate() =>
        new(
            BenchGroup.RuntimeCall,
            "runtime call",
            inputs =>
            {
                MapFile map = inputs.ShimMap;
                byte[] image = InputFile.Read(inputs.KernelShim);
                (uint start, uint end) = Function(map, "Keelson.KernelShim.RuntimeGate.Call");
                Watch watch = Shim(map, image)
                    .Address(
                        "GetTime",
                        map.ImageBase + Function(map, "Keelson.KernelShim.SelfTests.RuntimeClient.GetTime").Start
                    )
                    .Address(
                        "GetVariable",
                        map.ImageBase + Function(map, "Keelson.KernelShim.SelfTests.RuntimeClient.GetVariable").Start
                    )
                    .Address("call", map.ImageBase + start);
                for (uint offset = start; offset < end; offset += sizeof(uint))
                {
                    if (BitConverter.ToUInt32(image, (int)offset) == ReturnInstruction)
                    {
                        watch.Address("return", map.ImageBase + offset);
                    }
                }

                return new PreparedRun(
                    Machine(inputs.Product, null, null),
                    watch,
                    new Segment(ScenarioNames.GetTime, "call", "return", After: "GetTime"),
                    new Segment(ScenarioNames.GetVariable, "call", "return", After: "GetVariable")
                )
                {
                    Map = map,
                };
            }
        );

    private static Scenario Kexec(string release) =>
        new(
            BenchGroup.Kexec,
            ScenarioNames.Kexec(release),
            inputs =>
                Kexec(
                    inputs,
                    inputs.NextKernels(release, inputs.Kernel(release)),
                    inputs.Kernel(release),
                    new Segment(ScenarioNames.Placing(release), Place, Jump),
                    new Segment(ScenarioNames.Kexec(release), Jump, Kernel)
                )
        );

    /// <param name="next">Archive with the kernel that comes next.</param>
    /// <param name="kernel">The same, unpacked.</param>
    public static PreparedRun Kexec(BenchInputs inputs, string next, string kernel, params Segment[] segments)
    {
        MapFile map = inputs.ShimMap;
        Watch watch = Shim(map, InputFile.Read(inputs.KernelShim))
            .Address(Place, map.ImageBase + Function(map, "Keelson.KernelShim.NextKernel.Place").Start)
            .Address(Jump, map.ImageBase + Function(map, "Keelson.KernelShim.NextKernel.Jump").Start)
            .Kernel(Kernel, kernel)
            .From(Place)
            .Until(Kernel);
        return new PreparedRun(
            Machine(inputs.ShimAlone, next, Encoding.ASCII.GetString(OptionNames.Kexec) + "2"),
            watch,
            segments
        )
        {
            Map = map,
        };
    }

    public static Watch Shim(MapFile map, byte[] image) =>
        Arm64Image.TryParse(image, out Arm64Image header) == Arm64ImageError.None
            ? new Watch().Range("shim", map.ImageBase, header.ImageSizeBytes)
            : throw new FailureException("the kernel-shim's Image is none", "run the clean verb, then build");

    public static (uint Start, uint End) Function(MapFile map, string name) =>
        map.Find(name)
        ?? throw new FailureException(
            $"the kernel-shim has no function {name}",
            "correct the name in tools/Bench/Scenarios.cs, and see that the compiler does not inline it"
        );

    /// <summary>The machine of every count, whose runs can be repeated.</summary>
    public static QemuRunOptions Machine(
        string? application,
        string? initrd,
        string? commandLine,
        params string[] extra
    ) =>
        new()
        {
            Name = "bench",
            EfiApplication = application,
            Initrd = initrd,
            CommandLine = commandLine,
            MemoryMegabytes = 1024,
            FirmwareTables = FirmwareTables.Acpi,
            // Back in the firmware nothing would come any more, and it would wait for ever.
            StopWhen = line => line.StartsWith("keelson-stub: returning ", StringComparison.Ordinal),
            ExtraArguments = [.. s_repeatable, .. extra],
        };
}
