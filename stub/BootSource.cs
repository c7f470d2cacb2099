using System;
using Keelson.Addresses;
using Keelson.BootEntries;
using Keelson.Compression;
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
    private ReadOnlySpan<byte> _carriedKernel;
    private ulong _carriedRoomBytes;
    private bool _isVolumeOpen;
#pragma warning disable CS0169 // Of no use to the stub alone.
    private EntryChoice _entries;
#pragma warning restore CS0169

    public readonly ReadOnlySpan<byte> CarriedKernel => _carriedKernel;

    /// <summary>For who reads of it.</summary>
    public readonly ReadOnlySpan<byte> KernelName =>
        Choice.Origin == KernelOrigin.Carried ? "in .linux"u8 : Choice.KernelPath;

    public BootChoice Choice;

    /// <summary>Of <see cref="VolumeStatus"/> unless that is success.</summary>
    public Volume Volume;
    public EfiStatus VolumeStatus;

    /// <summary>The carried kernel is our own self-test, whose whole use is its output.</summary>
    public bool IsKernelShim { get; private set; }

    /// <summary>Whether there may be files beside this image that belong to its kernel.</summary>
    public readonly bool HasCompanions =>
        Product.ReadsCompanions && Choice.Origin == KernelOrigin.Carried && VolumeStatus == EfiStatus.Success;

    /// <summary>
    /// A unified image's command line, or in a boot loader an entry's; the self-test has its own.
    /// </summary>
    public readonly bool TakesMachineOptions => Choice.Origin == Product.TakesMachineOptions && !IsKernelShim;

    /// <returns>False where no kernel is named.</returns>
    public bool TryFind(
        EfiSystem system,
        nint imageHandle,
        scoped in OwnImage image,
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
        Choice.CarriesInitrd =
            image.TryFindSection(UnifiedSections.Initrd, out ReadOnlySpan<byte> initrd) && !initrd.IsEmpty;
        if (Choice.IgnoresOptions)
        {
            Log.WriteLine(
                $"warning: Secure Boot not disabled: load options ignored, the signed command line is used: {options}"
            );
        }
        else
        {
            WarnOfIgnored();
        }
        if (Choice.Origin == KernelOrigin.Carried)
        {
            image.TryFindSection(UnifiedSections.OsRelease, out ReadOnlySpan<byte> release);
            IsKernelShim = release.StartsWith("ID=keelson-shim\n"u8);
            if (image.TryFindSection(UnifiedSections.Release, out ReadOnlySpan<byte> version))
            {
                Log.WriteLine($"kernel release {version}");
            }
        }
        VolumeStatus = EfiStatus.NotFound;
        // A kernel that is carried and needs nothing else is booted without a look at any disk.
        if (
            Choice.Origin == KernelOrigin.Carried
            && !Product.ReadsCompanions
            && !Choice.HasInitrd
            && Choice.DeviceTreePath.IsEmpty
        )
        {
            return true;
        }
        VolumeStatus = Volume.Open(system, imageHandle, out Volume);
        _isVolumeOpen = VolumeStatus == EfiStatus.Success;
        bool isChosen = Choice.Origin != KernelOrigin.Entry;
        if (!isChosen)
        {
            ChooseEntry(system, imageHandle, firmware, ref isChosen);
        }
        return isChosen;
    }

    /// <summary>What was typed beside a signed image without a command line, and does not count.</summary>
    private readonly void WarnOfIgnored()
    {
        if (!Choice.IgnoredKernelPath.IsEmpty)
        {
            Warn("kernel"u8, Choice.IgnoredKernelPath);
        }
        for (int i = 0; Choice.TryGetIgnoredOption(i, out ReadOnlySpan<byte> word); i++)
        {
            Warn("option"u8, word);
        }
    }

    /// <summary>Of something that Secure Boot leaves out.</summary>
    public static void Warn(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> name) =>
        Log.WriteLine($"warning: Secure Boot not disabled: {kind} {name} ignored");

    public readonly EfiStatus OpenKernel(Verification verification, out KernelSource source)
    {
        source = new KernelSource(_carriedKernel, _carriedRoomBytes);
        if (Choice.Origin == KernelOrigin.Carried)
        {
            return EfiStatus.Success;
        }
        return VolumeStatus == EfiStatus.Success
            ? KernelSource.TryOpen(Volume, Choice.KernelPath, verification, out source)
            : VolumeStatus;
    }

    /// <summary>Whether there is another entry to try, now that the last one gave <paramref name="status"/>.</summary>
    public bool TryNextEntry(EfiSystem system, EfiStatus status, Firmware firmware)
    {
        bool hasNext = false;
        if (Choice.Origin == KernelOrigin.Entry)
        {
            ChooseNextEntry(system, status, firmware, ref hasNext);
        }
        return hasNext;
    }

    /// <summary>Where the entry is no kernel but a program of its own, starts that.</summary>
    /// <returns>False where it is a kernel.</returns>
    public bool TryStartProgram(
        EfiSystem system,
        nint imageHandle,
        scoped in LoadedTree tree,
        Firmware firmware,
        out EfiStatus programStatus
    )
    {
        programStatus = EfiStatus.Unsupported;
        if (Choice.IsProgram)
        {
            StartProgram(system, imageHandle, in tree, firmware, ref programStatus);
        }
        return Choice.IsProgram;
    }

    /// <summary>
    /// Whether the kernel is an EFI program that unpacks itself in a way that is not ours (EFI zboot) or carries its
    /// kernel (a unified image): it boots, though where its runtime services lie is then its own stub's choice.
    /// </summary>
    public readonly bool NamesOwnStub(scoped in KernelLoader kernel)
    {
        bool starts = ProductDecompressors.HasAny && Choice.Origin == KernelOrigin.Entry && kernel.StartsItself;
        if (starts)
        {
            WarnOfOwnStub(in kernel);
        }
        return starts;
    }

    /// <summary>Starts that.</summary>
    public EfiStatus StartOwnStub(EfiSystem system, nint imageHandle, scoped in LoadedTree tree, Firmware firmware)
    {
        EfiStatus status = EfiStatus.Unsupported;
        StartProgram(system, imageHandle, in tree, firmware, ref status);
        return status;
    }

    /// <summary>The same of a kernel that this image carries, once all is there that belongs to it.</summary>
    public readonly bool CarriesOwnStub(scoped in KernelLoader kernel)
    {
        bool starts = Product.StartsCarriedProgram && Choice.Origin == KernelOrigin.Carried && kernel.StartsItself;
        if (starts)
        {
            WarnOfOwnStub(in kernel);
        }
        return starts;
    }

    private readonly void WarnOfOwnStub(scoped in KernelLoader kernel)
    {
        bool isPacked = ProductDecompressors.HasAny && kernel.Method != CompressionMethod.None;
        Log.WriteLine(
            $"warning: kernel {KernelName}: EFI program{(isPacked ? ", packed: "u8 : default)}"
                + $"{(isPacked ? kernel.Method.Name() : default)}: starting its own EFI stub"
        );
    }

    /// <summary>Tells the system when its kernel was started.</summary>
    public void Announce()
    {
        if (Choice.Origin == KernelOrigin.Entry)
        {
            ExportStart();
        }
    }

    public void Release(Firmware firmware)
    {
        ReleaseEntries(firmware);
        if (_isVolumeOpen)
        {
            Volume.Close();
        }
    }

    // In stub/Loader; the others have no boot entries to choose from.

    partial void ChooseEntry(EfiSystem system, nint imageHandle, Firmware firmware, ref bool isChosen);

    partial void ChooseNextEntry(EfiSystem system, EfiStatus status, Firmware firmware, ref bool hasNext);

    partial void StartProgram(
        EfiSystem system,
        nint imageHandle,
        scoped in LoadedTree tree,
        Firmware firmware,
        ref EfiStatus programStatus
    );

    partial void ReleaseEntries(Firmware firmware);

    partial void ExportStart();
}
