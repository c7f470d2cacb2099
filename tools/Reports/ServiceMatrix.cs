using System.Text.RegularExpressions;

namespace Keelson.Tools.Reports;

/// <summary>What a report says of one runtime service.</summary>
public enum ServiceState
{
    /// <summary>The report has no result about it.</summary>
    NotAsked,

    /// <summary>Results about it, and all of them skipped.</summary>
    Skipped,

    /// <summary>It answers EFI_UNSUPPORTED, and may.</summary>
    Unsupported,
    Passed,
    Failed,
}

/// <param name="Answer">What it answered when first asked, such as <c>EFI_SUCCESS</c>; empty where the report does not
/// say.</param>
/// <param name="Results">All results about it.</param>
public sealed record ServiceResult(
    string Service,
    ServiceState State,
    string Answer,
    IReadOnlyList<KtapResult> Results
);

/// <summary>
/// The results of a report by runtime service (UEFI 2.10, chapter 8): a result is about the service that its
/// description names first.
/// </summary>
public static partial class ServiceMatrix
{
    /// <summary>
    /// In the order of <c>EFI_RUNTIME_SERVICES</c> (UEFI 2.10, 4.5), but for ResetSystem, which is last as it ends a
    /// run.
    /// </summary>
    public static IReadOnlyList<string> Services { get; } =
    [
        "GetTime",
        "SetTime",
        "GetWakeupTime",
        "SetWakeupTime",
        "SetVirtualAddressMap",
        "ConvertPointer",
        "GetVariable",
        "GetNextVariableName",
        "SetVariable",
        "GetNextHighMonotonicCount",
        "UpdateCapsule",
        "QueryCapsuleCapabilities",
        "QueryVariableInfo",
        "ResetSystem",
    ];

    public static IReadOnlyList<ServiceResult> Of(IEnumerable<KtapResult> results)
    {
        ILookup<string, KtapResult> byService = results.ToLookup(result =>
            ServiceName().Match(result.Description).Value
        );
        return [.. Services.Select(service => Judge(service, [.. byService[service]]))];
    }

    /// <summary>
    /// ResetSystem has no line of its own: a run that it ended shows that it works, a line about what it returned that
    /// it does not.
    /// </summary>
    public static ServiceResult OfReset(IEnumerable<string> lines, bool endedByGuest)
    {
        string? returned = lines.LastOrDefault(line =>
            line.Contains("ResetSystem returned ", StringComparison.Ordinal)
        );
        return returned is not null
            ? new ServiceResult("ResetSystem", ServiceState.Unsupported, Status().Match(returned).Value, [])
            : new ServiceResult(
                "ResetSystem",
                endedByGuest ? ServiceState.Passed : ServiceState.NotAsked,
                endedByGuest ? "does not return" : "",
                []
            );
    }

    private static ServiceResult Judge(string service, KtapResult[] results)
    {
        string answer =
            results.Select(result => Answer().Match(result.Seen).Value).FirstOrDefault(text => text.Length > 0) ?? "";
        ServiceState state =
            results.Length == 0 ? ServiceState.NotAsked
            : results.Any(result => result.Outcome == KtapOutcome.Failed) ? ServiceState.Failed
            // One that gave another answer is there: what was skipped then hangs on another service.
            : answer == "EFI_UNSUPPORTED"
            || answer.Length == 0
                && results.Any(result =>
                    result.Outcome == KtapOutcome.Skipped
                    && result.Reason.Contains("EFI_UNSUPPORTED", StringComparison.Ordinal)
                )
                ? ServiceState.Unsupported
            : results.Any(result => result.Outcome == KtapOutcome.Passed) ? ServiceState.Passed
            : ServiceState.Skipped;
        return new ServiceResult(service, state, answer, results);
    }

    [GeneratedRegex(
        @"\b(GetTime|SetTime|GetWakeupTime|SetWakeupTime|SetVirtualAddressMap|ConvertPointer|"
            + "GetVariable|GetNextVariableName|SetVariable|GetNextHighMonotonicCount|"
            + @"UpdateCapsule|QueryCapsuleCapabilities|QueryVariableInfo|ResetSystem)\b"
    )]
    private static partial Regex ServiceName();

    /// <summary>
    /// What a service answered stands first in what was seen.
    /// </summary>
    [GeneratedRegex(@"^EFI_[A-Z_]+\b")]
    private static partial Regex Answer();

    [GeneratedRegex(@"\bEFI_[A-Z_]+\b")]
    private static partial Regex Status();
}
