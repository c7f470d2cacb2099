using System.Text;
using Keelson.Tools.BoardReports;
using Keelson.Tools.Reports;
using Xunit;

namespace Keelson.Tools.Tests.BoardReports;

/// <summary>Logs as people have them: each way of keeping one is read as the run that it is of.</summary>
public class RecordedLogTests
{
    private const string Fault =
        "# finding KF-017 error SetVariable: took an exception: data abort, FAR 0x40001000 (in no region), "
        + "ELR 0x2000002c = RuntimeServicesCode 0x7c440000 + 0x2c, ESR 0x96000006, call 52, the service's 1 "
        + "(UEFI 2.10, 8.1)";

    private static readonly string[] s_run =
    [
        "UEFI firmware (version  built at 13:10:49 on Nov  5 2024)",
        "keelson-stub: started at EL1 on UEFI 2.7",
        "keelson: entered at EL1, image at 0x40200000, device tree at 0x400f0000",
        "keelson: firmware: Vendor <b>, revision 0x10000, UEFI 2.7",
        "keelson: SMBIOS system: Example, Board & Co, 1",
        "KTAP version 1",
        "1..2",
        "# map 0x7c440000 0x80000 RuntimeServicesCode 0x800000000000000f 0x20000000",
        "  KTAP version 1",
        "  # Subtest: GetTime",
        "  1..2",
        "keelson: calling GetTime",
        "  ok 1 GetTime gives a time # EFI_SUCCESS: 2026-1-1",
        "  ok 2 GetTime as advertised # SKIP no EFI_RT_PROPERTIES_TABLE",
        "ok 1 GetTime",
        "  KTAP version 1",
        "  # Subtest: SetVariable",
        "  1..2",
        Fault,
        "  not ok 1 SetVariable of 16 bytes # EFI_ABORTED",
        "# time SetVariable: 11 calls, minimum 49 us, median 1911 us, maximum 27834 us",
        "  ok 2 SetVariable with size 0 deletes # SKIP KF-017 comes first",
        "not ok 2 SetVariable",
        "# 1 passed, 1 failed, 2 skipped; findings: 1 errors, 0 warnings, 0 notes",
        "keelson: report failed",
    ];

    public static TheoryData<string> Ways => [.. s_ways.Keys];

    private static readonly Dictionary<string, Func<string[], byte[]>> s_ways = new()
    {
        ["plain"] = lines => Text(lines, line => line),
        ["CRLF"] = lines => Utf8(string.Join("\r\n", lines)),
        ["CR CR LF"] = lines => Utf8(string.Join("\r\r\n", lines)),
        ["CR alone"] = lines => Utf8(string.Join('\r', lines)),
        ["UTF-16 of PowerShell"] = lines =>
            [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(string.Join("\r\n", lines))],
        ["UTF-8 with a mark"] = lines => [.. Encoding.UTF8.Preamble, .. Text(lines, line => line)],
        ["colours"] = lines => Text(lines, line => $"\e[1;32m{line}\e[0m\e(B\e[K"),
        ["transcript, Linux"] = lines => Text(lines, line => $"[    4.430] {line}"),
        ["grabserial"] = lines => Text(lines, line => $"[12.000123 0.000456] {line}"),
        ["minicom"] = lines => Text(lines, line => $"[2026-11-26 09:00:00] {line}"),
        ["minicom, fine"] = lines => Text(lines, line => $"[2026-11-26 09:00:00.123] {line}"),
        ["tio"] = lines => Text(lines, line => $"[09:00:00.123] {line}"),
        ["conserver"] = lines => Text(lines, line => $"[Thu Nov 26 09:00:00 2026] {line}"),
        ["LAVA, plain"] = lines => Text(lines, line => $"2026-11-26T09:00:00.123456 {line}"),
        ["LAVA, plain, on a transcript"] = lines => Text(lines, line => $"2026-11-26T09:00:00 [    1.000] {line}"),
        ["LAVA, output.yaml"] = lines =>
            Text(
                [.. lines.SelectMany(line => new[] { line, "" })],
                line =>
                    line.Length == 0
                        ? "- {\"dt\": \"2026-11-26T09:00:00.1\", \"lvl\": \"debug\", "
                            + "\"msg\": \"keelson: report passed\"}"
                        : "- {\"dt\": \"2026-11-26T09:00:00.1\", \"lvl\": \"target\", \"msg\": "
                            + $"\"{line.Replace("\"", "\\\"")}\"}}"
            ),
        ["ts"] = lines => Text(lines, line => $"Nov 26 09:00:00 {line}"),
        ["no indentation"] = lines => Text(lines, line => line.TrimStart()),
        ["a finding over two lines"] = lines =>
            Text(lines, line => line.TrimStart().Replace("(in no region), ELR", "(in no region), \nELR")),
        ["a kernel in between"] = lines => Text(lines, line => $"{line}\n[    1.234567] random: crng init done"),
        ["a prompt behind it"] = lines => Text([.. lines, "U-Boot 2026.01", "=> "], line => line),
    };

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Text(string[] lines, Func<string, string> change) =>
        Utf8(string.Concat(lines.Select(line => change(line) + "\n")));

    [Theory]
    [MemberData(nameof(Ways))]
    public void However_it_was_kept_it_is_the_same_run(string way)
    {
        BoardRun run = Assert.Single(BoardRunReader.Read(BoardLog.Read("board.log", s_ways[way](s_run))));

        Assert.Equal(RunVerdict.Failed, run.Verdict);
        Assert.Equal(new ResultCounts(1, 1, 2), run.Counts);
        Assert.DoesNotContain(run.Reasons, reason => reason.Contains("plan", StringComparison.Ordinal));
        SeenFinding finding = Assert.Single(run.Findings);
        Assert.Equal(
            ("KF-017", "error", "SetVariable", "UEFI 2.10, 8.1"),
            (finding.Id, finding.Severity, finding.Subject, finding.Rule)
        );
        Assert.StartsWith("data abort, FAR 0x40001000 (in no region), ELR", finding.Seen);
        Assert.EndsWith("the service's 1", finding.Seen);
        ServiceSummary service = run.Services.Single(one => one.Name == "SetVariable");
        Assert.Equal(new CallSummary(11, 49, 1911, 27834), service.Times);
        Assert.Equal(ServiceState.Failed, service.State);
    }
}
