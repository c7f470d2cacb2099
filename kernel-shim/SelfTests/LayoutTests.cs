using System;
using Keelson.Addresses;
using Keelson.Handover;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>
/// Patch 6/8: the layout is a function of the memory map, so the kernel finds the stub's own by computing it again.
/// </summary>
internal static class LayoutTests
{
    public const int Results = 1;

    private static PhysicalAddress s_memory;

    public static void Run(ref TestBench bench)
    {
        ReadOnlySpan<byte> name = "6/8 layout computed again matches the memory map"u8;
        if (RelocationTests.IsLeftInPlace(in bench))
        {
            bench.Report.Skip(name, "runtime regions are identity-mapped"u8);
            return;
        }
        if (!RuntimeClient.Gate.IsOpen)
        {
            bench.Report.Skip(name, "runtime regions not relocated"u8);
            return;
        }
        bool same = TryCompute(ref bench, out _, out RuntimeLayoutSummary layout);
        bench.Report.Check(
            same,
            name,
            $"{Kind(in bench).Text()}, {layout.Count} regions from {layout.Start} to {layout.End}"
        );
    }

    /// <summary>The stub reads the same option; that of others does not.</summary>
    private static RuntimeLayoutKind Kind(in TestBench bench) =>
        bench.Handover.HasBootRecord
            ? RuntimeLayoutKindNames.Parse(CommandLine.ValueOf(OptionNames.Layout))
            : RuntimeLayoutKind.Linux;

    /// <returns>Whether every descriptor is as the map has it.</returns>
    public static bool TryCompute(ref TestBench bench, out uint crc, out RuntimeLayoutSummary layout)
    {
        ulong size = Alignment.Up((ulong)bench.Map.Bytes.Length, Alignment.Size64K);
        if (s_memory.Value == 0)
        {
            s_memory = PhysicalMemory.Allocate(2 * size, Alignment.Size64K);
        }
        Span<byte> copy = PhysicalMemory.Bytes(s_memory, size);
        Span<byte> scratch = PhysicalMemory.Bytes(s_memory + size, size);
        bench.Map.Bytes.CopyTo(copy);
        MemoryMapView.TryCreate(copy, bench.Handover.Map, out MemoryMapView again);
        RuntimeLayout.Withdraw(again);
        RuntimeLayoutError error = RuntimeLayoutMatrix.Assign(again, scratch, Kind(in bench), out layout);
        crc = BootExit.VirtualMapCrc(scratch[..layout.SizeBytes], bench.Handover.Map);
        return error == RuntimeLayoutError.None && again.Bytes.SequenceEqual(bench.Map.Bytes[..again.Bytes.Length]);
    }
}
