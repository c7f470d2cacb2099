using System.Text;
using Keelson.Compression;
using Keelson.Images;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Images;

/// <summary>A kernel that is packed, as a file of this computer.</summary>
internal static class PackedKernelFile
{
    /// <summary>An Image that the stub can start: once unpacked here, it need not be at every boot.</summary>
    /// <exception cref="FailureException">It is none.</exception>
    public static byte[] RequireImage(byte[] given, out Arm64Image kernel)
    {
        byte[] file = PackedKernel.IsPacked(given) ? Unpack(given) : given;
        Arm64ImageError error = Arm64Image.TryParse(file, out kernel);
        return error == Arm64ImageError.None ? file : throw Unusable(error.Text());
    }

    /// <exception cref="FailureException">It can't be unpacked here, or is damaged, or no kernel is in it.</exception>
    public static byte[] Unpack(byte[] kernel)
    {
        byte[] scratch = new byte[Decompressor.ScratchSizeBytes];
        CompressionError error = PackedKernel.TryParse<AllDecompressors>(kernel, out PackedKernel packed);
        Arm64ImageError headerError = Arm64ImageError.None;
        Arm64Image image = default;
        if (error == CompressionError.None)
        {
            error = packed.ReadHeader<AllDecompressors>(scratch, out image, out headerError);
        }

        if (headerError != Arm64ImageError.None)
        {
            throw Unusable(headerError.Text());
        }

        byte[] content = [];
        if (error == CompressionError.None)
        {
            error = Unpack(in packed, image.ImageSizeBytes, scratch, out content);
        }

        return error == CompressionError.None
            ? content
            : throw new FailureException(
                $"cannot unpack the kernel ({Encoding.UTF8.GetString(packed.Method.Name())}): "
                    + Encoding.UTF8.GetString(error.Text()),
                error == CompressionError.UnsupportedMethod
                    ? "unpack it first, or pack it with gzip or zstd"
                    : "get the file again"
            );
    }

    /// <summary>What there is behind the kernel (padding, a signature) only its end shows.</summary>
    private static CompressionError Unpack(
        in PackedKernel packed,
        ulong imageSizeBytes,
        byte[] scratch,
        out byte[] content
    )
    {
        CompressionError error;
        do
        {
            byte[] place = new byte[Math.Min(imageSizeBytes, (ulong)Array.MaxLength)];
            error = packed.Unpack<AllDecompressors>(place, scratch, out int size);
            content = place[..size];
            imageSizeBytes *= 2;
        } while (error == CompressionError.DestinationFull && content.Length < Array.MaxLength);
        return error;
    }

    private static FailureException Unusable(ReadOnlySpan<byte> why) =>
        new(
            $"the kernel can't be used: {Encoding.UTF8.GetString(why)}",
            "give an arm64 Image, for instance Debian's /boot/vmlinuz-*, or one that gzip or zstd packed"
        );
}
