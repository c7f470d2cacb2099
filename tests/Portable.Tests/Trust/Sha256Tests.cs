using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Keelson.Trust;
using Xunit;

namespace Keelson.Portable.Tests;

public class Sha256Tests
{
    private static byte[] Hash(params byte[][] parts)
    {
        Sha256 hash = Sha256.Begin();
        foreach (byte[] part in parts)
        {
            hash.Add(part);
        }

        byte[] digest = new byte[Sha256.DigestBytes];
        hash.Finish(digest);
        return digest;
    }

    /// <summary>NIST's examples for FIPS 180.</summary>
    [Theory]
    [InlineData("", "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("abc", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData(
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248D6A61D20638B8E5C026930C3E6039A33CE45964FF2167F6ECEDD419DB06C1"
    )]
    public void Known_messages(string message, string digest) =>
        Assert.Equal(digest, Convert.ToHexString(Hash(Encoding.ASCII.GetBytes(message))));

    /// <summary>Lengths around the ends of blocks among them.</summary>
    [Fact]
    public void Any_message_in_any_pieces_has_the_digest_that_NET_says() =>
        Gen.Select(Gen.Byte.Array[0, 140], Gen.Byte.Array[0, 140])
            .Sample((first, second) => Assert.Equal(SHA256.HashData([.. first, .. second]), Hash(first, second)));
}
