using Keelson.DeviceTree;
using Xunit;
using static Keelson.DeviceTree.DeviceTreeError;

namespace Keelson.Portable.Tests;

/// <summary>
/// What the kernel-shim may write for the next kernel, in every capacity from the bare tree upwards: each step either
/// has the room it needs, to the byte, or changes no byte of the buffer.
/// </summary>
public class DeviceTreeNoSpaceTests
{
    private delegate DeviceTreeError Step(DeviceTreeEditor editor);

    private static readonly Step[] s_steps =
    [
        editor => editor.SetString("/chosen"u8, "bootargs"u8, "console=ttyAMA0 earlycon"u8),
        editor => editor.SetUInt64("/chosen"u8, "linux,initrd-start"u8, 0x48000000),
        editor => editor.SetUInt64("/chosen"u8, "linux,initrd-end"u8, 0x49000000),
        editor => editor.SetProperty("/chosen"u8, "keelson,generation"u8, new byte[112]),
        editor => editor.SetUInt64("/chosen"u8, "kaslr-seed"u8, ulong.MaxValue),
        editor => editor.SetProperty("/chosen"u8, "rng-seed"u8, new byte[33]),
        // Replacements that grow, by less than a word, and shrink; a name that another one ends in.
        editor => editor.SetProperty("/chosen"u8, "rng-seed"u8, new byte[36]),
        editor => editor.SetProperty("/chosen"u8, "rng-seed"u8, new byte[37]),
        editor => editor.SetProperty("/chosen"u8, "rng-seed"u8, new byte[1]),
        editor => editor.SetProperty("/"u8, "seed"u8, new byte[3]),
    ];

    [Fact]
    public void Opening_needs_room_for_the_tree()
    {
        Assert.True(DeviceTreeBlob.TryCreate(SampleTrees.Board, out DeviceTreeBlob tree, out _));
        Assert.True(DeviceTreeEditor.TryOpen(tree, new byte[4096], out DeviceTreeEditor editor, out _));
        int needed = editor.UsedSize;
        for (int capacity = 0; capacity < needed; capacity++)
        {
            byte[] buffer = Filled(capacity);
            Assert.False(DeviceTreeEditor.TryOpen(tree, buffer, out _, out DeviceTreeError error));
            Assert.Equal(NoSpace, error);
            Assert.Equal(Filled(capacity), buffer);
        }
        Assert.True(DeviceTreeEditor.TryOpen(tree, new byte[needed], out editor, out _));
        Assert.Equal(0, editor.FreeSize);
    }

    [Fact]
    public void Every_step_has_the_room_it_needs_or_changes_nothing()
    {
        byte[] state = Dtc.Compile(
            "/dts-v1/; /memreserve/ 0x1000 0x1000; / { compatible = \"k\"; chosen { }; soc { #address-cells = <1>; }; "
                + "};"
        );
        foreach (Step step in s_steps)
        {
            DeviceTreeEditor roomy = Open(state, new byte[4096]);
            int before = roomy.UsedSize;
            Assert.Equal(None, step(roomy));
            int needed = Math.Max(before, roomy.UsedSize);
            byte[] expected = roomy.Tree.Bytes[..roomy.UsedSize].ToArray();

            for (int capacity = before; capacity < needed; capacity++)
            {
                byte[] buffer = new byte[capacity];
                DeviceTreeEditor tight = Open(state, buffer);
                byte[] untouched = [.. buffer];
                Assert.Equal(NoSpace, step(tight));
                Assert.Equal(untouched, buffer);
            }

            byte[] exact = new byte[needed];
            Assert.Equal(None, step(Open(state, exact)));
            RawTree.SetWord(expected, 4, (uint)exact.Length);
            Assert.Equal(expected, exact[..expected.Length]);

            RawTree.SetWord(expected, 4, (uint)expected.Length);
            state = expected;
        }
    }

    private static DeviceTreeEditor Open(byte[] blob, byte[] buffer)
    {
        Assert.True(
            DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out DeviceTreeError error),
            error.ToString()
        );
        Assert.True(DeviceTreeEditor.TryOpen(tree, buffer, out DeviceTreeEditor editor, out _));
        return editor;
    }

    private static byte[] Filled(int length)
    {
        byte[] buffer = new byte[length];
        Array.Fill(buffer, (byte)0xa5);
        return buffer;
    }
}
