using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Keelson.Compression;

namespace Keelson.Images;

/// <summary>
/// A kernel as distributions ship it: an arm64 Image packed as a whole (<c>Image.gz</c>), or as the payload of an EFI
/// program that unpacks it (EFI zboot; Linux, drivers/firmware/efi/libstub/zboot-header.S).
/// </summary>
public readonly ref struct PackedKernel
{
    private const ushort DosSignature = 0x5a4d;

    /// <summary>"zimg", behind "MZ".</summary>
    private const uint ZbootSignature = 0x676d_697a;
    private const int ZbootSignatureOffset = 4;
    private const int PayloadOffsetOffset = 8;
    private const int PayloadSizeOffset = 12;
    private const int MethodOffset = 24;
    private const int MethodSizeBytes = 32;

    /// <summary>Of the content that a header is looked for in.</summary>
    private const int HeadSizeBytes = 512;

    private readonly ReadOnlySpan<byte> _payload;

    /// <summary>What zboot says; it always does, and the other formats check themselves.</summary>
    private readonly uint? _contentSizeBytes;

    private PackedKernel(CompressionMethod method, ReadOnlySpan<byte> payload, uint? contentSizeBytes)
    {
        Method = method;
        _payload = payload;
        _contentSizeBytes = contentSizeBytes;
    }

    /// <summary>The one that is named, also where it is none that can be unpacked here.</summary>
    public CompressionMethod Method { get; }

    /// <param name="head">The first bytes of a file.</param>
    public static bool IsPacked(ReadOnlySpan<byte> head) =>
        IsZboot(head) || CompressionMethods.Recognize(head) != CompressionMethod.None;

    /// <summary>The one that is named, also where it is none that can be unpacked here.</summary>
    /// <param name="head">The first bytes of a file that is packed.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static CompressionMethod MethodOf(ReadOnlySpan<byte> head)
    {
        if (!IsZboot(head))
        {
            return CompressionMethods.Recognize(head);
        }

        ReadOnlySpan<byte> name = head.Slice(MethodOffset, MethodSizeBytes);
        int end = name.IndexOf((byte)0);
        return CompressionMethods.Parse(end < 0 ? name : name[..end]);
    }

    /// <param name="file">All of it.</param>
    /// <param name="kernel">Has at least the <see cref="Method"/>.</param>
    public static CompressionError TryParse<TDecompressors>(ReadOnlySpan<byte> file, out PackedKernel kernel)
        where TDecompressors : struct, IDecompressors
    {
        CompressionMethod method = MethodOf(file);
        kernel = new PackedKernel(method, file, null);
        if (!TDecompressors.Has(method))
        {
            return CompressionError.UnsupportedMethod;
        }

        if (!IsZboot(file))
        {
            return CompressionError.None;
        }

        ulong offset = BinaryPrimitives.ReadUInt32LittleEndian(file[PayloadOffsetOffset..]);
        ulong size = BinaryPrimitives.ReadUInt32LittleEndian(file[PayloadSizeOffset..]);
        // The content's size is the last word of what was packed: gzip's own, or one put behind what the header counts.
        ulong sizeEnd = offset + size + (method == CompressionMethod.Gzip ? 0u : sizeof(uint));
        if (sizeEnd > (ulong)file.Length || size < sizeof(uint))
        {
            return CompressionError.Truncated;
        }

        kernel = new PackedKernel(
            method,
            file.Slice((int)offset, (int)size),
            BinaryPrimitives.ReadUInt32LittleEndian(file[((int)sizeEnd - sizeof(uint))..])
        );
        return CompressionError.None;
    }

    /// <summary>Unpacks as much as tells where the kernel may run.</summary>
    /// <param name="scratch">Of <see cref="Decompressor.ScratchSizeBytes"/>.</param>
    /// <param name="image">What the content's header says.</param>
    /// <param name="headerError">Where that is no arm64 Image that can be booted.</param>
    public CompressionError ReadHeader<TDecompressors>(
        Span<byte> scratch,
        out Arm64Image image,
        out Arm64ImageError headerError
    )
        where TDecompressors : struct, IDecompressors
    {
        Span<byte> head = stackalloc byte[HeadSizeBytes];
        CompressionError error = Decompressor.Unpack<TDecompressors>(Method, _payload, head, scratch, out int written);
        image = default;
        headerError = Arm64ImageError.None;
        if (error is CompressionError.None or CompressionError.DestinationFull)
        {
            error = CompressionError.None;
            headerError = Arm64Image.TryParseHeader(head[..written], _contentSizeBytes ?? (ulong)written, out image);
        }

        return error;
    }

    /// <param name="destination">
    /// What is the kernel's from its first byte on; a few bytes behind its file may be written too.
    /// </param>
    /// <param name="scratch">Of <see cref="Decompressor.ScratchSizeBytes"/>.</param>
    /// <param name="sizeBytes">Of the kernel's file.</param>
    public CompressionError Unpack<TDecompressors>(Span<byte> destination, Span<byte> scratch, out int sizeBytes)
        where TDecompressors : struct, IDecompressors
    {
        CompressionError error = Decompressor.Unpack<TDecompressors>(
            Method,
            _payload,
            destination,
            scratch,
            out sizeBytes
        );
        return error == CompressionError.None && (_contentSizeBytes ?? (uint)sizeBytes) != (uint)sizeBytes
            ? CompressionError.WrongSize
            : error;
    }

    public static bool IsZboot(ReadOnlySpan<byte> file) =>
        file.Length >= Arm64Image.HeaderSizeBytes
        && BinaryPrimitives.ReadUInt16LittleEndian(file) == DosSignature
        && BinaryPrimitives.ReadUInt32LittleEndian(file[ZbootSignatureOffset..]) == ZbootSignature
        && BinaryPrimitives.ReadUInt32LittleEndian(file[Arm64Image.MagicOffset..]) != Arm64Image.Magic;
}
