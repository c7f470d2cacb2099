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
        status = bench.Client.Call(Service);
        bench.Check(
            Service,
            status is EfiStatus.InvalidParameter || unsupported,
            "GetNextHighMonotonicCount with a NULL buffer"u8,
            $"{status}"
        );
        bench.Report.EndGroup("GetNextHighMonotonicCount"u8);
    }
}
