using System.Text;
using Keelson.Compression;
using Keelson.Images;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Images;

/// <summary>A kernel that is packed, as a file of this computer.</summary>
internal static class PackedKernelFile
{
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

        byte[] place = new byte[Math.Min(image.ImageSizeBytes, (ulong)Array.MaxLength)];
        int size = 0;
        if (error == CompressionError.None)
        {
            error = packed.Unpack<AllDecompressors>(place, scratch, out size);
        }

        return error == CompressionError.None
            ? place[..size]
            : throw new FailureException(
                $"cannot unpack the kernel ({Encoding.UTF8.GetString(packed.Method.Name())}): "
                    + Encoding.UTF8.GetString(error.Text()),
                error == CompressionError.UnsupportedMethod
                    ? "unpack it first, or pack it with gzip or zstd"
                    : "get the file again"
            );
    }

    public static FailureException Unusable(ReadOnlySpan<byte> why) =>
        new(
            $"the kernel can't be used: {Encoding.UTF8.GetString(why)}",
            "give an arm64 Image, for instance Debian's /boot/vmlinuz-*, or one that gzip or zstd packed"
        );
}
