using Keelson.DeviceTree;
using Keelson.Handover;
using Keelson.Images;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>Every way in which the stub says no: what is wrong, what to do, everything given back, and a status for whoever started us.</summary>
internal static class Refusal
{
    public static EfiStatus NoKernel()
    {
        Log.WriteLine($"error: this image carries no kernel: it has no .linux section. Boot BOOTAA64.EFI, or add one (docs/boards.md)");
        return Return(EfiStatus.NotFound);
    }

    public static EfiStatus CommandLineTooLong()
    {
        Log.WriteLine($"error: the load options are longer than 4096 characters: not a command line");
        return Return(EfiStatus.InvalidParameter);
    }

    /// <summary>Run again, the self-test would reset again, and so for ever.</summary>
    public static EfiStatus OnlyDelivered(scoped ref Firmware firmware, ref CommandLine commandLine)
    {
        commandLine.Release(ref firmware);
        return Return(EfiStatus.Success);
    }

    public static EfiStatus NoConsole(scoped ref Firmware firmware, ref CommandLine commandLine)
    {
        Log.WriteLine($"error: nowhere to write the report: no screen, and neither stdout-path in the device tree nor an ACPI SPCR names a serial port that is known. Add keelson.console=none to run without one");
        commandLine.Release(ref firmware);
        return Return(EfiStatus.NotFound);
    }

    public static EfiStatus Kernel(KernelLoadError error, KernelLoader kernel, scoped ref Firmware firmware, ref CommandLine commandLine)
    {
        EfiStatus status = EfiStatus.LoadError;
        switch (error)
        {
            case KernelLoadError.BadHeader:
                Log.WriteLine($"error: the kernel in .linux is no arm64 Image that can be booted: {kernel.HeaderError.Text()}");
                break;
            case KernelLoadError.UnsupportedPageSize:
                Log.WriteLine($"error: the kernel uses {kernel.Image.PageSizeKilobytes} KB pages, which this processor does not have");
                status = EfiStatus.Unsupported;
                break;
            default:
                Log.WriteLine($"error: the kernel needs {kernel.Image.ImageSizeBytes:size} in one piece, aligned to 2 MB, and the firmware has no such memory ({kernel.FirmwareStatus})");
                status = EfiStatus.OutOfResources;
                break;
        }
        commandLine.Release(ref firmware);
        return Return(status);
    }

    public static EfiStatus Handover(
        HandoverStatus status, in BootExit<Firmware> exit, scoped ref Firmware firmware, ref KernelLoader kernel, ref Initrd initrd, ref CommandLine commandLine)
    {
        switch (status)
        {
            case HandoverStatus.BadDeviceTree:
                Log.WriteLine($"error: the firmware's device tree cannot be used: rule {(uint)exit.DeviceTreeError} of DeviceTreeError is broken");
                break;
            case HandoverStatus.BadMemoryMap:
                Log.WriteLine($"error: the firmware's memory map has {exit.MapError.Text()}");
                break;
            case HandoverStatus.OutOfMemory:
                Log.WriteLine($"error: no memory for the device tree and the memory map");
                break;
            default:
                Log.WriteLine($"error: GetMemoryMap gave {exit.FirmwareStatus}");
                break;
        }
        kernel.Release(ref firmware);
        initrd.Release(ref firmware);
        commandLine.Release(ref firmware);
        return Return(status == HandoverStatus.OutOfMemory ? EfiStatus.OutOfResources : EfiStatus.LoadError);
    }

    /// <summary>The firmware may be half shut down: nothing may be freed, and its console is not to be trusted.</summary>
    public static EfiStatus Exit(HandoverStatus status, in BootExit<Firmware> exit)
    {
        if (status == HandoverStatus.MapOutgrewBuffer)
            Log.WriteLine($"error: the memory map outgrew its buffer after ExitBootServices had begun");
        else
            Log.WriteLine($"error: boot services could not be left in {exit.Record.ExitAttempts} attempt(s): {exit.FirmwareStatus}");
        return Return(EfiStatus.LoadError);
    }

    private static EfiStatus Return(EfiStatus status)
    {
        Log.WriteLine($"returning {status} to the firmware");
        return status;
    }
}
