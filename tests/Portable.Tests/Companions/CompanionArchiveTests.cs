using System.Text;
using Keelson.Companions;
using Keelson.Images;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>
/// Byte for byte what systemd 257's src/boot/cpio.c writes, whose fields are spelled out here: numbers from 1, modes,
/// one link, no owner and no time, a trailer in capitals.
/// </summary>
public class CompanionArchiveTests
{
    [Theory]
    [InlineData(CompanionKind.Credential, ".extra/credentials", "00004140", "00008100")]
    [InlineData(CompanionKind.GlobalCredential, ".extra/global_credentials", "00004140", "00008100")]
    [InlineData(CompanionKind.SystemExtension, ".extra/sysext", "0000416d", "00008124")]
    [InlineData(CompanionKind.ConfigurationExtension, ".extra/confext", "0000416d", "00008124")]
    public void An_archive_is_the_peers(CompanionKind kind, string folder, string folderMode, string fileMode)
    {
        (string Name, string Contents)[] files = [("a.x", "secret"), ("long-name.x", ""), ("z", "0123")];
        StringBuilder expected = new();
        Add(expected, 1, "0000416d", ".extra", "");
        Add(expected, 2, folderMode, folder, "");
        for (int i = 0; i < files.Length; i++)
        {
            Add(expected, i + 3, fileMode, $"{folder}/{files[i].Name}", files[i].Contents);
        }

        expected
            .Append("070701")
            .Append(
                string.Concat(
                    Enumerable
                        .Range(0, 13)
                        .Select(i =>
                            i == 4 ? "00000001"
                            : i == 11 ? "0000000B"
                            : "00000000"
                        )
                )
            )
            .Append("TRAILER!!!\0\0\0\0");

        CompanionArchive archive = new(kind);
        ulong size =
            (ulong)archive.EmptyBytes
            + files.Aggregate(
                0ul,
                (sum, file) => sum + archive.FileBytes(file.Name.Length, (ulong)file.Contents.Length)
            );
        byte[] written = new byte[size];
        NewcWriter writer = archive.Begin(written);
        foreach ((string name, string contents) in files)
        {
            Assert.True(
                writer.TryPlace(
                    archive.Folder,
                    Encoding.ASCII.GetBytes(name),
                    (ulong)contents.Length,
                    out Span<byte> place
                )
            );
            Encoding.ASCII.GetBytes(contents).CopyTo(place);
            archive.Add(ref writer, Encoding.ASCII.GetBytes(name), contents.Length);
        }

        Assert.False(writer.TryPlace(archive.Folder, "x"u8, 0, out _));
        writer.End();
        Assert.Equal(written.Length, writer.Length);
        Assert.Equal(expected.ToString(), Encoding.ASCII.GetString(written));
        Assert.True(new CpioArchive(written).TryFind(Encoding.ASCII.GetBytes($"{folder}/z"), out _));
    }

    [Fact]
    public void A_file_of_4_GB_is_told_from_one_of_none()
    {
        CompanionArchive archive = new(CompanionKind.Credential);
        NewcWriter writer = archive.Begin(new byte[1024]);
        Assert.False(writer.TryPlace(archive.Folder, "a"u8, 1ul << 32, out _));
        Assert.False(writer.TryPlace(archive.Folder, "a"u8, 1ul << 63, out _));
        Assert.True(writer.TryPlace(archive.Folder, "a"u8, 0, out _));
    }

    private static void Add(StringBuilder archive, int number, string mode, string path, string contents)
    {
        string[] fields =
        [
            $"{number:x8}",
            mode,
            "00000000",
            "00000000",
            "00000001",
            "00000000",
            $"{contents.Length:x8}",
            "00000000",
            "00000000",
            "00000000",
            "00000000",
            $"{path.Length + 1:x8}",
            "00000000",
        ];
        archive.Append("070701").Append(string.Concat(fields)).Append(path).Append('\0');
        archive.Append('\0', -archive.Length & 3).Append(contents);
        archive.Append('\0', -archive.Length & 3);
    }
}
