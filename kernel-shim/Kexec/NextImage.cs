using System;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.BootTime;
using Keelson.Compression;
using Keelson.Handover;
using Keelson.Images;
using Keelson.Kexec;
using Keelson.Paging;

namespace Keelson.KernelShim;

/// <summary>
/// The kernel that kexec enters: a file of the initrd, checked, as it is or packed by a distribution. Whatever is wrong
/// with it stops the machine with the reason.
/// </summary>
internal ref struct NextImage
{
    private ReadOnlySpan<byte> _file;
    private PackedKernel _packed;
    private Span<byte> _scratch;
    private Arm64Image _image;

    /// <summary>The kernel that <paramref name="boot"/> names, or else the next generation of this one.</summary>
    public static void Open(in KernelHandover handover, in Generation generation, in NextBoot boot, out NextImage next)
    {
        next = default;
        next._file = KexecFaultInjection.Truncate(
            boot.IsAsked ? InitrdFile.Find(handover, boot.Image, out _) : FindGeneration(handover, generation)
        );
        Arm64ImageError error;
        if (PackedKernel.IsPacked(next._file))
        {
            next.OpenPacked(out error);
        }
        else
        {
            error = Arm64Image.TryParse(next._file, out next._image);
        }
        Require(error);
        if (!Cpu.MemoryModel.Supports(next._image.Granule))
        {
            Panic.Stop(
                $"kexec refused: {next.PageSizeKilobytes} KB pages of the next Image not supported by this processor"
            );
        }
    }

    public readonly int PageSizeKilobytes => _image.PageSizeKilobytes;

    /// <summary>From the 2 MB boundary that the kernel is placed by.</summary>
    public readonly ulong TextOffset => _image.TextOffset;

    /// <summary>
    /// What it needs, from that boundary on: by its header, or more where a packed one turned out to have more.
    /// </summary>
    public readonly ulong SlotSizeBytes
    {
        get
        {
            ulong sizeBytes = _image.TextOffset + _image.ImageSizeBytes;
            if (sizeBytes < _image.ImageSizeBytes)
            {
                Panic.Stop($"kexec refused: invalid Image: image_size wraps past 2^64");
            }
            return sizeBytes;
        }
    }

    /// <returns>
    /// False where there is more than its header says, as padding and a signature: it asks for more now.
    /// </returns>
    public bool TryWriteTo(PhysicalAddress target)
    {
        if (_packed.Method == CompressionMethod.None)
        {
            _file.CopyTo(PhysicalMemory.Bytes(target, (ulong)_file.Length));
            return true;
        }
        Span<byte> place = PhysicalMemory.Bytes(target, _image.ImageSizeBytes);
        CompressionError error = _packed.Unpack<AllDecompressors>(place, _scratch, out int size);
        if (error == CompressionError.DestinationFull)
        {
            _image = _image with { ImageSizeBytes = 2 * _image.ImageSizeBytes };
            return false;
        }
        Require(error);
        Require(Arm64Image.CheckLength(place[..size]));
        return true;
    }

    /// <summary>The header, by unpacking the beginning.</summary>
    private void OpenPacked(out Arm64ImageError imageError)
    {
        imageError = Arm64ImageError.None;
        PhysicalAddress start = PhysicalMemory.Allocate(Decompressor.ScratchSizeBytes, AlignedPages.GranularityBytes);
        _scratch = PhysicalMemory.Bytes(start, Decompressor.ScratchSizeBytes);
        CompressionError error = PackedKernel.TryParse<AllDecompressors>(_file, out _packed);
        if (error == CompressionError.None)
        {
            error = _packed.ReadHeader<AllDecompressors>(_scratch, out _image, out imageError);
        }
        Require(error);
    }

    private readonly void Require(CompressionError error)
    {
        if (error != CompressionError.None)
        {
            Panic.Stop($"kexec refused: cannot unpack the next Image ({_packed.Method.Name()}): {error.Text()}");
        }
    }

    private static void Require(Arm64ImageError error)
    {
        if (error != Arm64ImageError.None)
        {
            Panic.Stop($"kexec refused: invalid Image: {error.Text()}");
        }
    }

    [InlineArray(24)]
    private struct FileName
    {
        private byte _first;
    }

    private static ReadOnlySpan<byte> FindGeneration(KernelHandover handover, Generation generation)
    {
        GenerationChain.TryParse(
            CommandLine.ValueOf(OptionNames.Kexec),
            CommandLine.ValueOf(OptionNames.Chain),
            out GenerationChain chain
        );
        ReadOnlySpan<byte> prefix = "kernel-shim-"u8;
        ReadOnlySpan<byte> size = chain.PageSizeOf(generation.Record.Generation + 1);
        FileName memory = default;
        Span<byte> name = memory;
        prefix.CopyTo(name);
        size.CopyTo(name[prefix.Length..]);
        name = name[..(prefix.Length + size.Length)];
        return InitrdFile.Find(handover, name, out _);
    }
}
