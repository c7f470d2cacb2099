using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>Monotonic count and capsules (UEFI 2.10, 8.5). No capsule is ever passed to UpdateCapsule.</summary>
internal static unsafe class MiscellaneousTests
{
    public static void Run(ref TestBench bench, ref RuntimeClient client)
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

        CapsuleHeader capsule = new()
        {
            HeaderSizeBytes = (uint)sizeof(CapsuleHeader),
            CapsuleSizeBytes = (uint)sizeof(CapsuleHeader),
            Guid = WellKnownGuids.KeelsonVariable,
        };
        CapsuleHeader* capsules = &capsule;
        ulong maximum = 0;
        uint reset = 0;
        // No firmware knows our capsule GUID: both EFI_UNSUPPORTED and EFI_SUCCESS are valid.
        status = client.Call(
            RuntimeService.QueryCapsuleCapabilities,
            (ulong)&capsules,
            1,
            (ulong)&maximum,
            (ulong)&reset
        );
        bench.Report.Check(
            status is EfiStatus.Success or EfiStatus.Unsupported,
            $"QueryCapsuleCapabilities of an unknown capsule returns {status}"
        );
        status = client.Call(RuntimeService.QueryCapsuleCapabilities, (ulong)&capsules, 1, 0, 0);
        bench.Report.Check(
            status is EfiStatus.InvalidParameter
                || status == EfiStatus.Unsupported
                    && !bench.Firmware.Supported.Claims(RuntimeService.QueryCapsuleCapabilities),
            $"QueryCapsuleCapabilities with NULL results returns {status}"
        );
    }

    /// <summary><c>EFI_CAPSULE_HEADER</c>, 8.5.3.</summary>
    private struct CapsuleHeader
    {
        public EfiGuid Guid;
        public uint HeaderSizeBytes;
        public uint Flags;
        public uint CapsuleSizeBytes;
    }
}
