using System;
using Keelson.Findings;
using Keelson.Handover;

namespace Keelson.KernelShim.SelfTests;

/// <summary>Unknown <c>keelson.</c> options of the command line are a finding.</summary>
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
        // A command line may come from a loader or a kernel that knows more words: no failure.
        ReadOnlySpan<byte> name = "options: every word keelson.* is understood"u8;
        if (unknown == 0)
        {
            bench.Report.Check(true, name);
        }
        else
        {
            bench.Report.Skip(name, "KF-044: some are not"u8);
        }
    }
}
