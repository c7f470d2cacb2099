using System;
using Keelson.Findings;
using Keelson.Handover;

namespace Keelson.KernelShim.SelfTests;

/// <summary>Words of ours in the command line: one that nobody understands is told.</summary>
internal static class OptionTests
{
    public const int Results = 1;

    public static void Run(ref TestBench bench)
    {
        ReadOnlySpan<byte> rest = CommandLine.Own;
        int unknown = 0;
        while (OptionCheck.TryTakeUnknown(ref rest, out ReadOnlySpan<byte> word))
        {
            unknown++;
            bench.Report.Finding(FindingId.OptionNotUnderstood, "command line"u8, $"{word}");
        }
        bench.Report.Check(unknown == 0, "options: every word keelson.* is understood"u8, $"{unknown} are not");
    }
}
