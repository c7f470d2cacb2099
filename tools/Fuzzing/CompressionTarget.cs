using System.IO.Compression;
using Keelson.Compression;
using Keelson.Images;

namespace Keelson.Tools.Fuzzing;

/// <summary>A packed kernel.</summary>
internal static class CompressionTarget
{
    private static readonly byte[] s_scratch = new byte[Decompressor.ScratchSizeBytes];
    private static readonly byte[] s_destination = new byte[1 << 15];

    public static byte[] Gzip()
    {
        using MemoryStream packed = new();
        using (GZipStream stream = new(packed, CompressionLevel.Optimal))
        {
            stream.Write([.. Enumerable.Range(0, 4096).Select(i => (byte)(i * i >> 5))]);
        }

        return packed.ToArray();
    }

    public static int Take(byte[] input)
    {
        CompressionError error = PackedKernel.TryParse<AllDecompressors>(input, out PackedKernel packed);
        return error != CompressionError.None
            ? (int)error
            : 64 + (int)packed.Unpack<AllDecompressors>(s_destination, s_scratch, out _);
    }
}
