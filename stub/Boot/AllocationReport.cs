using Keelson.Addresses;
using Keelson.BootTime;

namespace Keelson.Stub;

/// <summary>Patches 4/8 and 5/8 in the running stub, said on the console.</summary>
internal struct AllocationReport
{
    public uint Checks;
    public uint Exact;

    public static AllocationReport Write(scoped ref Firmware firmware)
    {
        AllocationReport report = default;
        report.Measure(ref firmware, 1, AlignedPages.GranularityBytes);
        report.Measure(ref firmware, 1, Alignment.Size2M);
        return report;
    }

    private void Measure(scoped ref Firmware firmware, ulong sizeBytes, ulong alignmentBytes)
    {
        Checks++;
        if (!AllocationProbe.TryMeasure(ref firmware, sizeBytes, alignmentBytes, out AllocationProbe probe))
        {
            Log.WriteLine($"allocation check: not measured");
            return;
        }
        bool exact = probe.IsExact(sizeBytes, alignmentBytes);
        if (exact)
            Exact++;
        Log.WriteLine(
            $"allocation check: {sizeBytes} byte aligned to {alignmentBytes:size} at {probe.Address}, "
                + $"{(ulong)probe.TakenPages} pages taken, {(ulong)probe.ReturnedPages} returned: "
                + $"{(exact ? "exact" : "WRONG")}"
        );
    }
}
