using Keelson.DeviceTree;
using Keelson.Platform;
using Keelson.Tools.Fetch;
using Keelson.Tools.Testing;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>
/// The device trees of the boards that Debian's kernels boot on; all of them with <c>./build.sh corpus</c>.
/// </summary>
public class DeviceTreeCorpusTests
{
    private const int Sample = 60;

    [Fact]
    public void The_trees_of_boards_are_read_and_edited_as_libfdt_does()
    {
        Libfdt.Require();
        List<string> figures = [];
        foreach (string package in DeviceTreeCorpus.Packages)
        {
            FetchedPackage fetched = Libfdt.Fetched(package);
            string[] all = DeviceTreeCorpus.TreesIn(fetched);
            string[] chosen = DeviceTreeCorpus.IsWhole
                ? all
                : [.. all.Where((_, i) => i % (1 + all.Length / Sample) == 0)];
            int consoles = 0;
            foreach (string file in chosen)
            {
                byte[] blob = File.ReadAllBytes(file);
                try
                {
                    TreeComparison.Check(blob);
                }
                catch (Exception error)
                {
                    throw new InvalidOperationException($"{Path.GetFileName(file)}: {error.Message}", error);
                }

                DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _);
                consoles += SerialPort.FromDeviceTree(tree).Exists ? 1 : 0;
            }

            Assert.True(consoles > chosen.Length / 2, $"{consoles} of {chosen.Length} have a console");
            figures.Add(
                $"corpus: {package} {fetched.Version}: {chosen.Length:N0} of {all.Length:N0} trees as libfdt has them, "
                    + $"{consoles:N0} with a console"
            );
            if (!DeviceTreeCorpus.IsWhole)
            {
                break;
            }
        }

        FigureFile.Write("corpus", figures);
    }

    /// <summary>Each with the trees beside it, most of which are of other boards: both merge it, or neither.</summary>
    [Fact]
    public void The_overlays_of_boards_are_merged_as_libfdt_does()
    {
        Libfdt.Require();
        string[] overlays = DeviceTreeCorpus.OverlaysIn(Libfdt.Fetched(DeviceTreeCorpus.Packages[0]));
        int merged = 0,
            refused = 0;
        foreach (IGrouping<string, string> folder in overlays.GroupBy(file => Path.GetDirectoryName(file)!))
        {
            (string Name, byte[] Blob)[] trees =
            [
                .. Directory
                    .GetFiles(folder.Key, "*.dtb")
                    .Order(StringComparer.Ordinal)
                    .Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)))
                    .Where(tree => tree.Item2.AsSpan().IndexOf("__symbols__"u8) >= 0),
            ];
            foreach ((string file, int i) in folder.Select((file, i) => (file, i)))
            {
                byte[] overlay = File.ReadAllBytes(file);
                // The names of an overlay and its board begin alike.
                string prefix = Path.GetFileName(file)[..Math.Min(7, Path.GetFileName(file).Length)];
                foreach (
                    (string name, byte[] blob) in trees.Where(
                        (tree, j) =>
                            DeviceTreeCorpus.IsWhole
                            || (i % 8 == 0 && tree.Name.StartsWith(prefix, StringComparison.Ordinal))
                    )
                )
                {
                    try
                    {
                        bool isMerged = TreeComparison.CheckOverlay(blob, overlay);
                        merged += isMerged ? 1 : 0;
                        refused += isMerged ? 0 : 1;
                    }
                    catch (Exception error)
                    {
                        throw new InvalidOperationException(
                            $"{Path.GetFileName(file)} into {name}: {error.Message}",
                            error
                        );
                    }
                }
            }
        }

        Assert.True(merged > overlays.Length / 16, $"{merged} of {overlays.Length} merged, {refused} refused");
        FigureFile.Write(
            "corpus-overlays",
            [$"corpus: {overlays.Length:N0} overlays: {merged:N0} merged, {refused:N0} refused, as libfdt does"]
        );
    }
}
