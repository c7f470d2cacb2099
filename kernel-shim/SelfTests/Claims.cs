using System;
using Keelson.Audits;
using Keelson.Findings;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>What a service returns against what EFI_RT_PROPERTIES_TABLE says of it (UEFI 2.10, 4.6.2).</summary>
internal static class Claims
{
    public static ReadOnlySpan<byte> NotAdvertised =>
        "not advertised in EFI_RT_PROPERTIES_TABLE, and EFI_UNSUPPORTED"u8;

    public static FindingId Judge(in TestBench bench, RuntimeService service, EfiStatus status) =>
        RtPropertiesAudit.Judge(
            bench.Firmware.TryReadProperties(out _) ? RtPropertiesSource.Table : RtPropertiesSource.Absence,
            bench.Firmware.Supported,
            service,
            status
        );

    public static void Skip(ref TestBench bench, RuntimeService service, scoped ReadOnlySpan<byte> reason)
    {
        TextLine result = NameOf(service);
        bench.SkipWith(result.Text, reason);
    }

    /// <summary>What is unsupported, and by nobody said to be: its results are left out until further notice.</summary>
    public static void LeaveOutWhere(ref TestBench bench, RuntimeService service, EfiStatus status)
    {
        if (status == EfiStatus.Unsupported && !bench.Firmware.Supported.Claims(service))
        {
            bench.Absence = NotAdvertised;
        }
    }

    /// <param name="status">Of a call whose arguments were right.</param>
    public static void Compare(ref TestBench bench, RuntimeService service, EfiStatus status)
    {
        TextLine result = NameOf(service);
        ReadOnlySpan<byte> name = result.Text;
        if (bench.IsBlocked || !RuntimeClient.Gate.IsOpen || !bench.Absence.IsEmpty)
        {
            bench.Check(service, false, name, $"{status}");
            return;
        }
        if (TestBench.FirstOf(service) == FindingId.ServiceAdvertisedButMissing)
        {
            bench.SkipAfter(FindingId.ServiceAdvertisedButMissing, name);
            return;
        }
        FindingId id = Judge(in bench, service, status);
        if (id != FindingId.None)
        {
            bench.Report.Finding(id, service.Text(), $"{status}");
        }
        if (id == FindingId.ServiceMissingUnannounced)
        {
            // Firmware older than the table cannot be held to it.
            bench.Report.Skip(name, "no EFI_RT_PROPERTIES_TABLE"u8);
            return;
        }
        bench.Report.Check(
            id is FindingId.None or FindingId.ServicePresentButNotAdvertised,
            name,
            $"{(status == EfiStatus.Unsupported ? "unsupported"u8 : "supported"u8)}"
        );
    }

    private static TextLine NameOf(RuntimeService service) => $"{service.Text()} as advertised";
}
