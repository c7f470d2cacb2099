using CsCheck;
using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Handover;
using Keelson.Kexec;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>
/// Damaged trees. The blob fills its array exactly, so that reading a byte too many throws; a walk that never ended
/// would hang the run.
/// </summary>
public class DeviceTreeMutationTests
{
    /// <summary>
    /// Words that mean something in a structure block, or sit at the edge of a signed or unsigned comparison.
    /// </summary>
    private static readonly uint[] s_tellingWords =
    [
        0,
        1,
        2,
        3,
        4,
        9,
        12,
        0x100,
        0x7ffffffc,
        0x80000000,
        0xfffffffc,
        0xffffffff,
    ];

    [Fact]
    public void Damaged_bytes_are_refused_or_harmless()
    {
        byte[] whole = Packed(SampleTrees.Board);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte)
            .Array[1, 8]
            .Sample(
                changes =>
                {
                    byte[] blob = [.. whole];
                    foreach ((int offset, byte value) in changes)
                    {
                        blob[offset] = value;
                    }

                    Survive(blob);
                },
                iter: 2000
            );
    }

    [Fact]
    public void Damaged_words_are_refused_or_harmless()
    {
        byte[] whole = Packed(SampleTrees.Board);
        for (int offset = 0; offset + 4 <= whole.Length; offset += 4)
        {
            foreach (uint value in s_tellingWords)
            {
                byte[] blob = [.. whole];
                RawTree.SetWord(blob, offset, value);
                Survive(blob);
            }
        }
    }

    [Fact]
    public void Damage_to_a_real_tree_is_refused_or_harmless()
    {
        byte[] whole = Packed(SampleTrees.QemuVirt);
        Gen.Select(
                Gen.Int[0, whole.Length / 4 - 1],
                Gen.Int[0, s_tellingWords.Length - 1].Select(i => s_tellingWords[i])
            )
            .Array[1, 3]
            .Sample(
                changes =>
                {
                    byte[] blob = [.. whole];
                    foreach ((int word, uint value) in changes)
                    {
                        RawTree.SetWord(blob, word * 4, value);
                    }

                    Survive(blob);
                },
                iter: 100
            );
    }

    private static byte[] Packed(byte[] blob)
    {
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        Assert.True(DeviceTreeEditor.TryOpen(tree, new byte[blob.Length], out DeviceTreeEditor editor, out _));
        return editor.Packed();
    }

    private static void Survive(byte[] blob)
    {
        if (!DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out DeviceTreeError error))
        {
            Assert.NotEqual(DeviceTreeError.None, error);
            return;
        }
        TreeWalk.ReadEverything(tree);

        // What the stub makes of it must be a tree too, in the room that it asks for.
        HandoverRequest request = new()
        {
            SystemTable = new PhysicalAddress(1),
            DeviceTree = blob,
            BootArguments = "quiet"u8,
            RngSeed = new byte[32],
            KaslrSeed = 1,
        };
        byte[] buffer = new byte[ChosenWriter.CapacityFor(in request)];
        Assert.Equal(DeviceTreeError.None, ChosenWriter.TryBuild(in request, buffer, out ChosenWriter writer));
        writer.ForbidRuntimeServices();
        Assert.True(DeviceTreeBlob.TryCreate(buffer, out tree, out error), error.ToString());
        TreeWalk.ReadEverything(tree);

        // And so must what the kernel-shim makes of that for the next kernel.
        byte[] next = new byte[NextDeviceTree.CapacityFor(tree)];
        Assert.Equal(DeviceTreeError.None, NextDeviceTree.TryBuild(tree, default, next));
        Assert.True(DeviceTreeBlob.TryCreate(next, out tree, out error), error.ToString());
        TreeWalk.ReadEverything(tree);
    }
}
