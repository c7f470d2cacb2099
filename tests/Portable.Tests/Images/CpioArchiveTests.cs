using System.Globalization;
using System.Text;
using CsCheck;
using Keelson.Images;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>Archives made by hand from buffer-format.rst.</summary>
public class CpioArchiveTests
{
    private readonly record struct Entry(string Name, byte[] Contents);

    /// <summary>With everything in it that a reader has to pass over: owners, times, device numbers.</summary>
    private static byte[] Archive(IEnumerable<Entry> entries, bool hasTrailer = true, string digits = "X8")
    {
        List<byte> archive = [];
        uint inode = 0x2d1;
        foreach (Entry entry in hasTrailer ? entries.Append(new Entry("TRAILER!!!", [])) : entries)
        {
            uint[] fields =
            [
                inode++,
                0x81a4,
                1000,
                100,
                1,
                0x65a1_b2c3,
                (uint)entry.Contents.Length,
                8,
                1,
                0xff,
                0xff,
                (uint)entry.Name.Length + 1,
                0,
            ];
            archive.AddRange(
                Encoding.ASCII.GetBytes(
                    "070701"
                        + string.Concat(fields.Select(field => field.ToString(digits, CultureInfo.InvariantCulture)))
                        + entry.Name
                        + "\0"
                )
            );
            Pad(archive);
            archive.AddRange(entry.Contents);
            Pad(archive);
        }
        return [.. archive];
    }

    private static void Pad(List<byte> archive)
    {
        while (archive.Count % 4 != 0)
        {
            archive.Add(0);
        }
    }

    private static byte[]? Find(ReadOnlySpan<byte> archive, string name) =>
        new CpioArchive(archive).TryFind(Encoding.ASCII.GetBytes(name), out ReadOnlySpan<byte> contents)
            ? contents.ToArray()
            : null;

    private static readonly Entry[] s_files =
    [
        new("a", [1]),
        new("kernel-shim-4k", [.. Enumerable.Range(0, 77).Select(i => (byte)i)]),
        new("empty", []),
        new("kernel-shim-64k", [4, 3, 2, 1]),
    ];

    [Theory]
    [InlineData("x8")]
    [InlineData("X8")]
    public void Each_file_is_found_by_its_whole_name(string digits)
    {
        byte[] archive = Archive(s_files, digits: digits);
        Assert.All(s_files, file => Assert.Equal(file.Contents, Find(archive, file.Name)));
        Assert.All(
            ["", "kernel-shim-", "kernel-shim-4", "kernel-shim-4k\0", "A", "b"],
            name => Assert.Null(Find(archive, name))
        );
        Assert.Null(Find([], "a"));
    }

    [Fact]
    public void A_file_of_any_length_is_found_behind_any_other() =>
        Gen.Select(
                Gen.Select(
                    Gen.Char['a', 'z'].Array[1, 9].Select(name => new string(name)),
                    Gen.Byte.Array[0, 30],
                    (name, contents) => new Entry(name, contents)
                ).Array[0, 8],
                Gen.Int[0, 300].Array[0, 4]
            )
            .Sample(
                (files, cuts) =>
                {
                    // Several archives, one after the other, with zeroes between: as kernels take them.
                    List<byte> image = [];
                    int start = 0;
                    foreach (int cut in cuts)
                    {
                        int end = Math.Min(files.Length, start + cut % 4);
                        image.AddRange(Archive(files[start..end], hasTrailer: cut % 2 == 0));
                        image.AddRange(new byte[cut / 4 * 4]);
                        start = end;
                    }
                    image.AddRange(Archive(files[start..]));
                    foreach (Entry file in files)
                    {
                        Assert.Equal(
                            files.First(other => other.Name == file.Name).Contents,
                            Find(image.ToArray(), file.Name)
                        );
                    }

                    Assert.Null(Find(image.ToArray(), "not there"));
                }
            );

    [Fact]
    public void A_cut_archive_has_the_files_that_are_whole()
    {
        byte[] archive = Archive(s_files);
        for (int length = 0; length < archive.Length; length++)
        {
            foreach (Entry file in s_files)
            {
                // Its data end where they end in the whole archive: counted, not read.
                int end = 0;
                foreach (Entry before in s_files.TakeWhile(other => other.Name != file.Name))
                {
                    end += (110 + before.Name.Length + 1 + 3) / 4 * 4 + (before.Contents.Length + 3) / 4 * 4;
                }

                end += (110 + file.Name.Length + 1 + 3) / 4 * 4 + file.Contents.Length;
                Assert.Equal(length >= end ? file.Contents : null, Find(archive.AsSpan(0, length), file.Name));
            }
        }
    }

    [Theory]
    [InlineData("FFFFFFFF")]
    [InlineData("7FFFFFFF")]
    [InlineData("80000000")]
    [InlineData("FFFFFFFC")]
    [InlineData("0000000G")]
    [InlineData("       1")]
    [InlineData("0x000001")]
    public void Sizes_that_make_no_sense_end_the_archive(string digits)
    {
        foreach (int field in (int[])[54, 94])
        {
            byte[] archive = Archive(s_files);
            Encoding.ASCII.GetBytes(digits).CopyTo(archive, field);
            Assert.All(s_files, file => Assert.Null(Find(archive, file.Name)));
        }
    }

    [Fact]
    public void Entry_with_an_empty_name_ends_the_archive()
    {
        byte[] archive = Archive(s_files);
        "00000000"u8.CopyTo(archive.AsSpan(94));
        Assert.Null(Find(archive, "empty"));
    }

    /// <summary>Every access is checked on the host, so an exception is a read out of bounds on the machine.</summary>
    [Fact]
    public void Damage_is_never_followed_out_of_the_archive() =>
        Gen.Select(
                Gen.Select(
                    Gen.Int[0, 700],
                    Gen.OneOf(Gen.Byte, Gen.OneOf((byte)'0', (byte)'1', (byte)'8', (byte)'F', (byte)0))
                ).Array[1, 12],
                Gen.Int[0, 700]
            )
            .Sample(
                (damage, length) =>
                {
                    byte[] archive = Archive(s_files);
                    foreach ((int at, byte value) in damage)
                    {
                        archive[at % archive.Length] = value;
                    }

                    Assert.All(s_files, file => Find(archive.AsSpan(0, Math.Min(length, archive.Length)), file.Name));
                },
                iter: 20_000
            );

    [Fact]
    public void Something_else_after_the_archive_ends_it()
    {
        byte[] gzip = [0x1f, 0x8b, 8, 0, .. new byte[200]];
        Assert.Null(Find([.. gzip, .. Archive(s_files)], "a"));
        Assert.Null(Find([.. Archive(s_files[1..]), .. gzip, .. Archive(s_files)], "a"));
        Assert.NotNull(Find([.. Archive(s_files), .. gzip], "a"));
    }
}
