using System;
using Keelson.Addresses;
using Keelson.BootEntries;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Handover;
using Keelson.Images;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// The initial ramdisk out of all that offer one, each on the next four bytes, as cpio archives may follow each other:
/// this image's section <c>.initrd</c> for a carried kernel, the files that options or boot entry name, and what
/// the loader of this image offers. None is normal.
/// </summary>
internal ref struct Initrd
{
    public const ulong JoinAlignmentBytes = 4;

    private PhysicalRange _allocation;
    private bool _filesAreOffered;

    public PhysicalRange Range { get; private set; }

    /// <summary>The file behind an error; empty where it is no file's.</summary>
    public ReadOnlySpan<byte> File { get; private set; }

    /// <summary>One that is there, and may not be beside a carried kernel.</summary>
    public bool IsForbidden { get; private set; }

    /// <summary>Whether all of it came with this image.</summary>
    public InitrdOrigin Origin { get; private set; }

    /// <summary>Whether any of it is of this image or of files.</summary>
    public bool HasOwn { get; private set; }

    /// <summary>Bytes of all together.</summary>
    public ulong SizeBytes { get; private set; }

    /// <returns>Not success where a file that was named cannot be read, or where all together do not fit.</returns>
    public EfiStatus Load(
        EfiSystem system,
        scoped in OwnImage image,
        scoped in BootSource source,
        scoped in Companions companions,
        scoped in KernelLoader kernel,
        scoped ref Measurement measurement,
        Firmware firmware
    )
    {
        CarriedInitrd carried = CarriedInitrd.Find(in image, in source, in companions, firmware);
        OfferedInitrd offer = OfferedInitrd.Find(system);
        InitrdPosition first = default;
        IsForbidden = source.Choice.RefusesOfferedInitrd && offer.SizeBytes != 0;
        if (source.Choice.RefusesInitrdFiles && source.Choice.TryGetInitrd(ref first, out ReadOnlySpan<byte> path))
        {
            IsForbidden = true;
            File = path;
        }
        if (IsForbidden)
        {
            return EfiStatus.SecurityViolation;
        }
        SizeBytes = offer.SizeBytes;
        if (SizeBytes > int.MaxValue)
        {
            return EfiStatus.BadBufferSize;
        }
        // A loader that offers an initrd may also have written its name into the options, for kernels that do not ask
        // (edk2's QEMU loader does): as in Linux's stub, such a name is looked for only where nothing is offered.
        _filesAreOffered = offer.SizeBytes != 0 && source.Choice.PrefersOfferedInitrd;
        EfiStatus status = ReadFiles(in source, carried.SizeBytes, default, out ulong filesEnd);
        if (status != EfiStatus.Success && source.Choice.IsInitrdOptional)
        {
            Log.WriteLine($"warning: initrd {File}, which .cmdline names: {status}: booting without");
            _filesAreOffered = true;
            status = ReadFiles(in source, carried.SizeBytes, default, out filesEnd);
        }
        if (status != EfiStatus.Success)
        {
            return status;
        }
        HasOwn = filesEnd != 0;
        SizeBytes = offer.SizeBytes == 0 ? filesEnd : Alignment.Up(filesEnd, JoinAlignmentBytes) + offer.SizeBytes;
        if (SizeBytes == 0)
        {
            return EfiStatus.Success;
        }

        InitrdWindow window = new(kernel.Memory);
        PhysicalRange place = carried.Place;
        // The only one there is may stay where it came with this image.
        if (SizeBytes != place.SizeBytes || !window.Covers(place))
        {
            status = Allocate(window, firmware);
            if (status != EfiStatus.Success)
            {
                return status;
            }
            Span<byte> memory = firmware.Memory(_allocation);
            carried.Write(memory, in companions, ref measurement, firmware);
            status = ReadFiles(in source, carried.SizeBytes, memory, out _);
            if (status != EfiStatus.Success)
            {
                return status;
            }
            ulong end = filesEnd;
            if (offer.SizeBytes != 0)
            {
                int offset = (int)(SizeBytes - offer.SizeBytes);
                memory[(int)filesEnd..offset].Clear();
                int length = offer.Load(memory[offset..]);
                end = length != 0 ? (ulong)(offset + length) : filesEnd;
            }
            place = PhysicalRange.FromSize(_allocation.Start, end);
        }
        Range = place;
        Origin =
            place.SizeBytes == carried.SizeBytes && !carried.HasCompanions
                ? InitrdOrigin.Carried
                : InitrdOrigin.Elsewhere;
        Log.WriteLine(
            $"initrd at {place.Start}: {carried.SizeBytes} bytes from .initrd, "
                + $"{filesEnd - carried.SizeBytes} from files, {place.SizeBytes - filesEnd} from LoadFile2"
        );
        return EfiStatus.Success;
    }

    /// <returns>Not success where a file that was named is not there.</returns>
    public EfiStatus Find(scoped in BootSource source) => ReadFiles(in source, 0, default, out _);

    public void Release(Firmware firmware) => AlignedPages.Free(firmware, ref _allocation);

    /// <summary>Wherever there is room, and only where that is too far from the kernel, lower.</summary>
    private EfiStatus Allocate(InitrdWindow window, Firmware firmware)
    {
        File = default;
        EfiStatus status =
            SizeBytes > int.MaxValue
                ? EfiStatus.BadBufferSize
                : AlignedPages.Allocate(firmware, MemoryType.LoaderData, SizeBytes, 0, out _allocation);
        if (status != EfiStatus.Success || window.Covers(_allocation))
        {
            return status;
        }
        AlignedPages.Free(firmware, ref _allocation);
        status = AlignedPages.Allocate(firmware, MemoryType.LoaderData, SizeBytes, 0, window.Highest, out _allocation);
        if (status != EfiStatus.Success)
        {
            return status;
        }
        return window.Covers(_allocation) ? EfiStatus.Success : EfiStatus.OutOfResources;
    }

    /// <param name="source">Names the files.</param>
    /// <param name="start">Where the first may begin.</param>
    /// <param name="memory">For all of the initial ramdisk; empty to learn only how much it takes.</param>
    /// <param name="end">Of the last file.</param>
    private EfiStatus ReadFiles(scoped in BootSource source, ulong start, scoped Span<byte> memory, out ulong end)
    {
        end = start;
        InitrdPosition position = default;
        while (!_filesAreOffered && source.Choice.TryGetInitrd(ref position, out ReadOnlySpan<byte> path))
        {
            File = path;
            if (source.VolumeStatus != EfiStatus.Success)
            {
                return source.VolumeStatus;
            }
            EfiStatus status = source.Volume.Root.Open(path, FileOpenMode.Read, out VolumeFile file);
            if (status != EfiStatus.Success)
            {
                return status;
            }
            status = file.GetFileInfo(out EfiFileInfo info);
            ulong from = Alignment.Up(end, JoinAlignmentBytes);
            ulong to = from + info.FileSizeBytes;
            if (status == EfiStatus.Success && (to < from || to > int.MaxValue))
            {
                status = EfiStatus.BadBufferSize;
            }
            if (status == EfiStatus.Success && !memory.IsEmpty)
            {
                memory[(int)end..(int)from].Clear();
                // It may have grown since it was measured.
                status =
                    to <= (ulong)memory.Length
                        ? file.ReadExactly(memory[(int)from..(int)to])
                        : EfiStatus.VolumeCorrupted;
            }
            file.Close();
            if (status != EfiStatus.Success)
            {
                return status;
            }
            end = to;
        }
        return EfiStatus.Success;
    }
}
