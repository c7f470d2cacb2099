using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Keelson.Tools.BoardReports;

/// <summary>Who was judged, and by what. What a log does not say is null.</summary>
/// <param name="Firmware">The vendor in EFI_SYSTEM_TABLE.</param>
/// <param name="FirmwareRevision">From there too, hexadecimal.</param>
/// <param name="UefiVersion">Such as <c>2.7</c>.</param>
/// <param name="Banner">What the firmware itself printed first: the line with its version.</param>
/// <param name="Model">U-Boot's name of the board.</param>
/// <param name="SmbiosFirmware">SMBIOS type 0: vendor, version, date.</param>
/// <param name="SmbiosSystem">SMBIOS type 1: manufacturer, product, version.</param>
/// <param name="SmbiosBoard">SMBIOS type 2, likewise.</param>
/// <param name="Processor">MIDR_EL1, hexadecimal.</param>
/// <param name="Entered">The exception level, such as <c>EL1</c>.</param>
/// <param name="Processors">In the device tree.</param>
/// <param name="Commit">Of Keelson.</param>
/// <param name="PageSize">Of the kernel-shim, such as <c>4 KB</c>.</param>
public sealed partial record FirmwareIdentity(
    string? Firmware,
    string? FirmwareRevision,
    string? UefiVersion,
    string? Banner,
    string? Model,
    string? SmbiosFirmware,
    string? SmbiosSystem,
    string? SmbiosBoard,
    string? Processor,
    string? Entered,
    string? Processors,
    string? Commit,
    string? PageSize
)
{
    /// <summary>The board by the name that says most.</summary>
    [JsonIgnore]
    public string Board => Readable(SmbiosSystem) ?? Readable(SmbiosBoard) ?? Model ?? "a board without a name";

    /// <summary>The firmware with its version, by the name that says most.</summary>
    [JsonIgnore]
    public string FirmwareName => Banner ?? Readable(SmbiosFirmware) ?? Firmware ?? "firmware without a name";

    public static FirmwareIdentity Of(IReadOnlyList<string> lines)
    {
        Match firmware = First(lines, FirmwareLine());
        Match processor = First(lines, ProcessorLine());
        Match keelson = First(lines, KeelsonLine());
        return new FirmwareIdentity(
            Value(firmware, 1),
            Value(firmware, 2),
            Value(firmware, 3),
            Value(First(lines, BannerLine()), 1),
            Value(First(lines, ModelLine()), 1),
            Value(First(lines, SmbiosFirmwareLine()), 1),
            Value(First(lines, SmbiosSystemLine()), 1),
            Value(First(lines, SmbiosBoardLine()), 1),
            Value(processor, 1),
            Value(processor, 2),
            Value(First(lines, ProcessorsLine()), 1),
            Value(keelson, 1),
            Value(keelson, 2)
        );
    }

    /// <summary>Vendors leave fields as the reference code had them.</summary>
    private static string? Readable(string? text) =>
        text is null
        || text.Trim(' ', ',').Length == 0
        || text.Contains("To be filled", StringComparison.OrdinalIgnoreCase)
            ? null
            : text;

    private static Match First(IEnumerable<string> lines, Regex pattern) =>
        lines.Select(line => pattern.Match(line)).FirstOrDefault(match => match.Success) ?? Match.Empty;

    private static string? Value(Match match, int group) =>
        match.Groups[group].Value.Trim() is { Length: > 0 } text ? text : null;

    private const string Mark = "^(?:keelson: |# )?";

    [GeneratedRegex(Mark + "firmware: (.*), revision (0x[0-9a-f]+), UEFI ([0-9.]+)")]
    private static partial Regex FirmwareLine();

    [GeneratedRegex(@"^((?:U-Boot (?:SPL )?\d{4}\.\d{2}|UEFI firmware \(version|Tianocore/EDK2 firmware version).*)$")]
    private static partial Regex BannerLine();

    [GeneratedRegex("^Model: +(.*)$")]
    private static partial Regex ModelLine();

    [GeneratedRegex(Mark + "SMBIOS firmware: (.*)$")]
    private static partial Regex SmbiosFirmwareLine();

    [GeneratedRegex(Mark + "SMBIOS system: (.*)$")]
    private static partial Regex SmbiosSystemLine();

    [GeneratedRegex(Mark + "SMBIOS board: (.*)$")]
    private static partial Regex SmbiosBoardLine();

    [GeneratedRegex(Mark + "processor: MIDR_EL1 (0x[0-9a-f]+), entered at (EL[0-9])")]
    private static partial Regex ProcessorLine();

    [GeneratedRegex(Mark + "processors in the (?:device tree|MADT): ([0-9]+)")]
    private static partial Regex ProcessorsLine();

    [GeneratedRegex(Mark + "Keelson: commit ([^,]+), kernel-shim ([0-9]+ KB) pages")]
    private static partial Regex KeelsonLine();
}
