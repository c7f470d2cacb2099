using Keelson.BootEntries;
using Keelson.Compression;
using Keelson.DeviceTree;
using Keelson.Efi;
using Keelson.Handover;
using Keelson.Images;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// Every way in which the stub refuses to boot: what is wrong, what to do, and a status for the caller.
/// </summary>
internal static class Refusal
{
    public static EfiStatus ImageTooLarge()
    {
        Log.WriteLine($"error: this image has 2 GB or more: put the initrd beside it, and name it by initrd=");
        return EfiStatus.Unsupported;
    }

    public static EfiStatus NoProfile(int profile)
    {
        Log.WriteLine($"error: profile {profile}, which the load options ask for, is not found in this image");
        return EfiStatus.NotFound;
    }

    public static EfiStatus LoadOptionsTooLong()
    {
        Log.WriteLine($"error: the load options are longer than {OptionWords.MaximumLengthBytes} bytes: shorten them");
        return EfiStatus.InvalidParameter;
    }

    public static EfiStatus RefuseCommandLineTooLong(this ref BootMaterial material)
    {
        Log.WriteLine(
            $"error: the command line has {material.CommandLine.Text.Length} bytes, and "
                + $"{OptionWords.MaximumLengthBytes} are the most: shorten the options"
        );
        return EfiStatus.InvalidParameter;
    }

    /// <summary>Run again, the self-test would reset again, and so for ever.</summary>
    public static EfiStatus OnlyDelivered() => EfiStatus.Success;

    /// <summary>As Linux's own stub ends (drivers/firmware/efi/libstub/efi-stub.c).</summary>
    public static EfiStatus SystemTable()
    {
        Log.WriteLine($"error: EFI_SYSTEM_TABLE has another signature: no kernel boots");
        return EfiStatus.InvalidParameter;
    }

    public static EfiStatus NoKernel()
    {
        Log.WriteLine($"error: this image carries no kernel: it has no .linux section, {Product.WhereElse}");
        return EfiStatus.NotFound;
    }

    public static EfiStatus RefuseUnreadableKernel(this ref BootMaterial material, EfiStatus status)
    {
        Log.WriteLine($"error: kernel {material.Source.Choice.KernelPath} on the volume of this image: {status}");
        return status;
    }

    private static EfiStatus RefuseUnverifiedKernel(this ref BootMaterial material, EfiStatus status)
    {
        Log.WriteLine($"error: Secure Boot: kernel {material.Source.Choice.KernelPath} failed verification: {status}");
        return status;
    }

    public static EfiStatus RefuseKernel(this ref BootMaterial material, KernelLoadError error)
    {
        KernelLoader kernel = material.Kernel;
        System.ReadOnlySpan<byte> name = material.Source.KernelName;
        EfiStatus status = EfiStatus.LoadError;
        switch (error)
        {
            case KernelLoadError.Unreadable:
                return material.RefuseUnreadableKernel(kernel.FirmwareStatus);
            case KernelLoadError.Unverified:
                return material.RefuseUnverifiedKernel(kernel.FirmwareStatus);
            case KernelLoadError.BadPacking when ProductDecompressors.HasAny:
                Log.WriteLine(
                    $"error: kernel {name}: cannot unpack ({kernel.Method.Name()}): {kernel.PackingError.Text()}"
                );
                break;
            case KernelLoadError.BadHeader:
                Log.WriteLine($"error: kernel {name}: invalid arm64 Image: {kernel.HeaderError.Text()}");
                break;
            case KernelLoadError.UnsupportedPageSize:
                Log.WriteLine(
                    $"error: kernel {name}: {kernel.Image.PageSizeKilobytes} KB pages not supported by this processor"
                );
                status = EfiStatus.Unsupported;
                break;
            default:
                Log.WriteLine(
                    $"error: kernel {name}: no {new ByteSize(kernel.Image.ImageSizeBytes)} of contiguous memory, 2 MB "
                        + $"aligned: "
                        + $"{kernel.FirmwareStatus}"
                );
                status = EfiStatus.OutOfResources;
                break;
        }
        return status;
    }

    public static EfiStatus RefuseTree(this ref BootMaterial material)
    {
        EfiStatus status = material.Tree.Status;
        if (status != EfiStatus.Success)
        {
            Log.WriteLine($"error: device tree {material.Tree.Name} on the volume of this image: {status}");
        }
        else
        {
            Log.WriteLine($"error: invalid device tree {material.Tree.Name}: {material.Tree.Reason}");
            status = EfiStatus.LoadError;
        }
        return status;
    }

    public static EfiStatus RefuseInitrd(this ref BootMaterial material, EfiStatus status)
    {
        if (material.Initrd.IsForbidden)
        {
            Log.WriteLine(
                $"error: Secure Boot: initrd "
                    + $"{(material.Initrd.File.IsEmpty ? "from LoadFile2"u8 : material.Initrd.File)} refused: a "
                    + $"carried kernel has no other initrd than the signed one"
            );
        }
        else if (!material.Initrd.File.IsEmpty)
        {
            Log.WriteLine($"error: initrd {material.Initrd.File} on the volume of this image: {status}");
        }
        else
        {
            Log.WriteLine(
                $"error: an initrd of {material.Initrd.SizeBytes} bytes does not fit within 32 GB of the kernel at "
                    + $"{material.Kernel.Entry}: {status}"
            );
        }
        return status;
    }

    public static EfiStatus RefuseHandover(
        this ref BootMaterial material,
        BootExitError error,
        scoped in BootExit<Firmware> exit
    )
    {
        switch (error)
        {
            case BootExitError.BadDeviceTree:
                // The firmware's, or one that was given and is too large to be written to.
                Log.WriteLine($"error: invalid device tree: {exit.DeviceTreeError.Text()}");
                break;
            case BootExitError.BadMemoryMap:
                Log.WriteLine($"error: invalid memory map from the firmware: {exit.MapError.Text()}");
                break;
            case BootExitError.OutOfMemory:
                Log.WriteLine($"error: no memory for the device tree and the memory map");
                break;
            default:
                Log.WriteLine($"error: GetMemoryMap: {exit.FirmwareStatus}");
                break;
        }
        SelfTest.Refuse(in material.Source, error, in exit);
        return error == BootExitError.OutOfMemory ? EfiStatus.OutOfResources : EfiStatus.LoadError;
    }

    /// <summary>
    /// The firmware may be half shut down: nothing may be freed, and its console is not to be trusted.
    /// </summary>
    public static EfiStatus RefuseExit(
        this ref BootMaterial material,
        BootExitError error,
        scoped in BootExit<Firmware> exit
    )
    {
        if (error == BootExitError.MapOutgrewBuffer)
        {
            Log.WriteLine($"error: {error.Text()}");
        }
        else
        {
            Log.WriteLine($"error: ExitBootServices: {exit.FirmwareStatus}, attempt {exit.Record.ExitAttempts}");
        }
        SelfTest.Refuse(in material.Source, error, in exit);
        return EfiStatus.LoadError;
    }

    /// <summary>The last word, and everything given back unless the firmware is half shut down.</summary>
    public static EfiStatus End(this ref BootMaterial material, EfiStatus status)
    {
        if (EfiApplication.BootServicesLast)
        {
            material.Release();
        }
        Log.WriteLine($"returning {status} to the firmware");
        return status;
    }
}
