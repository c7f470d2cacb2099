using System;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.BootTime;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Efi;

/// <summary>
/// The file system that an image was loaded from (UEFI 2.10, 13.4), by its root directory. Paths as for
/// <see cref="VolumeFile.Open"/>.
/// </summary>
public readonly struct Volume
{
    private Volume(VolumeFile root) => Root = root;

    /// <summary>For what is not a matter of one path. Closed by <see cref="Close"/>.</summary>
    public VolumeFile Root { get; }

    /// <returns><see cref="EfiStatus.NotFound"/> where the image came from no file system: memory, network.</returns>
    public static EfiStatus Open(EfiSystem system, nint imageHandle, out Volume volume)
    {
        volume = default;
        nint device = DeviceOf(system, imageHandle);
        return device == 0 ? EfiStatus.NotFound : OpenDevice(system, device, out volume);
    }

    /// <returns><see cref="EfiStatus.NotFound"/> where the device has no file system that the firmware reads.</returns>
    // SAFETY: the protocol is the firmware's, on a handle that it gave.
    public static unsafe EfiStatus OpenDevice(EfiSystem system, nint device, out Volume volume)
    {
        volume = default;
        SimpleFileSystemProtocol* files = system.Boot.FindProtocol<SimpleFileSystemProtocol>(device);
        if (files == null)
        {
            return EfiStatus.NotFound;
        }
        FileProtocol* root = null;
        EfiStatus status = FirmwareCall.Invoke(files->OpenVolume, files, &root);
        volume = new Volume(new VolumeFile(root));
        return status;
    }

    /// <summary>The device that an image was loaded from; 0 for one that came from none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    // SAFETY: the protocol is the firmware's, on a handle that it gave.
    public static unsafe nint DeviceOf(EfiSystem system, nint imageHandle)
    {
        LoadedImageProtocol* image = system.Boot.FindProtocol<LoadedImageProtocol>(imageHandle);
        return image == null ? 0 : (nint)image->DeviceHandle;
    }

    /// <summary>Whether both were opened as one.</summary>
    public bool IsSameAs(Volume other) => Root.IsSameAs(other.Root);

    public void Close() => Root.Close();

    /// <summary>
    /// As <see cref="VolumeFile.ReadToEnd"/>. <see cref="EfiStatus.NotFound"/> says that there is no such file, and
    /// nothing else does.
    /// </summary>
    public EfiStatus ReadFile<TFirmware>(scoped ReadOnlySpan<byte> path, TFirmware firmware, out PhysicalRange contents)
        where TFirmware : struct, IMemoryServices
    {
        contents = default;
        EfiStatus status = Root.Open(path, FileOpenMode.Read, out VolumeFile file);
        if (status != EfiStatus.Success)
        {
            return status;
        }
        status = file.ReadToEnd(firmware, out contents);
        file.Close();
        return status == EfiStatus.NotFound ? EfiStatus.DeviceError : status;
    }

    /// <summary>Replaces a file, in a directory that is there. A write that failed leaves no file behind.</summary>
    public EfiStatus WriteFile(scoped ReadOnlySpan<byte> path, scoped ReadOnlySpan<byte> contents)
    {
        // Writing over a longer file would keep its end.
        EfiStatus status = Delete(path);
        if (status is not (EfiStatus.Success or EfiStatus.NotFound))
        {
            return status;
        }
        status = Root.Open(path, FileOpenMode.Create, out VolumeFile file);
        if (status != EfiStatus.Success)
        {
            return status;
        }
        status = file.Write(contents);
        EfiStatus closed = status == EfiStatus.Success ? file.Close() : file.Delete();
        return status == EfiStatus.Success ? closed : status;
    }

    /// <summary>As much of a file as the buffer holds; <paramref name="length"/> below its length is all.</summary>
    public EfiStatus ReadFile(scoped ReadOnlySpan<byte> path, scoped Span<byte> buffer, out int length)
    {
        length = 0;
        EfiStatus status = Root.Open(path, FileOpenMode.Read, out VolumeFile file);
        if (status == EfiStatus.Success)
        {
            status = file.Read(buffer, out length);
            file.Close();
        }
        return status;
    }

    /// <inheritdoc cref="VolumeFile.GetVolumeInfo"/>
    public EfiStatus GetInfo(out EfiFileSystemInfo info) => Root.GetVolumeInfo(out info);

    public EfiStatus Delete(scoped ReadOnlySpan<byte> path)
    {
        EfiStatus status = Root.Open(path, FileOpenMode.ReadWrite, out VolumeFile file);
        return status == EfiStatus.Success ? file.Delete() : status;
    }
}
