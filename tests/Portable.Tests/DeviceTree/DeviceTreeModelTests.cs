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
        SetInPlace,
        Delete,
        Add,
        DeleteNode,
        DeleteReservations,
        DeleteMemory,
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
            (2, Gen.Const(Verb.SetInPlace)),
            (3, Gen.Const(Verb.Delete)),
            (4, Gen.Const(Verb.Add)),
            (1, Gen.Const(Verb.DeleteNode)),
            (1, Gen.Const(Verb.DeleteReservations)),
            (1, Gen.Const(Verb.DeleteMemory))
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

        foreach (Edit edit in seed.Edits)
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
            if (edit.Verb == Verb.DeleteReservations)
            {
                reservations.Clear();
            }
        }

        int size = editor.Pack();
        string expected = Dtc.Decompile(Dtc.Compile(model.ToSource(reservations)));
        Assert.Equal(expected, Dtc.Decompile(buffer.AsSpan(0, size)));
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
            case Verb.SetInPlace:
                return editor.SetPropertyInPlace(path, property, edit.Value);
            case Verb.Delete:
                return editor.DeleteProperty(path, property);
            case Verb.Add:
                return editor.AddNode(path, Encoding.ASCII.GetBytes(Pick(s_nodeNames, edit.Name)));
            case Verb.DeleteNode:
                return editor.DeleteNode(path);
            case Verb.DeleteReservations:
                editor.DeleteAllReservations();
                return None;
            default:
                editor.DeleteMemoryNodes();
                return None;
        }
    }

    private static DeviceTreeError ApplyToModel(TreeModel root, Edit edit)
    {
        TreeModel node = root.Find(Path(root, edit.Node))!;
        string property = Pick(s_propertyNames, edit.Name);
        byte[]? old = node.Properties.FirstOrDefault(pair => pair.Key == property).Value;
        switch (edit.Verb)
        {
            case Verb.Set:
                node.Set(property, edit.Value);
                return None;
            case Verb.SetMany:
                node.Set(property, new byte[edit.Name]);
                return None;
            case Verb.SetInPlace when old is null:
                return NotFound;
            case Verb.SetInPlace when old.Length != edit.Value.Length:
                return LengthMismatch;
            case Verb.SetInPlace:
                node.Set(property, edit.Value);
                return None;
            case Verb.Delete:
                return node.Delete(property) ? None : NotFound;
            case Verb.Add:
                string name = Pick(s_nodeNames, edit.Name);
                if (node.Children.All(child => child.Name != name))
                {
                    node.Children.Add(new TreeModel(name));
                }

                return None;
            case Verb.DeleteNode:
                return root.DeleteChild(node) ? None : RootRequired;
            case Verb.DeleteMemory:
                root.Children.RemoveAll(child =>
                    child.Name.Split('@')[0] == "memory"
                    || child.Properties.Any(pair =>
                        pair.Key == "device_type"
                        && Encoding.ASCII.GetString(pair.Value).Split('\0') is ["memory", _, ..]
                    )
                );
                return None;
            default:
                return None;
        }
    }
}
