using System;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary><c>GetNextHighMonotonicCount</c> (UEFI 2.10, 8.5.2).</summary>
internal static class MonotonicCountTests
{
    private const RuntimeService Service = RuntimeService.GetNextHighMonotonicCount;

    public static void Run(ref TestBench bench)
    {
        bench.Report.BeginGroup("GetNextHighMonotonicCount"u8, 3);
        // Each count is a variable that is written.
        if (bench.IsStoreSpared)
        {
            bench.Report.Skip("GetNextHighMonotonicCount counts by one"u8, TestBench.StoreSpared);
            bench.Report.Skip("GetNextHighMonotonicCount as advertised"u8, TestBench.StoreSpared);
            EfiStatus refusal = bench.Client.Call(Service);
            AskWithNull(ref bench, refusal, refusal == EfiStatus.Unsupported);
            bench.Report.EndGroup("GetNextHighMonotonicCount"u8);
            return;
        }
        EfiStatus status = bench.Client.GetNextHighMonotonicCount(out uint high);
        EfiStatus second = bench.Client.GetNextHighMonotonicCount(out uint next);
        bool unsupported = status == EfiStatus.Unsupported && second == status;
        // Firmware keeps the count in a variable: a store that takes none is told already.
        if (bench.StoreRefuses && !bench.IsBlocked && status is not (EfiStatus.Success or EfiStatus.Unsupported))
        {
            ReadOnlySpan<byte> reason = "KF-042 comes first"u8;
            bench.Report.Skip("GetNextHighMonotonicCount counts by one"u8, reason);
            bench.Report.Skip("GetNextHighMonotonicCount as advertised"u8, reason);
            bench.Report.Skip("GetNextHighMonotonicCount with a NULL buffer"u8, reason);
            bench.Report.EndGroup("GetNextHighMonotonicCount"u8);
            return;
        }
        bench.Check(
            Service,
            status == EfiStatus.Success && second == status && next == high + 1 || unsupported,
            "GetNextHighMonotonicCount counts by one"u8,
            $"{status}, {high} and then {next}"
        );
        Claims.Compare(ref bench, Service, "GetNextHighMonotonicCount as advertised"u8, status);
        AskWithNull(ref bench, bench.Client.Call(Service), unsupported);
        bench.Report.EndGroup("GetNextHighMonotonicCount"u8);
    }

    private static void AskWithNull(ref TestBench bench, EfiStatus status, bool isUnsupported) =>
        bench.Check(
            Service,
            status is EfiStatus.InvalidParameter || isUnsupported,
            "GetNextHighMonotonicCount with a NULL buffer"u8,
            $"{status}"
        );
}
