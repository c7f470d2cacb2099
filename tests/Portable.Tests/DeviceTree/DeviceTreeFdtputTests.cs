using System.Text;
using Keelson.DeviceTree;
using Xunit;
using static Keelson.DeviceTree.DeviceTreeError;

namespace Keelson.Portable.Tests;

/// <summary>
/// The same edits of QEMU's own tree, by our editor and by libfdt's fdtput, must leave the same tree.
/// </summary>
public sealed class DeviceTreeFdtputTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"keelson-{Guid.NewGuid():N}.dtb");

    public void Dispose() => File.Delete(_path);

    private void Fdtput(params string[] arguments) => HostTool.Run("fdtput", [], arguments);

    [Fact]
    public void Edits_of_a_real_tree_agree_with_libfdt()
    {
        byte[] blob = SampleTrees.QemuVirt;
        File.WriteAllBytes(_path, blob);
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        byte[] buffer = new byte[16384];
        Assert.True(DeviceTreeEditor.TryOpen(tree, buffer, out DeviceTreeEditor editor, out _));
        Assert.Equal(Dtc.Decompile(blob), Dtc.Decompile(buffer));

        Fdtput("-t", "s", _path, "/chosen", "bootargs", "console=ttyAMA0 quiet");
        Assert.Equal(None, editor.SetString("/chosen"u8, "bootargs"u8, "console=ttyAMA0 quiet"u8));

        Fdtput("-t", "x", _path, "/chosen", "linux,uefi-system-table", "1", "3c000018");
        Assert.Equal(None, editor.SetUInt64("/chosen"u8, "linux,uefi-system-table"u8, 0x13c000018));

        Fdtput("-t", "x", _path, "/chosen", "kaslr-seed", "0", "0");
        Assert.Equal(None, editor.SetUInt64("/chosen"u8, "kaslr-seed"u8, 0));

        Fdtput("-d", _path, "/chosen", "rng-seed");
        Assert.Equal(None, editor.DeleteProperty("/chosen"u8, "rng-seed"u8));

        Fdtput("-t", "bx", _path, "/chosen", "odd", "1", "2", "3");
        Assert.Equal(None, editor.SetProperty("/chosen"u8, "odd"u8, new byte[] { 1, 2, 3 }));

        Assert.Equal(Dtc.Decompile(File.ReadAllBytes(_path)), Dtc.Decompile(buffer));
        Assert.Equal(Dtc.Decompile(buffer), Dtc.Decompile(editor.Packed()));
    }

    [Fact]
    public void Every_property_of_a_real_tree_reads_as_fdtget_reads_it()
    {
        byte[] blob = SampleTrees.QemuVirt;
        File.WriteAllBytes(_path, blob);
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));

        // One launch for them all: fdtget takes pairs of node and property, and prints a line for each.
        List<string> arguments = ["-t", "bx", _path];
        var expected = new StringBuilder();
        foreach (DeviceTreeNode node in tree.Root.Children)
        {
            foreach (DeviceTreeProperty property in node.Properties)
            {
                arguments.Add("/" + Encoding.ASCII.GetString(node.Name));
                arguments.Add(Encoding.ASCII.GetString(property.Name));
                string[] bytes = [.. property.Value.ToArray().Select(value => value.ToString("x"))];
                expected.Append(string.Join(' ', bytes)).Append('\n');
            }
        }
        Assert.Equal(expected.ToString(), Encoding.ASCII.GetString(HostTool.Run("fdtget", [], [.. arguments])));
    }
}
