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
        return list.Add(fileName, bytes.Length, 0);
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

        list.Sort();
        return Ids(list);
    }

    /// <summary>systemd-boot has these three, and that of a loader that is not on arm64.</summary>
    [Theory]
    [InlineData('l', 0, 0)]
    [InlineData('l', 1, 2)]
    [InlineData('l', 3, 0)]
    [InlineData('l', 5, 0)]
    [InlineData('s', 0, 3)]
    [InlineData('s', 4, 3)]
    [InlineData('w', 0, 5)]
    [InlineData('a', 0, -1)]
    [InlineData('\0', 0, -1)]
    public void A_key_leads_to_the_next_entry_that_has_it(char key, int start, int expected)
    {
        BootEntryList list = new(new byte[16384]);
        Add(ref list, "c.conf", "linux /k");
        Add(ref list, "b.conf", "efi /e");
        Add(ref list, "a.conf", "uki /u");
        list.Sort();
        list.AddLoaderEntry(LoaderEntry.Shell);
        list.AddLoaderEntry(LoaderEntry.Reboot);
        list.AddLoaderEntry(LoaderEntry.Windows);
        Assert.Equal(expected, list.FindKey(key, start));
        Assert.Equal(-1, new BootEntryList(default).FindKey(key, 0));
    }

    /// <summary>By title, else name, and version; as systemd-boot, which adds machine or file to such titles.</summary>
    [Fact]
    public void Entries_that_look_the_same_are_known()
    {
        BootEntryList list = new(new byte[16384]);
        Add(ref list, "f.conf", "title A\nversion 1\nlinux /k");
        Add(ref list, "e.conf", "title A\nversion 1\nmachine-id 2\nlinux /k");
        Add(ref list, "d.conf", "title A\nversion 2\nlinux /k");
        Add(ref list, "c.conf", "title A\nlinux /k");
        Add(ref list, "b.conf", "title a\nlinux /k");
        Add(ref list, "a.conf", "linux /k");
        bool[] twins = new bool[list.Count];
        for (int i = 0; i < twins.Length; i++)
        {
            twins[i] = list.HasTwin(i);
        }

        Assert.Equal([true, true, false, false, true, true], twins);
    }

    [Fact]
    public void Without_sort_keys_names_sort_descending() =>
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
    public void Each_sort_rule_breaks_ties_of_the_rule_before() =>
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
            .Array[0, 32]
            .Sample(files =>
            {
                BootEntryList list = new(new byte[16384]);
                for (int i = 0; i < files.Length; i++)
                {
                    Assert.True(Add(ref list, files[i].Name, files[i].Text + $"\ntitle {i}").IsNone);
                }

                list.Sort();
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
        if (order == 0)
        {
            order = Versions(Id(right) + ".conf", Id(left) + ".conf");
        }

        uint[] Tries(EntryFile file) =>
            file.Name.Contains('+')
                ? [.. (file.Name.Split('+', '.')[1] + "-0").Split('-').Take(2).Select(uint.Parse)]
                : [];
        uint[] tries = Tries(left),
            others = Tries(right);
        if (order != 0 || tries.Length == 0 || others.Length == 0)
        {
            return order;
        }

        order = others[0].CompareTo(tries[0]);
        return order != 0 ? order : tries[1].CompareTo(others[1]);
    }

    private static int Versions(string left, string right) =>
        VersionOrder.Compare(Encoding.ASCII.GetBytes(left), Encoding.ASCII.GetBytes(right));

    /// <summary>A dash is before the end of a longer name, and the suffix is part of what is compared.</summary>
    [Fact]
    public void Names_are_compared_with_their_suffix() =>
        Assert.Equal(
            ["a", "a-1", "a-1"],
            Sorted(new("a-1+1.conf", "linux /k"), new("A.conf", "linux /k"), new("a-1+2.conf", "linux /k"))
                .Select(id => id.ToLowerInvariant())
        );

    [Fact]
    public void Only_sound_entries_for_this_machine_are_kept()
    {
        BootEntryList list = new(new byte[1024]);
        Assert.True(Add(ref list, "a.conf", "linux /a").IsNone);
        int room = list.RoomFor("b.conf"u8).Length;
        Assert.Equal(EntryError.NoKernel, Add(ref list, "b.conf", "title b").Error);
        Assert.True(Add(ref list, "b.conf", "linux /b\narchitecture x64").IsNone);
        // What is not kept takes no room.
        Assert.Equal(room, list.RoomFor("b.conf"u8).Length);
        Assert.True(Add(ref list, "c.conf", "linux /c").IsNone);
        list.Sort();
        Assert.Equal(["c", "a"], Ids(list));
    }

    /// <summary>1,000 entries are no fault, and nothing is compared more than n log n times.</summary>
    [Fact]
    public void There_is_room_for_as_many_as_were_counted()
    {
        const int Count = 1000;
        const string Text = "linux /k\nsort-key s\nversion 1";
        ulong size = 0;
        for (int i = 0; i < Count; i++)
        {
            size += BootEntryList.SizeOf($"nixos-generation-{i}.conf".Length, (ulong)Text.Length);
        }

        BootEntryList list = new(new byte[size]);
        for (int i = 0; i < Count; i++)
        {
            Assert.True(Add(ref list, $"nixos-generation-{i * 7 % Count}.conf", Text).IsNone);
        }

        Assert.True(list.RoomFor("x.conf"u8).IsEmpty);
        list.Sort();
        Assert.Equal(Enumerable.Range(0, Count).Reverse().Select(i => $"nixos-generation-{i}"), Ids(list));
        Assert.Equal(Count - 1 - 60, list.Find("nixos-generation-60.conf"u8));
    }

    /// <summary>A file of no bytes needs none, and there may be none left (a slice from the end on).</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void The_last_bytes_are_room_as_well(int textLength)
    {
        ulong first = BootEntryList.SizeOf(6, 8);
        for (ulong more = 0; more < 200; more++)
        {
            BootEntryList list = new(new byte[first + more]);
            Assert.True(Add(ref list, "a.conf", "linux /k").IsNone);
            Span<byte> room = list.RoomFor("b.conf"u8);
            Assert.True(room.Length <= (int)more);
            bool fits = more >= BootEntryList.SizeOf(6, (ulong)textLength);
            Assert.Equal(fits ? EntryError.NoKernel : EntryError.NoRoom, list.Add("b.conf"u8, textLength, 0).Error);
            Assert.Equal(1, list.Count);
        }
    }

    [Fact]
    public void Entries_keep_their_contents_when_sorted()
    {
        BootEntryList list = new(new byte[1024]);
        foreach (
            (string name, byte volume) in (ReadOnlySpan<(string, byte)>)
                [("a+3.conf", 1), ("A+3.conf", 0), ("B.conf", 2)]
        )
        {
            byte[] fileName = Encoding.ASCII.GetBytes(name);
            "uki /a"u8.CopyTo(list.RoomFor(fileName));
            Assert.True(list.Add(fileName, 6, volume).IsNone);
        }

        list.Sort();
        Assert.Equal("b.conf"u8, list.IdentifierOf(0));
        Assert.Equal("B.conf"u8, list[0].Name.FileName);
        // A counted one keeps its case, and capitals come last.
        Assert.Equal("a.conf"u8, list.IdentifierOf(1));
        Assert.Equal("A.conf"u8, list.IdentifierOf(2));
        Assert.Equal((2, 1, 0), (list.VolumeOf(0), list.VolumeOf(1), list.VolumeOf(2)));
    }

    [Theory]
    [InlineData("b", 1)]
    [InlineData("b.conf", 1)]
    [InlineData("B.Conf", 1)]
    [InlineData("b+1-2.conf", 1)]
    [InlineData("b+*", 1)]
    [InlineData("?", 0)]
    [InlineData("[ab]", 1)]
    [InlineData("*.conf", 0)]
    [InlineData("[ab].conf", 1)]
    [InlineData("a", 2)]
    [InlineData("nothing", -1)]
    [InlineData("b+", -1)]
    [InlineData("", -1)]
    public void A_pattern_means_the_first_that_it_matches(string pattern, int expected)
    {
        BootEntryList list = new(new byte[1024]);
        foreach (string name in (string[])["a", "c", "b+1-2"])
        {
            Add(ref list, name + ".conf", "linux /k");
        }

        list.Sort();
        Assert.Equal(expected, list.Find(Encoding.ASCII.GetBytes(pattern)));
    }
}
