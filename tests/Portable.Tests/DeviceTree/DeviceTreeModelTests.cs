using System.Text;
using CsCheck;
using Keelson.DeviceTree;
using Xunit;
using static Keelson.DeviceTree.DeviceTreeError;

namespace Keelson.Portable.Tests;

/// <summary>
/// Random trees and random edits. dtc compiles the tree, our editor edits the blob and a plain model takes the same
/// edits; in the end dtc must decompile our blob and the compiled model to the same source.
/// </summary>
public class DeviceTreeModelTests
{
    private enum Verb
    {
        Set,
        SetMany,
        Delete,

        /// <summary>A node, while the tree grows that dtc then compiles.</summary>
        Add,
    }

    private readonly record struct Edit(Verb Verb, int Node, int Name, byte[] Value);

    private readonly record struct Seed(
        Edit[] Growth,
        (ulong, ulong)[] Reservations,
        Edit[] Edits,
        int SpareBytes,
        int Version
    );

    /// <summary>Names that end in one another, and names that only differ by a unit address.</summary>
    private static readonly string[] s_propertyNames =
    [
        "a",
        "ba",
        "cba",
        "dcba",
        "b",
        "seed",
        "rng-seed",
        "linux,initrd-start",
        "initrd-start",
        "start",
        "#cells",
        "device_type",
    ];
    private static readonly string[] s_nodeNames =
    [
        "n",
        "n@1",
        "n@2",
        "nn",
        "memory",
        "memory@40000000",
        "memory-controller",
        "chosen",
        "m@1,0",
        "m",
    ];

    private static readonly Gen<Edit> s_edit = Gen.Select(
        Gen.Frequency(
            (6, Gen.Const(Verb.Set)),
            (2, Gen.Const(Verb.SetMany)),
            (3, Gen.Const(Verb.Delete)),
            (4, Gen.Const(Verb.Add))
        ),
        Gen.Int[0, 1000],
        Gen.Int[0, 1000],
        Gen.Frequency((8, Gen.Byte.Array[0, 24]), (1, Gen.Const("memory\0"u8.ToArray()))),
        (verb, node, name, value) => new Edit(verb, node, name, value)
    );

    private static readonly Gen<Seed> s_seed = Gen.Select(
        s_edit.Array[0, 40],
        Gen.Select(Gen.ULong, Gen.ULong[1, ulong.MaxValue]).Array[0, 3],
        s_edit.Array[1, 40],
        Gen.Frequency((1, Gen.Int[0, 200]), (1, Gen.Const(4000))),
        Gen.Int[16, 17],
        (growth, reservations, edits, spare, version) => new Seed(growth, reservations, edits, spare, version)
    );

    [Fact]
    public void Random_edits_agree_with_dtc() => s_seed.Sample(Agree, iter: 200);

    private static void Agree(Seed seed)
    {
        var model = new TreeModel("");
        foreach (Edit edit in seed.Growth)
        {
            if (edit.Verb is Verb.Set or Verb.SetMany or Verb.Add)
            {
                ApplyToModel(model, edit);
            }
        }
        List<(ulong, ulong)> reservations = [.. seed.Reservations];
        byte[] blob = Dtc.Compile(model.ToSource(reservations), "-V", seed.Version.ToString());

        Assert.True(
            DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out DeviceTreeError error),
            error.ToString()
        );
        byte[] buffer = new byte[blob.Length + 4 + seed.SpareBytes];
        Assert.True(DeviceTreeEditor.TryOpen(tree, buffer, out DeviceTreeEditor editor, out error));

        foreach (Edit edit in seed.Edits.Where(one => one.Verb != Verb.Add))
        {
            byte[] before = [.. buffer];
            DeviceTreeError result = Apply(editor, model, edit);
            Assert.True(DeviceTreeBlob.TryCreate(buffer, out _, out error), $"{edit.Verb}: {error}");
            if (result is NoSpace)
            {
                Assert.Equal(before, buffer);
                continue;
            }
            Assert.Equal(result, ApplyToModel(model, edit));
        }

        string expected = Dtc.Decompile(Dtc.Compile(model.ToSource(reservations)));
        Assert.Equal(expected, Dtc.Decompile(editor.Packed()));
    }

    private static string Pick(string[] names, int index) => names[index % names.Length];

    private static string Path(TreeModel root, int index)
    {
        string[] paths = [.. root.Paths()];
        return paths[index % paths.Length];
    }

    private static DeviceTreeError Apply(DeviceTreeEditor editor, TreeModel model, Edit edit)
    {
        byte[] path = Encoding.ASCII.GetBytes(Path(model, edit.Node));
        byte[] property = Encoding.ASCII.GetBytes(Pick(s_propertyNames, edit.Name));
        switch (edit.Verb)
        {
            case Verb.Set:
                return editor.SetProperty(path, property, edit.Value);
            case Verb.SetMany:
                return editor.SetProperty(path, property, new byte[edit.Name]);
            default:
                return editor.DeleteProperty(path, property);
        }
    }

    private static DeviceTreeError ApplyToModel(TreeModel root, Edit edit)
    {
        TreeModel node = root.Find(Path(root, edit.Node))!;
        string property = Pick(s_propertyNames, edit.Name);
        switch (edit.Verb)
        {
            case Verb.Set:
                node.Set(property, edit.Value);
                return None;
            case Verb.SetMany:
                node.Set(property, new byte[edit.Name]);
                return None;
            case Verb.Delete:
                return node.Delete(property) ? None : NotFound;
            default:
                string name = Pick(s_nodeNames, edit.Name);
                if (node.Children.All(child => child.Name != name))
                {
                    node.Children.Add(new TreeModel(name));
                }

                return None;
        }
    }
}
