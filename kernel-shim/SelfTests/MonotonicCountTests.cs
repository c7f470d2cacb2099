using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary><c>GetNextHighMonotonicCount</c> (UEFI 2.10, 8.5.2).</summary>
internal static class MonotonicCountTests
{
    // SAFETY: locals, which outlive the calls and which the upper half maps.
    public static unsafe void Run(ref TestBench bench, ref RuntimeClient client)
    {
        uint high = 0,
            next = 0;
        EfiStatus status = client.Call(RuntimeService.GetNextHighMonotonicCount, (ulong)&high);
        EfiStatus second = client.Call(RuntimeService.GetNextHighMonotonicCount, (ulong)&next);
        bool unsupported = status == EfiStatus.Unsupported && second == status;
        bench.Report.Check(
            status == EfiStatus.Success && second == status && next == high + 1 || unsupported,
            $"GetNextHighMonotonicCount returns {status}, {high} and then {next}"
        );
        Claims.Compare(ref bench, RuntimeService.GetNextHighMonotonicCount, "GetNextHighMonotonicCount", status);
        status = client.Call(RuntimeService.GetNextHighMonotonicCount);
        bench.Report.Check(
            status is EfiStatus.InvalidParameter || unsupported,
            $"GetNextHighMonotonicCount with a NULL buffer returns {status}"
        );
    }
}
