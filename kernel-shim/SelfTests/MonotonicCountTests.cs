using System;
using Keelson.Findings;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary><c>GetNextHighMonotonicCount</c> (UEFI 2.10, 8.5.2).</summary>
internal static class MonotonicCountTests
{
    private const RuntimeService Service = RuntimeService.GetNextHighMonotonicCount;
    private static ReadOnlySpan<byte> Counts => "GetNextHighMonotonicCount counts by one"u8;

    public static void Run(ref TestBench bench)
    {
        bench.Report.BeginGroup("GetNextHighMonotonicCount"u8, 3);
        // Each count is a variable that is written.
        bool isUnsupported = bench.IsStoreSpared;
        if (bench.IsStoreSpared)
        {
            Skip(ref bench, TestBench.StoreSpared);
        }
        else
        {
            isUnsupported = Count(ref bench) == EfiStatus.Unsupported;
        }
        EfiStatus status = bench.Client.Call(Service);
        bench.Check(
            Service,
            status == EfiStatus.InvalidParameter || isUnsupported && status == EfiStatus.Unsupported,
            "GetNextHighMonotonicCount with a NULL buffer"u8,
            $"{status}"
        );
        bench.Report.EndGroup("GetNextHighMonotonicCount"u8);
    }

    private static EfiStatus Count(ref TestBench bench)
    {
        EfiStatus status = bench.Client.GetNextHighMonotonicCount(out uint high);
        EfiStatus second = bench.Client.GetNextHighMonotonicCount(out uint next);
        // Firmware keeps the count in a variable: that none can be set is told already.
        FindingId first = TestBench.FirstOf(RuntimeService.SetVariable);
        if (first != FindingId.None && !bench.IsBlocked && status is not (EfiStatus.Success or EfiStatus.Unsupported))
        {
            TextLine reason = TestBench.Before(first);
            Skip(ref bench, reason.Text);
            return status;
        }
        uint before = PersistenceTests.CountBefore;
        TextLine seen = $"{status}, {high} and then {second}, {next}";
        if (before != 0)
        {
            TextLine across = $"; {before} before the reset";
            seen.Append(in across);
        }
        bench.Check(
            Service,
            second == status
                && (
                    status == EfiStatus.Success && next == high + 1 && (before == 0 || (int)(high - before) > 0)
                    || status == EfiStatus.Unsupported
                ),
            Counts,
            ref seen
        );
        Claims.Compare(ref bench, Service, status);
        return status;
    }

    private static void Skip(ref TestBench bench, scoped ReadOnlySpan<byte> reason)
    {
        bench.SkipWith(Counts, reason);
        Claims.Skip(ref bench, Service, reason);
    }
}
