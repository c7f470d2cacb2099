using System.Globalization;
using Keelson.Tools.Linux;
using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Bench;

/// <summary>What a stock Linux takes for what our kernel does: its kexec, and its way around a runtime call.</summary>
internal static class LinuxScenarios
{
    private const string Program = "kexec";
    private const string Reboot = "reboot";
    private const string Kernel = "kernel";
    private const string Worker = "efi_call_rts";
    private const string Return = "return";
    private const string Text = "_text";
    private const string End = "_end";
    private const string GetVariable = "virt_efi_get_variable";
    private const uint ReturnInstruction = 0xd65f_03c0; // RET (Arm ARM DDI 0487, C6.2.297)

    /// <summary>Addresses are then those that the Image was linked for, every time.</summary>
    private const string CommandLine = LinuxRun.BaseCommandLine + " nokaslr keelson.guest=";

    /// <summary>
    /// How the C library makes the system call, which nothing else in the guest does (Linux,
    /// include/uapi/asm-generic/unistd.h).
    /// </summary>
    private static readonly uint[] s_rebootCall =
    [
        0xd280_11c8, // mov x8, #142
        0xd400_0001, // svc #0
    ];

    public static Scenario Kexec(string release) =>
        new(
            BenchGroup.Kexec,
            ScenarioNames.LinuxKexec(release),
            inputs =>
            {
                string kernel = inputs.Kernel(release);
                return new PreparedRun(
                    Machine(kernel, inputs.GuestWithNextKernel(release, LinuxRun.BaseCommandLine), "kexec"),
                    new Watch()
                        .Program(Program, inputs.KexecTool)
                        .Instructions(Reboot, s_rebootCall)
                        .Kernel(Kernel, kernel)
                        .From(Reboot)
                        .Until(Kernel),
                    // The guest asks for the version first.
                    new Segment(ScenarioNames.LinuxPlacing(release), Program, Program, After: Program),
                    new Segment(ScenarioNames.LinuxKexec(release), Reboot, Kernel)
                )
                {
                    Timeout = Scenarios.LongTimeout,
                };
            }
        );

    /// <summary>
    /// From the first instruction of the worker that makes the call, which has its own stack and mappings, to its
    /// return: the cheapest of all calls of a boot. The way to the worker and back, through a queue, is not in it.
    /// </summary>
    public static Scenario Calls(string release) =>
        new(
            BenchGroup.RuntimeCall,
            ScenarioNames.LinuxCalls(release),
            async (inputs, cancel) =>
            {
                string kernel = inputs.Kernel(release);
                string guest = inputs.Guest(release);
                Dictionary<string, (ulong Start, ulong End)> symbols = await SymbolsAsync(kernel, guest, cancel);
                (ulong start, ulong end) = symbols[Worker];
                ulong text = symbols[Text].Start;
                Watch watch = new Watch()
                    .Range("linux", text, symbols[End].Start - text)
                    .Address(GetVariable, symbols[GetVariable].Start)
                    .Address(Worker, start);
                byte[] image = InputFile.Read(kernel);
                for (ulong at = start; at < end; at += sizeof(uint))
                {
                    if (BitConverter.ToUInt32(image, (int)(at - text)) == ReturnInstruction)
                    {
                        watch.Address(Return, at);
                    }
                }

                return new PreparedRun(
                    Machine(kernel, guest, "time,variables"),
                    watch,
                    new Segment(
                        ScenarioNames.LinuxCalls(release),
                        Worker,
                        Return,
                        After: GetVariable,
                        SegmentWay.Cheapest
                    )
                )
                {
                    Timeout = Scenarios.LongTimeout,
                };
            }
        );

    /// <summary>
    /// Where the functions begin, and what comes behind each, as the kernel itself says in a run before.
    /// </summary>
    private static async Task<Dictionary<string, (ulong Start, ulong End)>> SymbolsAsync(
        string kernel,
        string guest,
        CancellationToken cancel
    )
    {
        string[] names = [Text, End, Worker, GetVariable];
        QemuResult run = await QemuRun.RunAsync(
            Machine(kernel, guest, "symbols keelson.symbols=" + string.Join(',', names)) with
            {
                Name = "bench-symbols",
                Timeout = Scenarios.LongTimeout,
            },
            cancel
        );
        (string Name, ulong Address)[] told =
        [
            .. run
                .Lines.Select(line => line.Text.Split(' '))
                .Where(words => words is ["guest:", "symbol", _, _, _, ..])
                .Select(words =>
                    (words[4], ulong.Parse(words[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
                ),
        ];
        Dictionary<string, (ulong, ulong)> found = [];
        foreach (((string name, ulong address), int i) in told.Select((one, i) => (one, i)))
        {
            found.TryAdd(name, (address, i + 1 < told.Length ? told[i + 1].Address : address));
        }

        return names.FirstOrDefault(name => !found.ContainsKey(name)) is { } missing
            ? throw new FailureException(
                $"the kernel {kernel} does not say where {missing} is",
                $"read {Repository.Shorten(run.Transcript)}"
            )
            : found;
    }

    private static QemuRunOptions Machine(string kernel, string guest, string steps) =>
        Scenarios.Machine(kernel, guest, CommandLine + steps) with
        {
            IsPreallocated = false,
        };
}
