using System;
using Keelson.Arch.Arm64;
using Keelson.Audits;
using Keelson.Findings;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>
/// Kernels call the services from any processor, one call at a time (UEFI 2.10, 8.1): another one asks what the first
/// one asked, and has to be answered the same.
/// </summary>
internal static class OtherProcessorTests
{
    private const int Results = 5;

    /// <summary>Of a clock, besides what the calls take.</summary>
    private const ulong LongestSeconds = 5;

    private struct Answers
    {
        public EfiStatus Time;
        public EfiTime Clock;
        public ulong Counter;
        public EfiStatus Deletion;
        public EfiStatus Variable;
        public EfiStatus Name;
        public EfiStatus First;
        public EfiStatus Information;
        public ulong Remaining;
        public ulong Largest;
        public EfiGuid FirstVendor;
        public char FirstLetter;
        public ulong FirstSum;
    }

    private static RuntimeClient s_client;
    private static Answers s_answers;

    public static void Run(ref TestBench bench)
    {
        bench.Report.BeginGroup("other processor"u8, Results);
        Judge(ref bench);
        bench.Report.EndGroup("other processor"u8);
    }

    // SAFETY: a function of ours without arguments.
    private static unsafe void Judge(ref TestBench bench)
    {
        bool runs = !bench.IsBlocked && Watcher.IsOn;
        Answers here = default;
        bool isAnswered = false;
        if (runs)
        {
            s_client = bench.Client;
            Ask();
            here = s_answers;
            s_answers = default;
            isAnswered = Watcher.TryRun(&Ask);
            bench.Client = s_client;
        }
        if (!isAnswered)
        {
            if (runs)
            {
                TextLine name = NameOf(RuntimeService.GetTime);
                bench.Report.Check(false, name.Text, $"the processor stopped between two calls");
            }
            else
            {
                Skip(ref bench, RuntimeService.GetTime);
            }
            Skip(ref bench, RuntimeService.SetVariable);
            Skip(ref bench, RuntimeService.GetVariable);
            Skip(ref bench, RuntimeService.GetNextVariableName);
            Skip(ref bench, RuntimeService.QueryVariableInfo);
            return;
        }
        Answers there = s_answers;
        Compare(
            ref bench,
            RuntimeService.GetTime,
            here.Time,
            there.Time,
            here.Time != EfiStatus.Success
                || ClockAudit.GoesOn(
                    in here.Clock,
                    in there.Clock,
                    LongestSeconds + Cpu.Microseconds(there.Counter - here.Counter) / 1_000_000
                )
        );
        Compare(ref bench, RuntimeService.SetVariable, here.Deletion, there.Deletion, true);
        // Of none, or else of the first that there is.
        bool differs = here.Variable != there.Variable;
        Compare(
            ref bench,
            RuntimeService.GetVariable,
            differs ? here.Variable : here.First,
            differs ? there.Variable : there.First,
            here.FirstSum == there.FirstSum
        );
        Compare(
            ref bench,
            RuntimeService.GetNextVariableName,
            here.Name,
            there.Name,
            here.FirstVendor == there.FirstVendor && here.FirstLetter == there.FirstLetter
        );
        Compare(
            ref bench,
            RuntimeService.QueryVariableInfo,
            here.Information,
            there.Information,
            here.Remaining == there.Remaining && here.Largest == there.Largest
        );
    }

    private static void Compare(
        ref TestBench bench,
        RuntimeService service,
        EfiStatus here,
        EfiStatus there,
        bool isSame
    )
    {
        TextLine seen = $"{here}, there {there}";
        if (!isSame)
        {
            seen.AppendFormatted(", another result"u8);
        }
        TextLine name = NameOf(service);
        bench.Check(service, FindingId.AnswersDiffer, here == there && isSame, name.Text, ref seen);
    }

    private static void Skip(ref TestBench bench, RuntimeService service)
    {
        TextLine name = NameOf(service);
        if (bench.IsBlocked)
        {
            bench.SkipBlocked(name.Text);
        }
        else
        {
            bench.Report.Skip(name.Text, Watcher.Reason);
        }
    }

    private static TextLine NameOf(RuntimeService service) => $"{service.Text()} from another processor";

    /// <summary>The same on either processor.</summary>
    private static void Ask()
    {
        s_answers.Time = s_client.GetTime(out s_answers.Clock);
        s_answers.Counter = Cpu.Counter();
        // Deletes what is not there: nothing is written, and a fault shows by itself.
        s_answers.Deletion = s_client.SetVariable("KeelsonNoSuch", RuntimeClient.PersistentAttributes, default);
        s_answers.Variable = s_client.GetVariable("KeelsonNoSuch", out _, default, out _);
        Span<char> name = stackalloc char[512];
        name.Clear();
        s_answers.Name = s_client.GetNextVariableName(name, ref s_answers.FirstVendor);
        s_answers.FirstLetter = name[0];
        if (s_answers.Name == EfiStatus.Success && VariableNames.LengthOf(name) is > 0 and int length)
        {
            s_answers.First = s_client.GetVariable(name[..length], s_answers.FirstVendor, out s_answers.FirstSum);
        }
        s_answers.Information = s_client.QueryVariableInfo(
            RuntimeClient.PersistentAttributes,
            out _,
            out s_answers.Remaining,
            out s_answers.Largest
        );
    }
}
