using Keelson.DeviceTree;
using Keelson.Handover;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>What must hold of every handover, whatever the firmware did on the way.</summary>
internal static class HandoverChecks
{
    /// <summary>Of one that reached the kernel with a virtual map.</summary>
    public static void AssertRelocated(this HandoverRun run)
    {
        Assert.Equal(BootExitError.None, run.Error);
        run.AssertCallOrder();
        run.AssertInPlace();
        run.AssertHandedOver();
        run.AssertLayout();
        run.AssertVirtualMapInput();
    }

    /// <summary>
    /// Between the first ExitBootServices and the one that succeeds, GetMemoryMap into the one buffer, and nothing
    /// else.
    /// </summary>
    public static void AssertCallOrder(this HandoverRun run)
    {
        List<FirmwareCall> calls = run.Firmware.Calls;
        int first = calls.FindIndex(call => call.Service == FirmwareService.ExitBootServices);
        int last = calls.FindLastIndex(call => call.Service == FirmwareService.ExitBootServices);
        Assert.InRange(last - first, 0, 2 * (BootExit<SimulatedServices>.MaximumExitAttempts - 1));
        for (int i = first; i <= last; i++)
        {
            bool isExit = (i - first) % 2 == 0;
            Assert.Equal(isExit ? FirmwareService.ExitBootServices : FirmwareService.GetMemoryMap, calls[i].Service);
            Assert.Equal(i == last || !isExit, calls[i].Status == EfiStatus.Success);
            // The key is the one of the map just before, and the buffer is the one that there was.
            Assert.Equal(isExit ? calls[i - 1].MapKey : calls[i].MapKey, calls[i].MapKey);
            Assert.Equal(isExit ? 0 : run.MapBuffer.Start.Value, calls[i].Address);
            Assert.Equal(isExit ? 0 : run.MapBuffer.SizeBytes, calls[i].Size);
        }
        Assert.Equal(run.MapBuffer.Start.Value, calls[first - 1].Address);
        Assert.Equal((uint)(last - first) / 2 + 1, run.Record.ExitAttempts);
        Assert.Equal((uint)calls.Count(call => call.IsMapFetch), run.Record.MapCalls);
        Assert.Equal(calls[last].MapKey, run.Record.MapKey);
    }

    /// <summary>
    /// From the first ExitBootServices on, nothing in the tree moves: only the bytes of five values may differ.
    /// </summary>
    public static void AssertInPlace(this HandoverRun run)
    {
        byte[] final = run.TreeBytes();
        bool[] mayDiffer = new bool[final.Length];
        Assert.True(DeviceTreeBlob.TryCreate(final, out DeviceTreeBlob tree, out _));
        Assert.True(tree.TryFindNode(ChosenNames.Path, out DeviceTreeNode chosen));
        foreach (DeviceTreeProperty property in chosen.Properties)
        {
            if (
                property.HasName(ChosenNames.MapStart)
                || property.HasName(ChosenNames.MapSize)
                || property.HasName(ChosenNames.DescriptorSize)
                || property.HasName(ChosenNames.DescriptorVersion)
                || property.HasName(ChosenNames.BootRecord)
            )
            {
                mayDiffer.AsSpan(property.ValueOffset, property.Value.Length).Fill(true);
            }
        }
        foreach (byte[] before in run.TreeAtExit)
        {
            Assert.Equal(final.Length, before.Length);
            Assert.DoesNotContain(Enumerable.Range(0, final.Length), i => before[i] != final[i] && !mayDiffer[i]);
        }
    }

    /// <summary>
    /// The kernel reads what the firmware last said, and each buffer is memory that the map calls the loader's.
    /// </summary>
    public static void AssertHandedOver(this HandoverRun run)
    {
        SimulatedFirmware firmware = run.Firmware;
        KernelHandover handover = run.ReadAsKernel();
        Assert.Equal(HandoverRun.SystemTable, handover.SystemTable);
        Assert.Equal(run.MapBuffer.Start, handover.MapStart);
        Assert.Equal((ulong)firmware.Map.Entries.Count * firmware.DescriptorSizeBytes, handover.Map.SizeBytes);
        Assert.Equal(firmware.DescriptorSizeBytes, handover.Map.DescriptorSizeBytes);
        Assert.Equal(firmware.DescriptorVersion, handover.Map.DescriptorVersion);
        Assert.True(handover.HasBootRecord);
        Assert.Equal(run.Record, handover.BootRecord);
        Assert.Equal(SimulatedFirmware.Identity, handover.BootRecord.Identity);
        Assert.Equal(
            (uint)firmware.Map.Entries.Count(entry => entry.IsRuntime),
            handover.BootRecord.RuntimeRegionCount
        );
        Assert.Equal(
            firmware.Map.Entries,
            run.FinalDescriptors()
                .Select(found => new MapEntry(found.Type, found.PhysicalStart.Value, found.PageCount, found.Attributes))
        );
        foreach (var range in new[] { run.Tree, run.MapBuffer, run.Scratch })
        {
            Assert.Equal(0ul, range.Start.Value % 0x1_0000);
            Assert.Equal(0ul, range.SizeBytes % 0x1_0000);
            Assert.Contains(
                firmware.Map.Entries,
                entry =>
                    entry.Type == MemoryType.LoaderData
                    && entry.Start <= range.Start.Value
                    && range.End.Value <= entry.End
            );
        }
        Assert.Equal(
            (run.Tree.SizeBytes + run.MapBuffer.SizeBytes + run.Scratch.SizeBytes) / 0x1000,
            (ulong)firmware.OwnedPageCount
        );
    }

    /// <summary>The layout of the last map, as if no other had come before it.</summary>
    public static void AssertLayout(this HandoverRun run)
    {
        List<ulong?> expected = ReferenceLayout.Of(run.Firmware.Map.Entries, 0x2000_0000);
        Assert.Equal(
            expected.Select(address => address ?? 0),
            run.FinalDescriptors().Select(region => region.VirtualStart.Value)
        );
    }

    /// <summary>
    /// SetVirtualAddressMap had, once, the runtime descriptors of the last map: every byte of them, tails included.
    /// </summary>
    public static void AssertVirtualMapInput(this HandoverRun run)
    {
        SimulatedFirmware firmware = run.Firmware;
        VirtualMapInput input = Assert.Single(firmware.VirtualMapInputs);
        Assert.Equal(firmware.DescriptorSizeBytes, input.DescriptorSizeBytes);
        Assert.Equal(firmware.DescriptorVersion, input.DescriptorVersion);
        Assert.Equal(run.Scratch.Start.Value, input.Address);
        byte[] expected =
        [
            .. run.FinalMap().Where((_, i) => firmware.Map.Entries[i].IsRuntime).SelectMany(bytes => bytes),
        ];
        Assert.Equal(expected, input.Descriptors);
        // Tail and padding are the firmware's own: only the address was written.
        int stride = (int)firmware.DescriptorSizeBytes;
        byte[] original = MapEntry.Write([.. firmware.Map.Entries.Where(entry => entry.IsRuntime)], stride);
        for (int i = 0; i < original.Length; i++)
        {
            Assert.True(original[i] == input.Descriptors[i] || i % stride is >= 16 and < 24);
        }

        BootRecord record = run.Record;
        Assert.Equal(1u, record.SetVirtualAddressMapCalls);
        Assert.Equal(EfiStatus.Success, record.SetVirtualAddressMapStatus);
        Assert.Equal(BootExit.VirtualMapCrc(expected, run.ReadAsKernel().Map), record.VirtualMapCrc);
    }

    /// <summary>Nothing was kept, and the firmware still has its boot services.</summary>
    public static void AssertNothingKept(this HandoverRun run)
    {
        Assert.Equal(0, run.Firmware.OwnedPageCount);
        Assert.DoesNotContain(
            run.Firmware.Calls,
            call => call.Service is FirmwareService.ExitBootServices or FirmwareService.SetVirtualAddressMap
        );
    }
}
