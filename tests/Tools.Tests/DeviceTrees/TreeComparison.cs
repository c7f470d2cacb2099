using System.Text;
using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Handover;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>What we do with a tree, and what libfdt does: the result is the same.</summary>
internal static class TreeComparison
{
    private const string Added = "keelson,corpus";
    private const int Growth = 1 << 14;
    private const string Arguments = "root=LABEL=corpus quiet";
    private const string ChosenProperties = "/chosen/:";

    /// <summary>All of it, of a tree that both accept.</summary>
    public static void Check(byte[] blob)
    {
        Assert.True(DeviceTreeBlob.TryCreate(blob, out _, out DeviceTreeError error), $"refused: {error}");
        blob = TreeLines.Pin(blob, blob.Length);
        Assert.Equal(0, Libfdt.CheckFull(blob, (nuint)blob.Length));
        List<string> source = TreeLines.OfLibfdt(blob);
        Equal(source, TreeLines.OfOurs(blob));
        CheckEdits(blob, source);
        CheckHandover(blob, source);
    }

    /// <summary>An overlay merged by both, or refused by both.</summary>
    /// <returns>Whether it was merged.</returns>
    public static bool CheckOverlay(byte[] blob, byte[] overlay)
    {
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob under, out _));
        Assert.True(DeviceTreeBlob.TryCreate(overlay, out DeviceTreeBlob over, out _));
        byte[] buffer = TreeLines.Pin([], (int)DeviceTreeOverlay.RoomBytes(under, over)),
            theirs = TreeLines.Pin([], buffer.Length);
        OverlayError error = DeviceTreeOverlay.Merge(under, over, buffer, out DeviceTreeBlob merged);
        Assert.Equal(0, Libfdt.OpenInto(TreeLines.Pin(blob, blob.Length), theirs, theirs.Length));
        int status = Libfdt.ApplyOverlay(theirs, TreeLines.Pin(overlay, overlay.Length));
        Assert.True(error == OverlayError.None == (status == 0), $"ours: {error}, libfdt's: {status}");
        if (status == 0)
        {
            Assert.Equal(0, Libfdt.CheckFull(buffer, (nuint)merged.Bytes.Length));
            Equal(Sorted(theirs), Sorted(buffer));
        }

        return status == 0;
    }

    /// <summary>The same edits by both: properties that are new, that grow, and that go.</summary>
    private static void CheckEdits(byte[] blob, List<string> source)
    {
        byte[] ours = TreeLines.Pin([], blob.Length + Growth),
            theirs = TreeLines.Pin([], blob.Length + Growth);
        DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _);
        Assert.True(DeviceTreeEditor.TryOpen(tree, ours, out DeviceTreeEditor editor, out _));
        Assert.Equal(0, Libfdt.OpenInto(blob, theirs, theirs.Length));
        string[] nodes = [.. source.Where(line => line.StartsWith('/') && line.EndsWith('/'))];
        for (int i = 0; i < nodes.Length; i += 1 + nodes.Length / 16)
        {
            string path = nodes[i] == "/" ? "/" : nodes[i][..^1];
            byte[] value = [.. Enumerable.Repeat((byte)i, i % 9)];
            Assert.Equal(DeviceTreeError.None, Set(editor, path, Added, value));
            Assert.Equal(0, Libfdt.SetProperty(theirs, Libfdt.FindNode(theirs, path), Added, value, value.Length));
            string[] names = [.. source.Where(line => line.StartsWith(nodes[i] + ":", StringComparison.Ordinal))];
            if (names.Length > 1)
            {
                string first = NameIn(names[0], nodes[i]),
                    last = NameIn(names[^1], nodes[i]);
                byte[] longer = new byte[33];
                Assert.Equal(DeviceTreeError.None, editor.DeleteProperty(Bytes(path), Bytes(first)));
                Assert.Equal(0, Libfdt.DeleteProperty(theirs, Libfdt.FindNode(theirs, path), first));
                Assert.Equal(DeviceTreeError.None, Set(editor, path, last, longer));
                Assert.Equal(0, Libfdt.SetProperty(theirs, Libfdt.FindNode(theirs, path), last, longer, longer.Length));
            }
        }

        Assert.Equal(0, Libfdt.CheckFull(ours, (nuint)ours.Length));
        // libfdt puts a new property first, we put it last.
        Equal(TreeLines.OfLibfdt(theirs).Order(StringComparer.Ordinal), Sorted(ours));
    }

    /// <summary>
    /// What the stub hands to a kernel is the same tree but for memory, reservations and its own values.
    /// </summary>
    private static void CheckHandover(byte[] blob, List<string> source)
    {
        HandoverRequest request = new()
        {
            SystemTable = new PhysicalAddress(0x1234),
            DeviceTree = blob,
            BootArguments = Bytes(Arguments),
        };
        byte[] handed = TreeLines.Pin([], (int)ChosenWriter.CapacityFor(in request));
        Assert.Equal(DeviceTreeError.None, ChosenWriter.TryBuild(in request, handed, out _));
        Assert.Equal(0, Libfdt.CheckFull(handed, (nuint)handed.Length));
        string[] memory =
        [
            .. source
                .Where(line =>
                    line.StartsWith("/memory", StringComparison.Ordinal) && line[^1] == '/' && line[7] is '/' or '@'
                    || line.EndsWith("/:device_type=6D656D6F727900", StringComparison.Ordinal)
                )
                .Select(line => line[..(line.IndexOf('/', 1) + 1)])
                .Where(path => path.Length > 1),
        ];
        IEnumerable<string> expected = source
            .Append("/chosen/")
            .Distinct()
            .Where(line => line[0] == '/' && !line.StartsWith(ChosenProperties, StringComparison.Ordinal))
            .Where(line => !memory.Any(path => line.StartsWith(path, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal);
        List<string> found = [.. Sorted(handed)];
        Equal(expected, found.Where(line => !line.StartsWith(ChosenProperties, StringComparison.Ordinal)));
        Assert.Contains($"{ChosenProperties}bootargs={Convert.ToHexString(Bytes(Arguments + '\0'))}", found);
        Assert.Contains($"{ChosenProperties}linux,uefi-system-table=0000000000001234", found);
    }

    private static IEnumerable<string> Sorted(byte[] blob) => TreeLines.OfLibfdt(blob).Order(StringComparer.Ordinal);

    /// <summary>As <c>Assert.Equal</c>, which shows no more than the first bytes of a long line.</summary>
    private static void Equal(IEnumerable<string> expected, IEnumerable<string> found)
    {
        List<string> left = [.. expected],
            right = [.. found];
        int at = left.Zip(right).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.True(
            at == left.Count && at == right.Count,
            $"line {at}: {left.ElementAtOrDefault(at)} is not {right.ElementAtOrDefault(at)}"
        );
    }

    private static DeviceTreeError Set(DeviceTreeEditor editor, string path, string name, byte[] value)
    {
        DeviceTreeError error = editor.PlaceProperty(Bytes(path), Bytes(name), value.Length, out Span<byte> place);
        value.CopyTo(place);
        return error;
    }

    private static string NameIn(string line, string node) => line[(node.Length + 1)..line.IndexOf('=', node.Length)];

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
