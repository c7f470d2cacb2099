using Keelson.Tools.Qemu;
using Keelson.Tools.Reports;
using Keelson.Tools.Symbols;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary>A run whose console the user sees as it comes, and what is said of it afterwards.</summary>
internal static class ShownRun
{
    public static async Task<QemuResult> RunAsync(string verb, QemuRunOptions options, CancellationToken cancel)
    {
        if (options.GdbPort is { } port)
        {
            Console.WriteLine($"{verb}: the guest waits; in gdb-multiarch: target remote :{port}");
        }

        Console.WriteLine($"{verb}: {Repository.Shorten(options.EfiApplication!)} on {options.Machine}");
        QemuResult run = await QemuRun.RunAsync(options with { OnLine = line => Console.WriteLine(line.Text) }, cancel);
        if (run.QemuErrors.Length > 0)
        {
            Console.Error.WriteLine("QEMU said: " + run.QemuErrors);
        }

        PrintBacktraces(verb, run);
        return run;
    }

    public static int PrintVerdict(string verb, QemuResult run)
    {
        ReportVerdict verdict = run.Verdict();
        Console.WriteLine();
        Console.WriteLine(
            $"{verb}: {verdict.PassedCount} passed, {verdict.FailedCount} failed, {verdict.SkippedCount} skipped in "
                + $"{run.Duration.TotalSeconds:F2} s; transcript: {Repository.Shorten(run.Transcript)}"
        );
        foreach (string reason in verdict.Reasons)
        {
            Console.Error.WriteLine("keelson: " + reason);
        }

        return verdict.Passed ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static void PrintBacktraces(string verb, QemuResult run)
    {
        string[] frames = [.. run.Lines.Select(line => line.Text).Where(Symbolizer.IsOfBacktrace)];
        if (frames.Any(Symbolizer.HasFrame))
        {
            Console.WriteLine();
            Console.WriteLine($"{verb}: the guest's backtrace, with sources:");
            SymbolizedLog log = new Symbolizer(ModuleMap.OfBuild(Repository.Current)).Rewrite(frames);
            foreach (string frame in log.Lines)
            {
                Console.WriteLine(frame);
            }

            foreach (string refusal in log.Refusals)
            {
                Console.Error.WriteLine("keelson: " + refusal);
            }
        }
    }
}
