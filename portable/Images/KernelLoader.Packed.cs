using System;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Compression;
using Keelson.Paging;
using Keelson.Uefi;

namespace Keelson.Images;

/// <summary>
/// A packed kernel: its file in memory as it is, verified so, and unpacked straight to where the kernel runs.
/// </summary>
public partial struct KernelLoader
{
    private KernelLoadError LoadPacked<TFirmware, TSource, TDecompressors>(
        TFirmware firmware,
        ref TSource source,
        scoped ReadOnlySpan<byte> head,
        MemoryModelFeatures processor
    )
        where TFirmware : struct, IMemoryServices
        where TSource : struct, IKernelSource
        where TDecompressors : struct, IDecompressors
    {
        // Left to its own stub, if it has one: the firmware reads, verifies and measures it then.
        CompressionMethod method = PackedKernel.MethodOf(head);
        if (!TDecompressors.Has(method))
        {
            Method = method;
            PackingError = CompressionError.UnsupportedMethod;
            return KernelLoadError.BadPacking;
        }

        // Both only until it is unpacked: the decompressor's scratch memory, and the file unless it is in memory.
        ulong copySize = source.Place.IsEmpty ? _fileSizeBytes : 0;
        ulong workSize = Decompressor.ScratchSizeBytes + copySize;
        FirmwareStatus = AlignedPages.Allocate(
            firmware,
            MemoryType.LoaderData,
            workSize,
            AlignedPages.GranularityBytes,
            out PhysicalRange work
        );
        if (FirmwareStatus != EfiStatus.Success)
        {
            PackingError = CompressionError.ScratchTooSmall;
            return KernelLoadError.BadPacking;
        }

        KernelLoadError error = KernelLoadError.None;
        Span<byte> scratch = firmware.Memory(PhysicalRange.FromSize(work.Start, Decompressor.ScratchSizeBytes));
        Span<byte> file = firmware.Memory(
            PhysicalRange.FromSize(
                copySize == 0 ? source.Place.Start : work.Start + Decompressor.ScratchSizeBytes,
                _fileSizeBytes
            )
        );
        if (copySize != 0)
        {
            head.CopyTo(file);
            FirmwareStatus = source.Read(file[head.Length..]);
            error = FirmwareStatus == EfiStatus.Success ? KernelLoadError.None : KernelLoadError.Unreadable;
        }

        if (error == KernelLoadError.None)
        {
            FirmwareStatus = source.Verify(file);
            error = FirmwareStatus == EfiStatus.Success ? KernelLoadError.None : KernelLoadError.Unverified;
        }

        if (error == KernelLoadError.None)
        {
            error = Unpack<TFirmware, TDecompressors>(firmware, file, scratch, processor);
        }

        AlignedPages.Free(firmware, ref work);
        return error;
    }

    private KernelLoadError Unpack<TFirmware, TDecompressors>(
        TFirmware firmware,
        scoped ReadOnlySpan<byte> file,
        scoped Span<byte> scratch,
        MemoryModelFeatures processor
    )
        where TFirmware : struct, IMemoryServices
        where TDecompressors : struct, IDecompressors
    {
        PackingError = PackedKernel.TryParse<TDecompressors>(file, out PackedKernel packed);
        Method = packed.Method;
        if (PackingError == CompressionError.None)
        {
            PackingError = packed.ReadHeader<TDecompressors>(scratch, out Image, out HeaderError);
        }

        if (PackingError != CompressionError.None)
        {
            return KernelLoadError.BadPacking;
        }

        KernelLoadError error = CheckHeader(processor);
        if (error != KernelLoadError.None)
        {
            return error;
        }

        for (; TryAllocate(firmware); Image = Image with { ImageSizeBytes = 2 * Image.ImageSizeBytes })
        {
            Span<byte> place = firmware.Memory(
                PhysicalRange.FromSize(Entry, Math.Min(Image.ImageSizeBytes, int.MaxValue))
            );
            PackingError = packed.Unpack<TDecompressors>(place, scratch, out int size);
            _fileSizeBytes = (ulong)size;
            // What there is behind the kernel (padding, a signature) only its end shows.
            if (PackingError != CompressionError.DestinationFull || place.Length == int.MaxValue)
            {
                return PackingError == CompressionError.None ? CheckLength(place[..size]) : KernelLoadError.BadPacking;
            }

            Release(firmware);
        }

        return KernelLoadError.OutOfMemory;
    }
}
