using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary><c>QueryCapsuleCapabilities</c> (UEFI 2.10, 8.5.3). No capsule is ever passed to UpdateCapsule.</summary>
internal static class CapsuleTests
{
    private const RuntimeService Service = RuntimeService.QueryCapsuleCapabilities;

    // SAFETY: locals, which outlive the calls and which the upper half maps.
    public static unsafe void Run(ref TestBench bench)
    {
        bench.Report.BeginGroup("QueryCapsuleCapabilities"u8, 2);
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
        EfiStatus status = bench.Client.Call(Service, (ulong)&capsules, 1, (ulong)&maximum, (ulong)&reset);
        bench.Check(
            Service,
            status is EfiStatus.Success or EfiStatus.Unsupported,
            "QueryCapsuleCapabilities of an unknown capsule"u8,
            $"{status}"
        );
        status = bench.Client.Call(Service, (ulong)&capsules, 1, 0, 0);
        bench.Check(
            Service,
            status is EfiStatus.InvalidParameter
                || status == EfiStatus.Unsupported && !bench.Firmware.Supported.Claims(Service),
            "QueryCapsuleCapabilities with NULL results"u8,
            $"{status}"
        );
        bench.Report.EndGroup("QueryCapsuleCapabilities"u8);
    }
}
