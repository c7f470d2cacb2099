using System.IO.Compression;
using Keelson.Compression;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>
/// Damaged streams: whatever happens to one, it ends in an error that is named or in the very content, and no byte
/// outside the spans is touched (the host's bounds checks would throw).
/// </summary>
public class DecompressorMutationTests
{
    [Theory]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Zstandard)]
    public void EveryTruncationIsRefused(CompressionMethod method)
    {
        foreach ((byte[] content, byte[] packed) in Streams(method))
        {
            for (int length = 0; length < packed.Length; length++)
            {
                (CompressionError error, _) = Packed.Unpack(method, packed.AsSpan(0, length), content.Length);
                Assert.True(error == CompressionError.Truncated, $"{length} of {packed.Length} bytes: {error}");
            }
        }
    }

    /// <summary>Either checksum finds one flipped bit, so only a bit that means nothing may pass.</summary>
    [Theory]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Zstandard)]
    public void EveryFlippedBitIsRefusedOrGivesTheContent(CompressionMethod method)
    {
        foreach ((byte[] content, byte[] packed) in Streams(method))
        {
            for (int bit = 0; bit < packed.Length * 8; bit++)
            {
                packed[bit / 8] ^= (byte)(1 << bit % 8);
                (CompressionError error, byte[] unpacked) = Packed.Unpack(method, packed, content.Length + 100);
                Assert.True(
                    error != CompressionError.None || content.AsSpan().SequenceEqual(unpacked),
                    $"bit {bit}: other content, and no error"
                );
                packed[bit / 8] ^= (byte)(1 << bit % 8);
            }
        }
    }

    /// <summary>Without a checksum, damage gets as deep into the tables as it can.</summary>
    [Theory]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Zstandard)]
    public void DamageNeverReachesOutside(CompressionMethod method)
    {
        var random = new Random(11);
        foreach (byte[] content in Packed.Contents().Where(content => content.Length is > 0 and < 100_000))
        {
            byte[] packed =
                method == CompressionMethod.Gzip
                    ? Packed.Gzip(content, CompressionLevel.SmallestSize)
                    : Packed.Zstandard(content, 19, hasChecksum: false);
            for (int i = 0; i < 400; i++)
            {
                byte[] damaged = (byte[])packed.Clone();
                for (int changes = random.Next(1, 6); changes > 0; changes--)
                {
                    // Most of what can break is in the tables, and these stand in front.
                    int range = random.Next(2) == 0 ? Math.Min(damaged.Length, 120) : damaged.Length;
                    damaged[random.Next(range)] = (byte)random.Next(256);
                }

                Packed.Unpack(method, damaged, content.Length + random.Next(300));
            }
        }
    }

    /// <summary>
    /// What we take the peer takes, with the same result. What it takes we take as well, but that .NET says nothing of
    /// a stream that is cut, and that zstd's fastest decoder does not ask whether a stream of literals was used up
    /// (RFC 8878, 4.2.2: it must be).
    /// </summary>
    [Theory]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Zstandard)]
    public void AgreesWithThePeerOnDamage(CompressionMethod method)
    {
        var random = new Random(12);
        byte[] content = Packed.Words(random, 2_000);
        byte[] packed =
            method == CompressionMethod.Gzip ? Packed.Gzip(content) : Packed.Zstandard(content, hasChecksum: false);
        int taken = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] damaged = (byte[])packed.Clone();
            // gzip's trailer and header would make every change the same error.
            int at =
                method == CompressionMethod.Gzip ? random.Next(10, damaged.Length - 8) : random.Next(5, damaged.Length);
            damaged[at] ^= (byte)(1 << random.Next(8));
            (CompressionError error, byte[] unpacked) = Packed.Unpack(method, damaged, 20_000);
            byte[]? peers = Peer(method, damaged);
            bool isTaken = error == CompressionError.None;
            bool isStricter =
                error == (method == CompressionMethod.Gzip ? CompressionError.Truncated : CompressionError.BadLiterals);
            Assert.True(
                isTaken == (peers is not null) || isStricter,
                $"byte {at}: {error}, and the peer {(peers is null ? "refuses" : "takes it")}"
            );
            if (isTaken)
            {
                Assert.Equal(peers, unpacked);
                taken++;
            }
        }
        Assert.True(method == CompressionMethod.Gzip || taken > 100, $"only {taken} were taken");
    }

    private static byte[]? Peer(CompressionMethod method, byte[] packed)
    {
        try
        {
            if (method == CompressionMethod.Zstandard)
            {
                using var decompressor = new ZstdSharp.Decompressor();
                byte[] room = new byte[20_000];
                return room[..decompressor.Unwrap(packed, room)];
            }

            using var stream = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            using var content = new MemoryStream();
            stream.CopyTo(content);
            return content.ToArray();
        }
        catch (Exception failure) when (failure is InvalidDataException or ZstdSharp.ZstdException)
        {
            return null;
        }
    }

    private static IEnumerable<(byte[] Content, byte[] Packed)> Streams(CompressionMethod method)
    {
        var random = new Random(5);
        byte[] content = [.. Packed.Words(random, 1_500), .. new byte[400], .. Packed.Words(random, 300)];
        if (method == CompressionMethod.Gzip)
        {
            yield return (content, Packed.Gzip(content));
            yield return (content, Packed.Gzip(content, CompressionLevel.Fastest));
            yield return (content[..300], Packed.Gzip(content[..300], CompressionLevel.NoCompression));
            yield break;
        }

        yield return (content, Packed.Zstandard(content));
        yield return (content, Packed.Zstandard(content, 22, hasSize: false));
        yield return (content[..100], Packed.Zstandard(content[..100], 19));
    }
}
