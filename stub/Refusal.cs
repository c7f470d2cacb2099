using Keelson.BootEntries;
using Keelson.DeviceTree;
using Keelson.Efi;
using Keelson.Handover;
using Keelson.Images;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// Every way in which the stub says no: what is wrong, what to do, everything given back, and a status for whoever
/// started us.
/// </summary>
internal static class Refusal
{
    public static EfiStatus LoadOptionsTooLong()
    {
        Log.WriteLine($"error: the load options are longer than {OptionWords.MaximumLengthBytes} bytes: shorten them");
        return EfiStatus.InvalidParameter;
    }

    public static EfiStatus CommandLineTooLong(ref BootMaterial material, scoped ref Firmware firmware)
    {
        Log.WriteLine(
            $"error: the command line has {material.CommandLine.Text.Length} bytes, and "
                + $"{OptionWords.MaximumLengthBytes} are the most: shorten the options"
        );
        return GiveBack(EfiStatus.InvalidParameter, ref material, ref firmware);
    }

    /// <summary>Run again, the self-test would reset again, and so for ever.</summary>
    public static EfiStatus OnlyDelivered(ref BootMaterial material, scoped ref Firmware firmware) =>
        GiveBack(EfiStatus.Success, ref material, ref firmware);

    public static EfiStatus NoKernel()
    {
        Log.WriteLine($"error: this image carries no kernel: it has no .linux section, {Product.WhereElse}");
        return EfiStatus.NotFound;
    }

    public static EfiStatus NoConsole(ref BootMaterial material, scoped ref Firmware firmware)
    {
        Log.WriteLine(
            $"error: nowhere to write the report: no screen, and neither stdout-path in the device tree nor an ACPI "
                + $"SPCR names a serial port that is known. Add keelson.console=none to run without one"
        );
        return GiveBack(EfiStatus.NotFound, ref material, ref firmware);
    }

    public static EfiStatus UnreadableKernel(EfiStatus status, ref BootMaterial material, scoped ref Firmware firmware)
    {
        Log.WriteLine($"error: kernel {material.Source.Choice.KernelPath} on the volume of this image: {status}");
        return GiveBack(status, ref material, ref firmware);
    }

    public static EfiStatus UnverifiedKernel(EfiStatus status, ref BootMaterial material, scoped ref Firmware firmware)
    {
        Log.WriteLine(
            $"error: Secure Boot is on, and the firmware would not run kernel {material.Source.Choice.KernelPath}: "
                + $"{status}"
        );
        return GiveBack(status, ref material, ref firmware);
    }

    public static EfiStatus Kernel(KernelLoadError error, ref BootMaterial material, scoped ref Firmware firmware)
    {
        KernelLoader kernel = material.Kernel;
        System.ReadOnlySpan<byte> name =
            material.Source.Choice.Origin == KernelOrigin.Carried ? "in .linux"u8 : material.Source.Choice.KernelPath;
        EfiStatus status = EfiStatus.LoadError;
        switch (error)
        {
            case KernelLoadError.Unreadable:
                return UnreadableKernel(kernel.FirmwareStatus, ref material, ref firmware);
            case KernelLoadError.BadHeader:
                Log.WriteLine(
                    $"error: the kernel {name} is no arm64 Image that can be booted: {kernel.HeaderError.Text()}"
                );
                break;
            case KernelLoadError.UnsupportedPageSize:
                Log.WriteLine(
                    $"error: the kernel uses {kernel.Image.PageSizeKilobytes} KB pages, which this processor does not "
                        + $"have"
                );
                status = EfiStatus.Unsupported;
                break;
            default:
                Log.WriteLine(
                    $"error: the kernel needs {kernel.Image.ImageSizeBytes:size} in one piece, aligned to 2 MB, and "
                        + $"the firmware has no such memory ({kernel.FirmwareStatus})"
                );
                status = EfiStatus.OutOfResources;
                break;
        }
        return GiveBack(status, ref material, ref firmware);
    }

    public static EfiStatus Tree(ref BootMaterial material, scoped ref Firmware firmware)
    {
        EfiStatus status = material.Tree.Status;
        if (status != EfiStatus.Success)
            Log.WriteLine($"error: device tree {material.Tree.Name} on the volume of this image: {status}");
        else
        {
            Log.WriteLine($"error: device tree {material.Tree.Name} cannot be used: {material.Tree.Error.Text()}");
            status = EfiStatus.LoadError;
        }
        return GiveBack(status, ref material, ref firmware);
    }

    public static EfiStatus Initrd(EfiStatus status, ref BootMaterial material, scoped ref Firmware firmware)
    {
        if (!material.Initrd.File.IsEmpty)
            Log.WriteLine($"error: initrd {material.Initrd.File} on the volume of this image: {status}");
        else
            Log.WriteLine(
                $"error: an initrd of {material.Initrd.SizeBytes} bytes does not fit within 32 GB of the kernel at "
                    + $"{material.Kernel.Entry}: {status}"
            );
        return GiveBack(status, ref material, ref firmware);
    }

    public static EfiStatus Handover(
        BootExitError error,
        scoped in BootExit<Firmware> exit,
        ref BootMaterial material,
        scoped ref Firmware firmware
    )
    {
        switch (error)
        {
            case BootExitError.BadDeviceTree:
                Log.WriteLine($"error: the firmware's device tree cannot be used: {exit.DeviceTreeError.Text()}");
                break;
            case BootExitError.BadMemoryMap:
                Log.WriteLine($"error: the firmware's memory map has {exit.MapError.Text()}");
                break;
            case BootExitError.OutOfMemory:
                Log.WriteLine($"error: no memory for the device tree and the memory map");
                break;
            default:
                Log.WriteLine($"error: GetMemoryMap gave {exit.FirmwareStatus}");
                break;
        }
        return GiveBack(
            error == BootExitError.OutOfMemory ? EfiStatus.OutOfResources : EfiStatus.LoadError,
            ref material,
            ref firmware
        );
    }

    /// <summary>
    /// The firmware may be half shut down: nothing may be freed, and its console is not to be trusted.
    /// </summary>
    public static EfiStatus Exit(BootExitError error, scoped in BootExit<Firmware> exit)
    {
        if (error == BootExitError.MapOutgrewBuffer)
            Log.WriteLine($"error: the memory map outgrew its buffer after ExitBootServices had begun");
        else
            Log.WriteLine(
                $"error: boot services could not be left in {exit.Record.ExitAttempts} attempt(s): "
                    + $"{exit.FirmwareStatus}"
            );
        return EfiStatus.LoadError;
    }

    /// <summary>The last word, and everything given back unless the firmware is half shut down.</summary>
    public static EfiStatus End(EfiStatus status, ref BootMaterial material, scoped ref Firmware firmware)
    {
        if (EfiApplication.BootServicesLast)
            material.Release(ref firmware);
        Log.WriteLine($"returning {status} to the firmware");
        return status;
    }

    private static EfiStatus GiveBack(EfiStatus status, ref BootMaterial material, scoped ref Firmware firmware)
    {
        material.ReleaseAttempt(ref firmware);
        return status;
    }
}
