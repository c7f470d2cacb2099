using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Text;

namespace Keelson.Stub;

/// <summary>Patches 4/8 and 5/8 in the running stub, reported on the console.</summary>
internal struct AllocationReport
{
    public uint Checks;
    public uint Exact;

    public static AllocationReport Write(Firmware firmware)
    {
        AllocationReport report = default;
        report.Measure(firmware, 1, AlignedPages.GranularityBytes);
        report.Measure(firmware, 1, Alignment.Size2M);
        return report;
    }

    private void Measure(Firmware firmware, ulong sizeBytes, ulong alignmentBytes)
    {
        Checks++;
        if (!AllocationProbe.TryMeasure(firmware, sizeBytes, alignmentBytes, out AllocationProbe probe))
        {
            Log.WriteLine($"allocation check: not measured");
            return;
        }
        bool exact = probe.IsExact(sizeBytes, alignmentBytes);
        if (exact)
        {
            Exact++;
        }
        Log.WriteLine(
            $"allocation check: {sizeBytes} byte, {new ByteSize(alignmentBytes)} aligned, at {probe.Address}: "
                + $"{(ulong)probe.TakenPages} pages allocated, {(ulong)probe.ReturnedPages} freed: "
                + $"{(exact ? "exact" : "MISMATCH")}"
        );
    }
}
