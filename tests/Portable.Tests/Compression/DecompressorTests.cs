using System.IO.Compression;
using Keelson.Compression;
using Xunit;

namespace Keelson.Portable.Tests;

public class DecompressorTests
{
    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.Optimal)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void GzipUnpacksWhatDotNetPacks(CompressionLevel level)
    {
        foreach (byte[] content in Packed.Contents())
        {
            Packed.AssertUnpacks(CompressionMethod.Gzip, Packed.Gzip(content, level), content);
        }
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(12)]
    [InlineData(22)]
    public void ZstandardUnpacksWhatZstdPacks(int level)
    {
        foreach (byte[] content in Packed.Contents())
        {
            Packed.AssertUnpacks(CompressionMethod.Zstandard, Packed.Zstandard(content, level), content);
            Packed.AssertUnpacks(
                CompressionMethod.Zstandard,
                Packed.Zstandard(content, level, hasChecksum: false, hasSize: false),
                content
            );
        }
    }

    /// <summary>A loader looks at a header before it knows where the rest is to go.</summary>
    [Theory]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Zstandard)]
    public void GivesAsMuchOfTheBeginningAsFits(CompressionMethod method)
    {
        foreach (byte[] content in Packed.Contents())
        {
            byte[] packed = method == CompressionMethod.Gzip ? Packed.Gzip(content) : Packed.Zstandard(content);
            foreach (int room in new[] { 0, 1, 2, 63, 64, 257, 4099, content.Length - 1 })
            {
                if (room >= 0 && room < content.Length)
                {
                    (CompressionError error, byte[] unpacked) = Packed.Unpack(method, packed, room);
                    Assert.Equal(CompressionError.DestinationFull, error);
                    Assert.Equal(content[..room], unpacked);
                }
            }
        }
    }

    [Theory]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Zstandard)]
    public void TakesSeveralPiecesAndPadding(CompressionMethod method)
    {
        byte[] first = Packed.Words(new Random(1), 70_000);
        byte[] second = Packed.Words(new Random(2), 3_000);
        byte[] Pack(byte[] content) =>
            method == CompressionMethod.Gzip ? Packed.Gzip(content) : Packed.Zstandard(content);
        Packed.AssertUnpacks(method, [.. Pack(first), .. Pack(second), .. new byte[100]], [.. first, .. second]);

        (CompressionError error, _) = Packed.Unpack(method, [.. Pack(first), 0, 1], first.Length);
        Assert.Equal(method == CompressionMethod.Gzip ? CompressionError.None : CompressionError.TrailingBytes, error);
        // What a second piece repeats must be its own.
        (error, _) = Packed.Unpack(method, [.. Pack(first), .. Pack(second)], first.Length);
        Assert.Equal(CompressionError.DestinationFull, error);
    }

    /// <summary>As gzip and .NET do; but what was a member before it was damaged is no garbage.</summary>
    [Theory]
    [InlineData("d00dfeed00000000", CompressionError.None)]
    [InlineData("7e4d6f64756c65207369676e6174757265", CompressionError.None)]
    [InlineData("000001", CompressionError.None)]
    [InlineData("ff", CompressionError.None)]
    [InlineData("1f", CompressionError.Truncated)]
    [InlineData("1f8b0800", CompressionError.Truncated)]
    [InlineData("1e8b08000000000000ff0300000000000000000000", CompressionError.BadHeader)]
    [InlineData("1f0b08000000000000ff0300000000000000000000", CompressionError.BadHeader)]
    [InlineData("1f8b09000000000000ff0300000000000000000000", CompressionError.BadHeader)]
    public void LeavesWhatFollowsAGzipFile(string rest, CompressionError expected)
    {
        byte[] content = Packed.Words(new Random(4), 1000);
        byte[] packed = [.. Packed.Gzip(content), .. Convert.FromHexString(rest)];
        (CompressionError error, byte[] unpacked) = Packed.Unpack(CompressionMethod.Gzip, packed, content.Length);
        Assert.Equal(expected, error);
        if (error == CompressionError.None)
        {
            Assert.Equal(content, unpacked);
        }
    }

    [Fact]
    public void SkipsWhatAGzipHeaderMayHold()
    {
        byte[] content = Packed.Words(new Random(3), 1000);
        byte[] packed = Packed.Gzip(content);
        byte[] full =
        [
            .. packed[..3],
            0x1c,
            .. packed[4..10],
            3,
            0,
            1,
            2,
            3,
            .. "vmlinux\0"u8,
            .. "a comment\0"u8,
            .. packed[10..],
        ];
        Packed.AssertUnpacks(CompressionMethod.Gzip, full, content);
        byte[] withCrc = [.. packed[..3], 2, .. packed[4..10], 0, 0, .. packed[10..]];
        ushort crc = (ushort)Keelson.Uefi.Crc32.Of(withCrc.AsSpan(0, 10));
        withCrc[10] = (byte)(crc + 1);
        withCrc[11] = (byte)(crc >> 8);
        Assert.Equal(CompressionError.BadHeader, Packed.Unpack(CompressionMethod.Gzip, withCrc, 1000).Error);
        withCrc[10]--;
        Packed.AssertUnpacks(CompressionMethod.Gzip, withCrc, content);
    }

    [Fact]
    public void SkipsSkippableFrames()
    {
        byte[] content = Packed.Words(new Random(3), 1000);
        byte[] packed = [0x5f, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3, .. Packed.Zstandard(content)];
        Packed.AssertUnpacks(CompressionMethod.Zstandard, packed, content);
    }

    [Fact]
    public void NamesADictionary()
    {
        byte[] packed = Packed.Zstandard(Packed.Words(new Random(3), 1000), hasSize: false);
        packed[4] |= 1;
        byte[] named = [.. packed[..6], 9, .. packed[6..]];
        Assert.Equal(CompressionError.NeedsDictionary, Packed.Unpack(CompressionMethod.Zstandard, named, 1000).Error);
    }

    [Fact]
    public void NeedsItsScratch() =>
        Assert.Equal(
            CompressionError.ScratchTooSmall,
            Decompressor.Unpack<AllDecompressors>(
                CompressionMethod.Gzip,
                Packed.Gzip([1]),
                new byte[1],
                new byte[Decompressor.ScratchSizeBytes - 1],
                out _
            )
        );
}
