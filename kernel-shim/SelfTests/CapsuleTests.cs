using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary><c>QueryCapsuleCapabilities</c> (UEFI 2.10, 8.5.3). No capsule is ever passed to UpdateCapsule.</summary>
internal static class CapsuleTests
{
    // SAFETY: locals, which outlive the calls and which the upper half maps.
    public static unsafe void Run(ref TestBench bench, ref RuntimeClient client)
    {
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
        EfiStatus status = client.Call(
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
}
