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
}
