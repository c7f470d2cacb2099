namespace Keelson.Tools.Bench;

/// <summary>
/// Boot entries on a disk, ours beside systemd-boot's: what 999 more of them cost is what reading and sorting takes, as
/// everything else is the same in two runs of one loader.
/// </summary>
internal static class LoaderScenarios
{
    private const string Entry = "entry",
        LinuxEntry = "linux",
        Kernel = "kernel",
        Release = "6.1",
        PeerVersion = "257",
        CommandLine = "console=ttyAMA0";
    private const int Many = 1000;

    public static IReadOnlyList<Scenario> All { get; } = [Ours(1), Ours(Many), Peer(1), Peer(Many)];

    /// <returns>Null unless all four were measured.</returns>
    public static long? ThousandthsOfPeer(BenchReport report) =>
        Growth(report, OursName) is { } ours && Growth(report, PeerName) is > 0 and { } peer
            ? 1000 * ours / peer
            : null;

    private static long? Growth(BenchReport report, Func<int, string> name) =>
        report.CountsOf(name(Many))?.Total - report.CountsOf(name(1))?.Total;

    private static string OursName(int count) => $"boot.efi, boot entries: {count:N0}";

    private static string PeerName(int count) => $"systemd-boot {PeerVersion}, boot entries: {count:N0}";

    private static Scenario Ours(int count) =>
        new(
            BenchGroup.Boot,
            OursName(count),
            inputs =>
                FromDisk(
                    inputs,
                    inputs.BootLoader,
                    count,
                    new Watch()
                        .Image(Entry, inputs.BootLoader)
                        .Kernel(Kernel, inputs.Kernel(Release))
                        .From(Entry)
                        .Until(Kernel),
                    new Segment(OursName(count), Entry, Kernel)
                ) with
                {
                    Map = BenchInputs.MapOf(inputs.BootLoader),
                }
        );

    /// <summary>It hands over to Linux's own stub, with which nothing is compared.</summary>
    private static Scenario Peer(int count) =>
        new(
            BenchGroup.Boot,
            PeerName(count),
            inputs =>
            {
                string loader = inputs.SystemdBoot(PeerVersion);
                return FromDisk(
                    inputs,
                    loader,
                    count,
                    new Watch()
                        .Image(Entry, loader)
                        .Image(LinuxEntry, inputs.Kernel(Release))
                        .Kernel(Kernel, inputs.Kernel(Release))
                        .From(Entry)
                        .Until(Kernel),
                    new Segment(PeerName(count), Entry, LinuxEntry)
                );
            }
        );

    private static PreparedRun FromDisk(BenchInputs inputs, string loader, int count, Watch watch, Segment segment) =>
        new(Scenarios.MachineWithDisk(inputs.VolumeWithEntries(loader, Release, count, CommandLine)), watch, segment);
}
