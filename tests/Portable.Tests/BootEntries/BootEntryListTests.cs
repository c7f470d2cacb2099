using System.Text;
using CsCheck;
using Keelson.BootEntries;
using Xunit;

namespace Keelson.Portable.Tests;

public class BootEntryListTests
{
    private readonly record struct EntryFile(string Name, string Text);

    private static EntryDiagnostic Add(ref BootEntryList list, string name, string text)
    {
        byte[] fileName = Encoding.ASCII.GetBytes(name),
            bytes = Encoding.ASCII.GetBytes(text);
        bytes.CopyTo(list.RoomFor(fileName));
        return list.Add(fileName, bytes.Length);
    }

    private static List<string> Ids(BootEntryList list)
    {
        List<string> ids = [];
        for (int i = 0; i < list.Count; i++)
        {
            ids.Add(Encoding.ASCII.GetString(list[i].Name.Id));
        }

        return ids;
    }

    private static List<string> Sorted(params EntryFile[] files)
    {
        BootEntryList list = new(new byte[16384]);
        foreach (EntryFile file in files)
        {
            Assert.True(Add(ref list, file.Name, file.Text).IsNone);
        }

        return Ids(list);
    }

    [Fact]
    public void Newest_first_by_name() =>
        Assert.Equal(
            ["b-1", "a-10", "a-9", "a-9~rc1"],
            Sorted(
                new("a-9.conf", "linux /k"),
                new("a-10.conf", "linux /k"),
                new("b-1.conf", "linux /k"),
                new("a-9~rc1.conf", "linux /k")
            )
        );

    /// <summary>Boot Loader Specification, "Sorting", rule after rule.</summary>
    [Fact]
    public void Each_rule_decides_where_the_one_before_does_not() =>
        Assert.Equal(
            ["a1", "a2", "b2", "b1", "c9", "c10", "zz", "z2", "z1", "bad1", "bad2"],
            Sorted(
                new("z1.conf", "linux /k"),
                new("z2.conf", "linux /k\nversion 0"),
                new("bad2+0.conf", "linux /k"),
                new("bad1+0-3.conf", "linux /k\nsort-key a"),
                new("b1.conf", "linux /k\nsort-key b\nversion 9"),
                new("b2.conf", "linux /k\nsort-key b\nversion 10"),
                new("zz+1.conf", "linux /k"),
                new("c10.conf", "linux /k\nsort-key c\nmachine-id 2\nversion 10"),
                new("c9.conf", "linux /k\nsort-key c\nmachine-id 1\nversion 9"),
                new("a1.conf", "linux /k\nsort-key a\nversion 2"),
                new("a2.conf", "linux /k\nsort-key a\nversion 1")
            )
        );

    private static readonly Gen<EntryFile> s_file = Gen.Select(
        Gen.OneOf("a", "b", "a-1", "a-10", "a-9"),
        Gen.OneOf("", "+3", "+0", "+0-2"),
        Gen.OneOf("", "sort-key x\n", "sort-key y\n", "sort-key xx\n"),
        Gen.OneOf("", "machine-id 1\n", "machine-id 2\n"),
        Gen.OneOf("", "version 1\n", "version 1.2\n", "version 01\n"),
        (name, counter, key, machine, version) =>
            new EntryFile($"{name}{counter}.conf", $"{key}{machine}{version}linux /k")
    );

    /// <summary>
    /// Whatever the order in which the firmware lists the directory; files that are alike stay as they came.
    /// </summary>
    [Fact]
    public void The_list_is_sorted_as_a_stable_sort_does() =>
        s_file
            .Array[0, BootEntryList.Capacity]
            .Sample(files =>
            {
                BootEntryList list = new(new byte[16384]);
                for (int i = 0; i < files.Length; i++)
                {
                    Assert.True(Add(ref list, files[i].Name, files[i].Text + $"\ntitle {i}").IsNone);
                }

                int[] expected =
                [
                    .. Enumerable.Range(0, files.Length).OrderBy(i => files[i], Comparer<EntryFile>.Create(Compare)),
                ];
                Assert.Equal(files.Length, list.Count);
                for (int i = 0; i < expected.Length; i++)
                {
                    Assert.Equal(expected[i].ToString(), Encoding.ASCII.GetString(list[i].Title));
                }
            });

    private static int Compare(EntryFile left, EntryFile right)
    {
        string Value(EntryFile file, string key) =>
            file.Text.Split('\n').FirstOrDefault(line => line.StartsWith(key))?[(key.Length + 1)..] ?? "";
        string Id(EntryFile file) => file.Name.Split('+', '.')[0];
        int order = left.Name.Contains("+0").CompareTo(right.Name.Contains("+0"));
        string key = Value(left, "sort-key"),
            otherKey = Value(right, "sort-key");
        if (order == 0)
        {
            order = (key == "").CompareTo(otherKey == "");
        }

        if (order == 0 && key != "")
        {
            order = string.CompareOrdinal(key, otherKey);
            order = order != 0 ? order : string.CompareOrdinal(Value(left, "machine-id"), Value(right, "machine-id"));
            order = order != 0 ? order : Versions(Value(right, "version"), Value(left, "version"));
        }
        return order != 0 ? order : Versions(Id(right), Id(left));
    }

    private static int Versions(string left, string right) =>
        VersionOrder.Compare(Encoding.ASCII.GetBytes(left), Encoding.ASCII.GetBytes(right));

    [Fact]
    public void Only_sound_entries_for_this_machine_are_kept()
    {
        BootEntryList list = new(new byte[1024]);
        Assert.True(Add(ref list, "a.conf", "linux /a").IsNone);
        int room = list.RoomFor("b.conf"u8).Length;
        Assert.Equal(EntryError.NoKernel, Add(ref list, "b.conf", "title b").Error);
        Assert.Equal(EntryError.Repeated, Add(ref list, "b.conf", "linux /b\nlinux /b").Error);
        Assert.True(Add(ref list, "b.conf", "linux /b\narchitecture x64").IsNone);
        // What is not kept takes no room.
        Assert.Equal(room, list.RoomFor("b.conf"u8).Length);
        Assert.True(Add(ref list, "c.conf", "linux /c").IsNone);
        Assert.Equal(["c", "a"], Ids(list));
    }

    [Fact]
    public void There_is_room_for_so_many()
    {
        BootEntryList list = new(new byte[4096]);
        for (int i = 0; i < BootEntryList.Capacity; i++)
        {
            Assert.False(list.RoomFor("00.conf"u8).IsEmpty);
            Assert.True(Add(ref list, $"{i:d2}.conf", "linux /k").IsNone);
        }
        Assert.True(list.RoomFor("x.conf"u8).IsEmpty);
        Assert.Equal(Enumerable.Range(0, 32).Reverse().Select(i => $"{i:d2}"), Ids(list));
        // The last key means the last entry.
        Assert.True(list.TryFindKey(BootEntryList.KeyOf(31)[0], out int index));
        Assert.Equal(31, index);
    }

    [Theory]
    [InlineData(6, 6, 0)]
    [InlineData(7, 6, 1)]
    [InlineData(100, 6, 94)]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 1)]
    public void What_a_name_leaves_is_for_the_text(int memory, int name, int room) =>
        Assert.Equal(room, new BootEntryList(new byte[memory]).RoomFor(new byte[name]).Length);

    [Fact]
    public void Room_shrinks_by_name_and_text()
    {
        BootEntryList list = new(new byte[100]);
        Assert.Equal(94, list.RoomFor("a.conf"u8).Length);
        Add(ref list, "a.conf", "linux /k");
        Assert.Equal(100 - 14 - 6, list.RoomFor("b.conf"u8).Length);
    }

    [Fact]
    public void A_key_stands_for_an_entry_that_there_is()
    {
        BootEntryList list = new(new byte[1024]);
        for (int i = 0; i < 10; i++)
        {
            Add(ref list, $"{i}.conf", "linux /k");
        }

        HashSet<string> keys = [];
        for (int i = 0; i < BootEntryList.Capacity; i++)
        {
            Assert.True(keys.Add(Encoding.ASCII.GetString(BootEntryList.KeyOf(i))));
            Assert.Equal(i < 10, list.TryFindKey(BootEntryList.KeyOf(i)[0], out int index));
            if (i < 10)
            {
                Assert.Equal(i, index);
            }
        }
        // None, Enter, a letter's neighbour, and a character whose low byte is a key's.
        foreach (ushort other in (ushort[])[0, 13, '0', 'A', 'x', 0x80, 0x131, 0xffff])
        {
            Assert.False(list.TryFindKey(other, out _));
        }
    }

    [Theory]
    [InlineData("default b", 1)]
    [InlineData("default b.conf", 1)]
    [InlineData("default ?", 0)]
    [InlineData("default [ab]", 0)]
    [InlineData("default nothing", 0)]
    [InlineData("timeout 3", 0)]
    [InlineData("default a", 2)]
    public void The_default_is_the_first_that_the_pattern_means(string configuration, int expected)
    {
        BootEntryList list = new(new byte[1024]);
        foreach (string name in (string[])["a", "c", "b+1-2"])
        {
            Add(ref list, name + ".conf", "linux /k");
        }

        Assert.True(
            LoaderConfiguration.TryParse(Encoding.ASCII.GetBytes(configuration), out LoaderConfiguration parsed).IsNone
        );
        Assert.Equal(expected, list.FindDefault(in parsed));
    }
}
