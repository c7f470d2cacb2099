using Keelson.Tools.Commands;
using Keelson.Tools.Debugging;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>What <c>debug</c> opens, with commands given: it stops at lines of C# and tells the way there.</summary>
public sealed class DebugTests
{
    private const string Line = "EfiApplication.WriteLine($\"Hello";

    [Fact]
    public async Task An_application_stops_at_a_line_goes_on_by_lines_and_shows_locals()
    {
        int line = LineOf("samples/hello/Hello.cs", Line);
        IReadOnlyList<string> said = await RunAsync(
            "debug-hello",
            Built.Hello,
            "thread backtrace",
            $"breakpoint set --file Hello.cs --line {line}",
            "continue",
            "thread backtrace",
            "next",
            "thread backtrace",
            "breakpoint set --func-regex TextLine.AppendDecimal",
            "continue",
            "frame variable"
        );
        Require(
            said,
            "Hello.EntryPoint.EfiMain",
            $"stop reason = breakpoint 1.1",
            $" at Hello.cs:{line}",
            "stop reason = step over",
            $" at Hello.cs:{line + 1}",
            // UEFI 2.7, the number that the next line begins with.
            "stop reason = breakpoint 2.",
            "(unsigned long) value = 2",
            "(bool) hasGroups = false"
        );
    }

    [Fact]
    public async Task The_kernel_that_the_product_carries_stops_in_a_method_and_names_who_called()
    {
        int line = LineOf("kernel-shim/EntryPoint.cs", "Machine.Discover(");
        IReadOnlyList<string> said = await RunAsync(
            "debug-kernel",
            Built.Product,
            $"breakpoint set --file kernel-shim/EntryPoint.cs --line {line}",
            "continue",
            "breakpoint set --func-regex KernelShim.Log.Line",
            "continue",
            "thread backtrace"
        );
        Require(
            said,
            "stop reason = breakpoint 1.1",
            "frame #0: 0xffff8000",
            "Keelson.KernelShim.EntryPoint.KernelMain at EntryPoint.cs:",
            "stop reason = breakpoint 2.",
            "KernelShim.Log.Line(text=0xffff8000",
            "Keelson.KernelShim.EntryPoint.KernelMain at EntryPoint.cs:"
        );
    }

    [Fact]
    public void Who_has_no_lldb_is_told_how_to_get_it() =>
        Assert.Equal("apt-get install lldb-19", Lldb.Prerequisite.Advice(PackageManager.Apt));

    internal static async Task<IReadOnlyList<string>> RunAsync(string name, string image, params string[] commands)
    {
        using IDisposable place = await Machine.TakePlaceAsync();
        List<string> said = [];
        DebugSession session = DebugCommand.Open(image, commands);
        await (session with { Options = new QemuRunOptions { Name = name } }).RunAsync(
            said.Add,
            TestContext.Current.CancellationToken
        );
        return said;
    }

    internal static int LineOf(string file, string text) =>
        1
        + Array.FindIndex(
            File.ReadAllLines(Path.Combine(Repository.Current.Root, file)),
            line => line.Contains(text, StringComparison.Ordinal)
        );

    internal static void Require(IReadOnlyList<string> said, params string[] texts)
    {
        int at = 0;
        foreach (string text in texts)
        {
            while (at < said.Count && !said[at].Contains(text, StringComparison.Ordinal))
            {
                at++;
            }

            Assert.True(
                at < said.Count,
                $"lldb did not say '{text}', or not in this order:\n{string.Join('\n', said)}"
            );
        }
    }
}
