using System.Text;
using Keelson.Tools.BoardReports;

namespace Keelson.Tools.Tests.BoardReports;

/// <summary>Logs as users have them, short.</summary>
internal static class SampleLog
{
    public const string Finding =
        "# finding KF-017 error GetVariable: took an exception: data abort, FAR 0x1000 (in no region), "
        + "ELR 0x20010040 = RuntimeServicesCode 0x4fc00000 + 0x40, ESR 0x96000006, call 6 (UEFI 2.10, 8.1)";

    public static string[] Passing { get; } =
    [
        "UEFI firmware (version 1.2 built at 13:10:49 on Nov  5 2024)",
        "keelson-stub: started at EL1 on UEFI 2.7",
        "keelson-stub: calling ExitBootServices",
        "keelson: entered at EL1, image at 0x4c000000, device tree at 0x4c0f0000",
        "keelson: firmware: EDK II, revision 0x10000, UEFI 2.7",
        "keelson: SMBIOS firmware: Example, 1.2, 01/02/2026",
        "keelson: SMBIOS system: Example, Board <1>, A",
        "keelson: processor: MIDR_EL1 0x411fd070, entered at EL1",
        "keelson: processors in the device tree: 4",
        "keelson: Keelson: commit 0123456789ab, kernel-shim 4 KB pages",
        "# map 0x40000000 0xfc00000 ConventionalMemory 0xf 0x0",
        "# map 0x4fc00000 0x10000 RuntimeServicesCode 0x800000000000000f 0x20010000",
        "# mapping 0x20010000 0x4fc00000 0x10000 16 0 Normal-WB x",
        "KTAP version 1",
        "1..3",
        "  KTAP version 1",
        "  # Subtest: GetTime",
        "  1..2",
        "keelson: calling GetTime",
        "  ok 1 GetTime gives a time # EFI_SUCCESS: 2026-11-26 08:37:06",
        "  ok 2 GetTime as advertised # SKIP no EFI_RT_PROPERTIES_TABLE",
        "ok 1 GetTime",
        "  KTAP version 1",
        "  # Subtest: GetVariable",
        "  1..1",
        "keelson: calling GetVariable",
        "[    1.234567] a kernel: says <something> in between",
        "  ok 1 GetVariable of a non-existent variable # EFI_NOT_FOUND",
        "ok 2 GetVariable",
        "  KTAP version 1",
        "  # Subtest: calls",
        "  1..1",
        "# time GetTime: 20 calls, minimum 10 us, median 12 us, maximum 686 us",
        "# time GetVariable: 3 calls, minimum 30 us, median 40 us, maximum 50 us",
        "  ok 1 every call came back in time",
        "ok 3 calls",
        "# 3 passed, 0 failed, 1 skipped; findings: 0 errors, 0 warnings, 0 notes",
        "keelson: report passed",
    ];

    /// <summary>The same board, where one service faults and another is slower.</summary>
    public static string[] Failing { get; } =
    [
        .. Passing
            .SelectMany(line =>
                line switch
                {
                    "  ok 1 GetVariable of a non-existent variable # EFI_NOT_FOUND" =>
                    [
                        Finding,
                        "  not ok 1 GetVariable of a non-existent variable # EFI_ABORTED",
                    ],
                    "ok 2 GetVariable" => ["not ok 2 GetVariable"],
                    "keelson: report passed" => ["keelson: report failed"],
                    _ => new[] { line },
                }
            )
            .Select(line =>
                line.Replace("median 12 us", "median 112 us", StringComparison.Ordinal)
                    .Replace(
                        "3 passed, 0 failed, 1 skipped; findings: 0",
                        "2 passed, 1 failed, 1 skipped; findings: 1",
                        StringComparison.Ordinal
                    )
            ),
    ];

    public static IReadOnlyList<BoardRun> Read(params string[] lines) => Read(Encoding.UTF8.GetBytes(Text(lines)));

    public static IReadOnlyList<BoardRun> Read(byte[] file) => BoardRunReader.Read(BoardLog.Read("board.log", file));

    public static string Text(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));
}
