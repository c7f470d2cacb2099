using Keelson.Handover;
using Keelson.Images;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>The figures of the handover, on either side of the end of boot services.</summary>
internal static class HandoverLog
{
    public static void Loaded(in KernelLoader kernel, in BootSource source)
    {
        Log.WriteLine(
            $"kernel of {kernel.File.SizeBytes} bytes {(kernel.IsInPlace ? "carried in place"u8 : "loaded"u8)} at "
                + $"{kernel.Entry}, {kernel.Image.ImageSizeBytes:size} with zeroed data, "
                + $"{kernel.Image.PageSizeKilobytes} KB pages"
        );
    }

    public static void Prepared(in BootExit<Firmware> exit, in HandoverRequest request)
    {
        Log.WriteLine(
            $"memory map 1: {exit.RuntimeRegionBound} runtime regions at most, descriptors of "
                + $"{exit.DescriptorSizeBytes} bytes; scratch of {exit.Scratch.SizeBytes:size} at {exit.Scratch.Start}"
        );
        Log.WriteLine(
            $"device tree at {exit.DeviceTree.Start}, "
                + $"{(request.DeviceTree.IsEmpty ? "empty, as the firmware has none" : "from the firmware")}; secure "
                + $"boot {(uint)request.SecureBoot}; room for map 2 at {exit.MapBuffer.Start}"
        );
    }

    public static void Left(BootRecord record)
    {
        Log.WriteLine(
            $"memory map 2: key {record.MapKey:x}, {record.RuntimeRegionCount} runtime regions; boot services left "
                + $"after {record.ExitAttempts} attempt(s)"
        );
        if (record.SetVirtualAddressMapCalls == 0)
            Log.WriteLine(
                $"SetVirtualAddressMap not called: virtual addresses are "
                    + $"{(record.SetVirtualAddressMapStatus == EfiStatus.Success ? "physical ones" : "withdrawn, there is no layout")}"
            );
        else
            Log.WriteLine(
                $"SetVirtualAddressMap from {RuntimeLayout.VirtualBase}: {record.SetVirtualAddressMapStatus}"
            );
    }
}
