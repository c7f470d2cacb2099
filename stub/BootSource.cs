using System;
using Keelson.Addresses;
using Keelson.BootEntries;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Handover;
using Keelson.Images;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// Where the kernel and all that belongs to it come from: this image, or the volume that it was loaded from.
/// </summary>
internal ref partial struct BootSource
{
    private PhysicalRange _entries;
    private ReadOnlySpan<byte> _carriedKernel;
    private ulong _carriedRoomBytes;

    public BootChoice Choice;

    /// <summary>Of <see cref="VolumeStatus"/> unless that is success.</summary>
    public Volume Volume;
    public EfiStatus VolumeStatus;

    /// <summary>The carried kernel is our own self-test, whose whole use is its output.</summary>
    public bool IsKernelShim { get; private set; }

    /// <returns>False where nobody names a kernel.</returns>
    public bool TryFind(
        EfiSystem system,
        nint imageHandle,
        OwnImage image,
        ReadOnlySpan<byte> options,
        SecureBootState secureBoot,
        Firmware firmware
    )
    {
        bool carries =
            image.TryFindSection(UnifiedSections.Kernel, out _carriedKernel, out _carriedRoomBytes)
            && !_carriedKernel.IsEmpty;
        image.TryFindSection(UnifiedSections.CommandLine, out ReadOnlySpan<byte> commandLine);
        Choice = BootChoice.Make(options, carries, commandLine, secureBoot);
        if (Choice.IgnoresOptions)
            Log.WriteLine(
                $"warning: Secure Boot is on: the command line is the signed one, and the options are left out: "
                    + $"{options}"
            );
        if (Choice.Origin == KernelOrigin.Carried)
        {
            image.TryFindSection(UnifiedSections.OsRelease, out ReadOnlySpan<byte> release);
            IsKernelShim = release.StartsWith("ID=keelson-shim\n"u8);
            if (image.TryFindSection(UnifiedSections.Release, out ReadOnlySpan<byte> version))
                Log.WriteLine($"kernel release {version}");
        }
        VolumeStatus = EfiStatus.NotFound;
        // A kernel that is carried and needs nothing else is booted without a look at any disk.
        if (Choice.Origin == KernelOrigin.Carried && !Choice.TryGetInitrd(0, out _) && Choice.DeviceTreePath.IsEmpty)
            return true;
        VolumeStatus = Volume.Open(system, imageHandle, out Volume);
        bool isChosen = Choice.Origin != KernelOrigin.Entry;
        if (!isChosen && VolumeStatus == EfiStatus.Success)
            ChooseEntry(system, firmware, ref isChosen);
        return isChosen;
    }

    public readonly EfiStatus OpenKernel(out KernelSource source)
    {
        source = new KernelSource(_carriedKernel, _carriedRoomBytes);
        if (Choice.Origin == KernelOrigin.Carried)
            return EfiStatus.Success;
        return VolumeStatus == EfiStatus.Success
            ? KernelSource.TryOpen(Volume, Choice.KernelPath, out source)
            : VolumeStatus;
    }

    public void Release(Firmware firmware)
    {
        AlignedPages.Free(firmware, ref _entries);
        if (VolumeStatus == EfiStatus.Success)
            Volume.Close();
    }

    /// <summary>In stub/Boot; the stub alone has no boot entries to choose from.</summary>
    partial void ChooseEntry(EfiSystem system, Firmware firmware, ref bool isChosen);
}
