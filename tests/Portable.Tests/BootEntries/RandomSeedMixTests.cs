using System.Buffers.Binary;
using System.Security.Cryptography;
using CsCheck;
using Keelson.BootEntries;
using Xunit;

namespace Keelson.Portable.Tests;

public class RandomSeedMixTests
{
    private static (byte[] NextBoot, byte[] Kernel) Mix(params byte[][] sources)
    {
        RandomSeedMix mix = RandomSeedMix.Begin();
        foreach (byte[] source in sources)
        {
            mix.Add(source);
        }

        byte[] nextBoot = new byte[RandomSeedMix.SeedBytes];
        byte[] kernel = new byte[RandomSeedMix.SeedBytes];
        mix.Finish(nextBoot, kernel);
        return (nextBoot, kernel);
    }

    /// <summary>As systemd-boot's comments write it down: HASH(HASH(label, sizes and inputs), 0 or 1).</summary>
    [Fact]
    public void The_seeds_are_those_of_systemd_boot() =>
        Gen
            .Byte.Array[0, 50]
            .Array[0, 5]
            .Sample(sources =>
            {
                byte[] message = [.. "systemd-boot random seed label v1"u8];
                foreach (byte[] source in sources)
                {
                    byte[] size = new byte[8];
                    BinaryPrimitives.WriteInt64LittleEndian(size, source.Length);
                    message = [.. message, .. size, .. source];
                }

                byte[] key = SHA256.HashData(message);
                (byte[] nextBoot, byte[] kernel) = Mix(sources);
                Assert.Equal(SHA256.HashData([.. key, 0]), nextBoot);
                Assert.Equal(SHA256.HashData([.. key, 1]), kernel);
            });

    [Theory]
    // The firmware, or a loader before us, has random numbers: that is enough.
    [InlineData(32, 0, 0UL, true)]
    [InlineData(31, 0, 1UL, false)]
    // Otherwise the machine's own token has to be there, and something that is new at each boot.
    [InlineData(0, 32, 7UL, true)]
    [InlineData(0, 31, 7UL, false)]
    [InlineData(0, 32, 0UL, false)]
    public void A_seed_of_many_machines_is_not_renewed_from_itself(
        int firmwareBytes,
        int tokenBytes,
        ulong bootCount,
        bool expected
    ) => Assert.Equal(expected, RandomSeedMix.IsWorthwhile(firmwareBytes, tokenBytes, bootCount));
}
