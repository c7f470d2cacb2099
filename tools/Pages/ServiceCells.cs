using Keelson.Tools.Reports;

namespace Keelson.Tools.Pages;

/// <summary>How the state of a runtime service is shown.</summary>
internal static class ServiceCells
{
    public const string Legend =
        "<p class=\"legend\">&#10003; works as it must &nbsp; &#8856; EFI_UNSUPPORTED, as it may be &nbsp; &#10007; "
        + "breaks the specification &nbsp; &ndash; skipped &nbsp; empty: not asked</p>";

    public static string Name(ServiceState state) =>
        state == ServiceState.NotAsked ? "not asked" : state.ToString().ToLowerInvariant();

    public static string Style(ServiceState state) => Name(state).Replace(' ', '-');

    public static string Mark(ServiceState state) =>
        state switch
        {
            ServiceState.Passed => "&#10003;",
            ServiceState.Unsupported => "&#8856;",
            ServiceState.Failed => "&#10007;",
            ServiceState.Skipped => "&ndash;",
            _ => "",
        };

    /// <summary>The mark alone, with the words for who points at it.</summary>
    public static string Cell(string service, ServiceState state, string answer) =>
        $"<td class=\"{Style(state)}\" "
        + $"title=\"{HtmlPage.Text($"{service}: {Name(state)} {answer}".TrimEnd())}\">{Mark(state)}";
}
