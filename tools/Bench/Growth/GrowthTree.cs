using System.Buffers.Binary;

namespace Keelson.Tools.Bench.Growth;

/// <summary>
/// A device tree of many small nodes, as board trees are: version 17 (Devicetree Specification 0.4, 5).
/// </summary>
internal static class GrowthTree
{
    private const int HeaderBytes = 40,
        ReservationBytes = 16;
    private const uint BeginNode = 1,
        EndNode = 2,
        Property = 3,
        End = 9;

    /// <param name="bytes">At least, and less than a node more.</param>
    public static byte[] Make(int bytes)
    {
        List<byte> structure = [];
        Word(BeginNode);
        Word(0);
        for (int i = 0; HeaderBytes + ReservationBytes + structure.Count + Names.Length + 8 < bytes; i++)
        {
            Word(BeginNode);
            Text($"device@{i:x}");
            Value(0, "keelson,growth-of-a-tree");
            Value(Names.IndexOf("status"u8), "disabled");
            Word(EndNode);
        }

        Word(EndNode);
        Word(End);
        int strings = HeaderBytes + ReservationBytes + structure.Count;
        byte[] tree = new byte[strings + Names.Length];
        uint[] header =
        [
            0xd00d_feed,
            (uint)tree.Length,
            HeaderBytes + ReservationBytes,
            (uint)strings,
            HeaderBytes,
            17,
            16,
            0,
            (uint)Names.Length,
            (uint)structure.Count,
        ];
        for (int i = 0; i < header.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(tree.AsSpan(4 * i), header[i]);
        }

        structure.CopyTo(tree, HeaderBytes + ReservationBytes);
        Names.CopyTo(tree.AsSpan(strings));
        return tree;

        void Value(int name, string value)
        {
            Word(Property);
            Word((uint)value.Length + 1);
            Word((uint)name);
            Text(value);
        }

        void Text(string text)
        {
            structure.AddRange(text.Select(letter => (byte)letter));
            structure.Add(0);
            while (structure.Count % 4 != 0)
            {
                structure.Add(0);
            }
        }

        void Word(uint value)
        {
            structure.AddRange([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);
        }
    }

    private static ReadOnlySpan<byte> Names => "compatible\0status\0"u8;
}
