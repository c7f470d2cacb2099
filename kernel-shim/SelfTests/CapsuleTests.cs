using System;
using Keelson.Findings;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>
/// <c>QueryCapsuleCapabilities</c> and <c>UpdateCapsule</c> (UEFI 2.10, 8.5.3), which is never passed a capsule.
/// </summary>
internal static class CapsuleTests
{
    private const RuntimeService Service = RuntimeService.QueryCapsuleCapabilities;

    /// <summary>The one that platforms define themselves (UEFI 2.10, 8.5.1).</summary>
    private const uint LastResetType = 3;

    public static void Run(ref TestBench bench)
    {
        bench.Report.BeginGroup("QueryCapsuleCapabilities"u8, 2);
        // No firmware knows our capsule GUID: EFI_UNSUPPORTED and EFI_SUCCESS are valid, and EFI_OUT_OF_RESOURCES where
        // capsules are for boot time alone.
        EfiStatus status = bench.Client.QueryCapsuleCapabilities(ArgumentsOfCapsules.Whole, out uint reset);
        TextLine seen = $"{status}";
        if (status == EfiStatus.Success)
        {
            TextLine type = $", reset 0x{reset:x}";
            seen.Append(in type);
        }
        bench.Check(
            Service,
            status is EfiStatus.Unsupported or EfiStatus.OutOfResources
                || status == EfiStatus.Success && reset <= LastResetType,
            "QueryCapsuleCapabilities of an unknown capsule"u8,
            ref seen
        );
        EfiStatus second = bench.Client.QueryCapsuleCapabilities(ArgumentsOfCapsules.WithoutResults, out _);
        // Of a service that is not there, and that nobody claims.
        bool isMissing = status == EfiStatus.Unsupported && second == status;
        FindingId id = isMissing ? Claims.Judge(in bench, Service, second) : FindingId.None;
        bench.Check(
            Service,
            second == EfiStatus.InvalidParameter || isMissing && id != FindingId.ServiceAdvertisedButMissing,
            "QueryCapsuleCapabilities with NULL results"u8,
            $"{second}"
        );
        if (id == FindingId.ServiceMissingUnannounced)
        {
            bench.Report.Finding(id, Service.Text(), $"{second}");
        }
        bench.Report.EndGroup("QueryCapsuleCapabilities"u8);
    }

    /// <summary>Only where the user asks for it: who has a fault there may take the count for another.</summary>
    public static void RunUpdate(ref TestBench bench, in Generation generation)
    {
        ReadOnlySpan<byte> name = "UpdateCapsule of no capsule"u8;
        bench.Report.BeginGroup("UpdateCapsule"u8, 2);
        ReadOnlySpan<byte> reason = TimeOption.ReasonToSkip(generation);
        if (!reason.IsEmpty)
        {
            bench.SkipWith(name, reason);
            Claims.Skip(ref bench, RuntimeService.UpdateCapsule, reason);
        }
        else
        {
            EfiStatus status = bench.Client.UpdateNoCapsule();
            bench.Check(
                RuntimeService.UpdateCapsule,
                status is EfiStatus.InvalidParameter or EfiStatus.Unsupported,
                name,
                $"{status}"
            );
            Claims.Compare(ref bench, RuntimeService.UpdateCapsule, status);
        }
        bench.Report.EndGroup("UpdateCapsule"u8);
    }
}
