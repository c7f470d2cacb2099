using Keelson.Compression;
using Keelson.Handover;
using Keelson.Images;
using Keelson.RuntimeServices;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>The figures of the handover, on either side of the end of boot services.</summary>
internal static class HandoverLog
{
    public static void Loaded(in KernelLoader kernel, in BootSource source)
    {
        Log.WriteLine(
            $"kernel of {kernel.File.SizeBytes} bytes {Manner(in kernel)} at "
                + $"{kernel.Entry}, {new ByteSize(kernel.Image.ImageSizeBytes)} including BSS, "
                + $"{kernel.Image.PageSizeKilobytes} KB pages"
        );
    }

    private static System.ReadOnlySpan<byte> Manner(in KernelLoader kernel) =>
        kernel.Method != CompressionMethod.None ? "unpacked"u8
        : kernel.IsInPlace ? "in place"u8
        : "loaded"u8;

    /// <param name="tree">Where it is from.</param>
    public static void Prepared(
        in BootExit<Firmware> exit,
        in HandoverRequest request,
        scoped System.ReadOnlySpan<byte> tree
    )
    {
        Log.WriteLine(
            $"memory map 1: up to {exit.RuntimeRegionBound} runtime regions, descriptor size "
                + $"{exit.DescriptorSizeBytes}; "
                + $"scratch of {new ByteSize(exit.Scratch.SizeBytes)} at {exit.Scratch.Start}"
        );
        Log.WriteLine(
            $"device tree at {exit.DeviceTree.Start}, "
                + $"{(request.DeviceTree.IsEmpty ? "empty: none from "u8 : "from "u8)}"
                + $"{(tree.IsEmpty ? "the firmware"u8 : tree)}"
                + $"{(request.KeepsInitrdOfTree ? ", with the initrd that it names"u8 : default)}; Secure Boot "
                + $"{request.SecureBoot.Text()}; buffer for memory map 2 at {exit.MapBuffer.Start}"
        );
    }

    public static void Left(in BootRecord record)
    {
        Log.WriteLine($"memory map 2: key 0x{record.MapKey:x}, {record.RuntimeRegionCount} runtime regions");
        Log.WriteLine($"ExitBootServices: {EfiStatus.Success}, attempt {record.ExitAttempts}");
        if (record.SetVirtualAddressMapCalls == 0)
        {
            bool identity = record.SetVirtualAddressMapStatus == EfiStatus.Success;
            Log.WriteLine(
                $"SetVirtualAddressMap not called: "
                    + $"{(identity ? "runtime regions identity-mapped"u8 : "no layout, runtime services disabled"u8)}"
            );
        }
        else
        {
            Log.WriteLine($"SetVirtualAddressMap from {AddressLayout.Start}: {record.SetVirtualAddressMapStatus}");
        }
    }
}
