using System.Security.Cryptography;
using Keelson.Trust;
using Xunit;

namespace Keelson.Portable.Tests;

public class Sha1Tests
{
    /// <summary>Every length around two blocks, as the hash of .NET has it.</summary>
    [Fact]
    public void It_is_the_hash_of_dotnet()
    {
        byte[] bytes = [.. Enumerable.Range(0, 200).Select(value => (byte)(value * 7))];
        for (int length = 0; length <= bytes.Length; length++)
        {
            byte[] digest = new byte[Sha1.DigestBytes];
            Sha1 hash = Sha1.Begin();
            hash.Add(bytes.AsSpan(0, length / 3));
            hash.Add(bytes.AsSpan(length / 3, length - length / 3));
            hash.End(digest);
            Assert.Equal(SHA1.HashData(bytes.AsSpan(0, length)), digest);
        }
    }
}
