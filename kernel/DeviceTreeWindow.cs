using System;
using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Paging;

namespace Keelson.Kernel;

/// <summary>The device tree that the kernel was given, mapped where it is and validated.</summary>
public readonly ref struct DeviceTreeWindow
{
    /// <summary>The boot protocol's limit.</summary>
    private const uint MaximumSizeBytes = 0x20_0000;

    private DeviceTreeWindow(PhysicalRange range, DeviceTreeBlob blob)
    {
        Range = range;
        Blob = blob;
    }

    public PhysicalRange Range { get; }
    public DeviceTreeBlob Blob { get; }

    public static DeviceTreeWindow Open(PhysicalAddress start)
    {
        if (start.Value == 0 || !start.IsAligned(8))
        {
            Fatal.Stop($"no device tree in x0: {start}");
        }
        // Its size is in its header, so that comes first: mapping more than there is could reach a device.
        if (
            !DeviceTreeHeader.TryReadTotalSize(Map(start, DeviceTreeHeader.SizeBytes), out uint size)
            || size > MaximumSizeBytes
        )
        {
            Fatal.Stop($"no device tree at {start}, or invalid totalsize ({size} bytes)");
        }
        ReadOnlySpan<byte> bytes = Map(start, size);
        if (!DeviceTreeBlob.TryCreate(bytes, out DeviceTreeBlob blob, out DeviceTreeError error))
        {
            Fatal.Stop($"invalid device tree at {start}: {error.Text()}");
        }
        return new DeviceTreeWindow(PhysicalRange.FromSize(start, size), blob);
    }

    private static unsafe ReadOnlySpan<byte> Map(PhysicalAddress start, uint sizeBytes)
    {
        PhysicalRange pages = PhysicalRange.FromSize(start, sizeBytes).RoundOut(KernelSpace.Granule.PageSize);
        KernelSpace.Map(pages, KernelLayout.Linear(pages.Start), Protection.KernelData, BlockPolicy.PagesOnly);
        // SAFETY: just mapped.
        return new ReadOnlySpan<byte>((void*)KernelLayout.Linear(start).Value, (int)sizeBytes);
    }
}
