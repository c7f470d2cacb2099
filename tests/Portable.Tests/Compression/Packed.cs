using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Keelson.Compression;
using Xunit;
using ZstdSharp.Unsafe;

namespace Keelson.Portable.Tests;

/// <summary>Content packed by others, content worth packing, and our unpacking of it.</summary>
internal static class Packed
{
    private static readonly ThreadLocal<byte[]> s_scratch = new(() =>
    {
        byte[] scratch = new byte[Decompressor.ScratchSizeBytes];
        Array.Fill(scratch, (byte)0xa5);
        return scratch;
    });

    public static byte[] Gzip(byte[] content, CompressionLevel level = CompressionLevel.Optimal)
    {
        // .NET writes no file at all where nothing was written; this one is a header, an empty block and two zeros.
        if (content.Length == 0)
        {
            return [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, .. new byte[8]];
        }

        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, level))
        {
            stream.Write(content);
        }

        return packed.ToArray();
    }

    public static byte[] Zstandard(byte[] content, int level = 3, bool hasChecksum = true, bool hasSize = true)
    {
        using var compressor = new ZstdSharp.Compressor(level);
        compressor.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, hasChecksum ? 1 : 0);
        compressor.SetParameter(ZSTD_cParameter.ZSTD_c_contentSizeFlag, hasSize ? 1 : 0);
        return compressor.Wrap(content).ToArray();
    }

    public static (CompressionError Error, byte[] Content) Unpack(
        CompressionMethod method,
        ReadOnlySpan<byte> packed,
        int roomBytes
    )
    {
        byte[] room = new byte[roomBytes];
        // Never cleared: what the run before left there is what memory holds.
        byte[] scratch = s_scratch.Value!;
        CompressionError error = Decompressor.Unpack<AllDecompressors>(method, packed, room, scratch, out int written);
        return (error, room[..written]);
    }

    public static void AssertUnpacks(CompressionMethod method, byte[] packed, byte[] content)
    {
        (CompressionError error, byte[] unpacked) = Unpack(method, packed, content.Length);
        Assert.Equal(CompressionError.None, error);
        Assert.True(content.AsSpan().SequenceEqual(unpacked));
    }

    /// <summary>Every kind of what a packer meets: zeros, noise, text, code, short and long repetitions.</summary>
    public static IEnumerable<byte[]> Contents()
    {
        var random = new Random(7);
        yield return [];
        yield return [42];
        yield return "a kernel, a kernel, a kernel, and a kernel"u8.ToArray();
        yield return new byte[300_000];
        byte[] noise = new byte[200_000];
        random.NextBytes(noise);
        yield return noise;
        yield return Words(random, 400_000);
        yield return Records(random, 300_000);
        for (int period = 1; period < 20; period++)
        {
            yield return [.. Enumerable.Range(0, 5000).Select(i => (byte)(i % period * 7))];
        }

        // Symbols of very different frequency, which give the longest codes.
        yield return
        [
            .. Enumerable
                .Range(0, 22)
                .SelectMany(i => Enumerable.Repeat((byte)(i * 11), 1 << Math.Max(0, 17 - i)))
                .OrderBy(_ => random.Next()),
        ];
        yield return [.. Words(random, 90_000), .. noise, .. new byte[70_000], .. Words(random, 10_000), .. noise];
    }

    public static byte[] Words(Random random, int length)
    {
        var text = new StringBuilder();
        while (text.Length < length)
        {
            text.Append("fault table entry mapping runtime region of kernel image size".Split(' ')[random.Next(10)]);
            text.Append(random.Next(4) == 0 ? $" {random.Next(100_000)}\n" : " ");
        }
        return Encoding.ASCII.GetBytes(text.ToString()[..length]);
    }

    private static byte[] Records(Random random, int length)
    {
        byte[] records = new byte[length];
        for (int i = 0; i + 4 <= length; i += 4)
        {
            uint word = 0xd280_0000 | (uint)random.Next(32) | (uint)random.Next(8) << 5 | (uint)random.Next(4) << 21;
            BinaryPrimitives.WriteUInt32LittleEndian(records.AsSpan(i), word);
        }
        return records;
    }
}
