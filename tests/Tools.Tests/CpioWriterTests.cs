using System.Globalization;
using System.Text;
using CsCheck;
using Keelson.Images;
using Keelson.Tools.Images;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>
/// Archives read back by a parser that takes the format at its word, field by field, and by the one that boots.
/// </summary>
public class CpioWriterTests
{
    private sealed record Entry(string Name, byte[] Contents)
    {
        public override string ToString() => $"{Name}={Convert.ToHexString(Contents)}";
    }

    private static readonly Gen<Entry[]> s_files = Gen.Select(
            Gen.OneOf(Gen.Char['a', 'z'], Gen.Const('/'), Gen.Const('-')).Array[1, 30].Select(name => new string(name)),
            Gen.Byte.Array[0, 40],
            (name, contents) => new Entry(name, contents)
        )
        .Array[0, 6]
        .Select(files => files.DistinctBy(file => file.Name).ToArray());

    private static byte[] Write(IEnumerable<Entry> files)
    {
        var writer = new CpioWriter();
        foreach (Entry file in files)
        {
            writer.Add(file.Name, file.Contents);
        }

        return writer.Finish();
    }

    /// <summary>
    /// Linux, buffer-format.rst: 13 fields of 8 hexadecimal digits after the magic, name and data padded to 4 bytes.
    /// </summary>
    private static List<Entry> Parse(byte[] archive)
    {
        List<Entry> entries = [];
        HashSet<uint> inodes = [];
        for (int at = 0; ; )
        {
            Assert.Equal("070701", Encoding.ASCII.GetString(archive, at, 6));
            uint[] fields =
            [
                .. Enumerable
                    .Range(0, 13)
                    .Select(i =>
                        uint.Parse(
                            Encoding.ASCII.GetString(archive, at + 6 + 8 * i, 8),
                            NumberStyles.AllowHexSpecifier,
                            CultureInfo.InvariantCulture
                        )
                    ),
            ];
            string name = Encoding.ASCII.GetString(archive, at + 110, (int)fields[11] - 1);
            Assert.Equal(0, archive[at + 110 + name.Length]);
            int data = Up(at + 110 + name.Length + 1);
            int end = data + (int)fields[6];
            at = Up(end);
            Assert.All(archive[end..at], value => Assert.Equal(0, value));
            Assert.Equal((0u, 0u, 0u, 0u), (fields[2], fields[3], fields[5], fields[12]));
            Assert.True(inodes.Add(fields[0]), "two files of one inode are one file with two names");
            if (name == "TRAILER!!!")
            {
                Assert.Equal(0u, fields[6]);
                Assert.Equal(archive.Length, at);
                return entries;
            }

            Assert.Equal((0x8000u, 1u), (fields[1] & 0xf000, fields[4]));
            entries.Add(new Entry(name, archive[data..end]));
        }

        static int Up(int offset) => (offset + 3) / 4 * 4;
    }

    [Fact]
    public void Written_archive_reads_back() =>
        s_files.Sample(files =>
        {
            byte[] archive = Write(files);
            Assert.Equal(files.Select(file => file.ToString()), Parse(archive).Select(file => file.ToString()));
            Assert.Equal(archive, Write(files));
        });

    [Fact]
    public void Archive_is_read_by_the_booted_code() =>
        Gen.Select(s_files, s_files, Gen.Int[0, 200])
            .Sample(
                (first, second, padding) =>
                {
                    byte[] archive = [.. Write(first), .. new byte[padding * 4], .. Write(second)];
                    foreach (Entry file in first.Concat(second).DistinctBy(file => file.Name))
                    {
                        Assert.True(
                            new CpioArchive(archive).TryFind(
                                Encoding.ASCII.GetBytes(file.Name),
                                out ReadOnlySpan<byte> contents,
                                out uint offset
                            )
                        );
                        Assert.Equal(file.Contents, contents.ToArray());
                        Assert.Equal(file.Contents, archive[(int)offset..((int)offset + contents.Length)]);
                    }
                }
            );

    [Fact]
    public void A_kernel_finds_folders_before_what_is_in_them_and_devices_by_their_numbers()
    {
        var writer = new CpioWriter();
        writer.AddFolder("a/b");
        writer.AddFolder("a/b/c");
        writer.AddCharacterDevice("a/console", 5, 1);
        writer.AddProgram("a/b/sh", [1]);
        writer.AddSymbolicLink("init", "a/b/sh");
        List<(string Name, uint Mode, uint Major, uint Minor)> entries = [];
        byte[] archive = writer.Finish();
        for (int at = 0; Name(at) != "TRAILER!!!"; at = Up(Up(at + 110 + (int)Field(at, 11)) + (int)Field(at, 6)))
        {
            entries.Add((Name(at), Field(at, 1), Field(at, 9), Field(at, 10)));
        }

        Assert.Equal(
            [
                ("a", 0x41edu, 0u, 0u),
                ("a/b", 0x41edu, 0u, 0u),
                ("a/b/c", 0x41edu, 0u, 0u),
                ("a/console", 0x2180u, 5u, 1u),
                ("a/b/sh", 0x81edu, 0u, 0u),
                ("init", 0xa1ffu, 0u, 0u),
            ],
            entries
        );

        uint Field(int at, int index) =>
            uint.Parse(
                Encoding.ASCII.GetString(archive, at + 6 + 8 * index, 8),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture
            );
        string Name(int at) => Encoding.ASCII.GetString(archive, at + 110, (int)Field(at, 11) - 1);
        static int Up(int offset) => (offset + 3) / 4 * 4;
    }
}
