using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary><c>QueryCapsuleCapabilities</c> (UEFI 2.10, 8.5.3). No capsule is ever passed to UpdateCapsule.</summary>
internal static class CapsuleTests
{
    private const RuntimeService Service = RuntimeService.QueryCapsuleCapabilities;

    public static void Run(ref TestBench bench)
    {
        bench.Report.BeginGroup("QueryCapsuleCapabilities"u8, 2);
        // No firmware knows our capsule GUID: both EFI_UNSUPPORTED and EFI_SUCCESS are valid.
        EfiStatus status = bench.Client.QueryCapsuleCapabilities(ArgumentsOfCapsules.Whole);
        bench.Check(
            Service,
            status is EfiStatus.Success or EfiStatus.Unsupported,
            "QueryCapsuleCapabilities of an unknown capsule"u8,
            $"{status}"
        );
        status = bench.Client.QueryCapsuleCapabilities(ArgumentsOfCapsules.WithoutResults);
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
