using Keelson.Images;
using Xunit;

namespace Keelson.Portable.Tests;

public class ExtraFilesTests
{
    [Theory]
    [InlineData("", "", "", "", 0)]
    [InlineData("s", "", "", "", 3)]
    [InlineData("", "", "ID=o", "", 3)]
    [InlineData("", "key", "", "ID=p", 4)]
    [InlineData("signature", "key!", "ID=os", "ID=profile", 6)]
    public void Each_section_that_exists_is_a_file(
        string signature,
        string key,
        string osRelease,
        string profile,
        int entries
    )
    {
        byte[] Bytes(string text) => System.Text.Encoding.ASCII.GetBytes(text);
        ExtraFiles extra = new()
        {
            Signature = Bytes(signature),
            PublicKey = Bytes(key),
            OsRelease = Bytes(osRelease),
            Profile = Bytes(profile),
        };
        byte[] archive = new byte[extra.RoomBytes];
        Assert.Equal(entries == 0, extra.IsEmpty);
        if (!extra.IsEmpty)
        {
            extra.Write(archive);
        }

        Assert.Equal(0, archive.Length % 4);
        foreach (
            (string name, string contents) in new[]
            {
                (".extra/tpm2-pcr-signature.json", signature),
                (".extra/tpm2-pcr-public-key.pem", key),
                (".extra/os-release", osRelease),
                (".extra/profile", profile),
            }
        )
        {
            bool isFound = new CpioArchive(archive).TryFind(Bytes(name), out ReadOnlySpan<byte> found);
            Assert.Equal(contents.Length > 0, isFound);
            Assert.Equal(Bytes(contents), found.ToArray());
        }

        // The folder first, as the kernel makes none; every entry with the magic of its own; and an end.
        Assert.Equal(entries, Count(archive, "070701"u8));
        if (entries != 0)
        {
            Assert.Equal(".extra\0"u8.ToArray(), archive[110..117]);
            Assert.Equal("0000416d"u8.ToArray(), archive[14..22]);
            Assert.Equal("00000007"u8.ToArray(), archive[94..102]);
            Assert.Equal(1, Count(archive, "TRAILER!!!"u8));
        }
    }

    private static int Count(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> what)
    {
        int count = 0;
        while (bytes.IndexOf(what) is >= 0 and int at)
        {
            count++;
            bytes = bytes[(at + what.Length)..];
        }

        return count;
    }
}
