using Keelson.Findings;
using Keelson.Uefi;

namespace Keelson.Audits;

/// <summary><c>EFI_RT_PROPERTIES_TABLE</c> by itself, and against what services answer (UEFI 2.10, 4.6.2).</summary>
public static class RtPropertiesAudit
{
    public static bool IsWellFormed(RtPropertiesTable table) =>
        table.Version == RtPropertiesTable.CurrentVersion
        && table.LengthBytes >= RtPropertiesTable.SizeBytes
        && (table.Supported & ~RuntimeServicesSupported.All.Mask) == 0;

    /// <param name="source">Without a table every service is claimed, but by nobody who could be blamed.</param>
    /// <param name="supported">The table's claims.</param>
    /// <param name="service">Which was called, with arguments that are right.</param>
    /// <param name="status">What it returned.</param>
    public static FindingId Judge(
        RtPropertiesSource source,
        RuntimeServicesSupported supported,
        RuntimeService service,
        EfiStatus status
    )
    {
        bool isClaimed = supported.Claims(service);
        bool answers = status != EfiStatus.Unsupported;
        if (isClaimed == answers)
        {
            return FindingId.None;
        }

        return answers ? FindingId.ServicePresentButNotAdvertised
            : source == RtPropertiesSource.Table || IsDueUnannounced(service) ? FindingId.ServiceAdvertisedButMissing
            : FindingId.ServiceMissingUnannounced;
    }

    /// <summary>
    /// Without a table all services are claimed. Of these kernels expect it, and no version of UEFI before the table
    /// (2.8) let them be unsupported; an alarm and capsules always could be, and no firmware of then could say so.
    /// </summary>
    private static bool IsDueUnannounced(RuntimeService service) =>
        service
            is RuntimeService.GetTime
                or RuntimeService.GetVariable
                or RuntimeService.GetNextVariableName
                or RuntimeService.SetVariable
                or RuntimeService.QueryVariableInfo;
}

/// <summary>Where it comes from that a service is claimed.</summary>
public enum RtPropertiesSource
{
    /// <summary>The firmware publishes no table, which claims all services.</summary>
    Absence,
    Table,
}
