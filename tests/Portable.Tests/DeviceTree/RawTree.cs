using System.Buffers.Binary;
using System.Text;

namespace Keelson.Portable.Tests;

/// <summary>A blob put together word by word, so that a test can break one rule and no other.</summary>
internal sealed class RawTree
{
    public List<byte> Structure { get; } = [];
    public List<byte> Strings { get; } = [];
    public List<byte> Reservations { get; } = [];
    public uint Version { get; set; } = 17;

    /// <summary>Order of the blocks: m(emory reservations), t(ree), s(trings).</summary>
    public string Order { get; set; } = "mts";

    /// <summary>A root with two properties and a subnode with one; every block well formed.</summary>
    public static RawTree Small()
    {
        var tree = new RawTree();
        return tree.Reserve(0x1000, 0x100)
            .Reserve(0, 0)
            .Begin("")
            .Property("one", [1, 2, 3, 4, 5])
            .Nop()
            .Property("two", [])
            .Begin("sub@1")
            .Property("one", [9])
            .End()
            .End()
            .Finish();
    }

    /// <summary>FDT_NOP wherever the specification allows it, but before FDT_END, where dtc doesn't take it.</summary>
    public static RawTree WithHoles() =>
        new RawTree()
            .Reserve(0, 0)
            .Nop()
            .Begin("")
            .Nop()
            .Nop()
            .Property("p", [1])
            .Nop()
            .Property("q", [2])
            .Nop()
            .Begin("a")
            .Nop()
            .End()
            .Nop()
            .Begin("b")
            .Property("p", [3])
            .Nop()
            .End()
            .Nop()
            .End()
            .Finish();

    public RawTree Begin(string name) => Word(1).Text(name);

    public RawTree End() => Word(2);

    public RawTree Nop() => Word(4);

    public RawTree Finish() => Word(9);

    public RawTree Property(string name, byte[] value) => PropertyAt(AddString(name), value);

    public RawTree PropertyAt(int nameOffset, byte[] value)
    {
        Word(3).Word((uint)value.Length).Word((uint)nameOffset);
        Structure.AddRange(value);
        return Pad();
    }

    public RawTree Word(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        Structure.AddRange(bytes);
        return this;
    }

    public RawTree Reserve(ulong address, ulong size)
    {
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, address);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), size);
        Reservations.AddRange(bytes);
        return this;
    }

    public int AddString(string name)
    {
        int offset = Strings.Count;
        Strings.AddRange(Encoding.ASCII.GetBytes(name + '\0'));
        return offset;
    }

    public byte[] ToBlob()
    {
        List<byte> blob = [.. new byte[40]];
        int reservations = 0,
            structure = 0,
            strings = 0;
        foreach (char block in Order)
        {
            while (blob.Count % 8 != 0)
            {
                blob.Add(0);
            }

            switch (block)
            {
                case 'm':
                    reservations = blob.Count;
                    blob.AddRange(Reservations);
                    break;
                case 't':
                    structure = blob.Count;
                    blob.AddRange(Structure);
                    break;
                case 's':
                    strings = blob.Count;
                    blob.AddRange(Strings);
                    break;
            }
        }
        byte[] bytes = [.. blob];
        uint[] header =
        [
            0xd00dfeed,
            (uint)bytes.Length,
            (uint)structure,
            (uint)strings,
            (uint)reservations,
            Version,
            16,
            0,
            (uint)Strings.Count,
            (uint)Structure.Count,
        ];
        for (int i = 0; i < header.Length; i++)
        {
            SetWord(bytes, i * 4, header[i]);
        }

        return bytes;
    }

    public static void SetWord(byte[] blob, int offset, uint value) =>
        BinaryPrimitives.WriteUInt32BigEndian(blob.AsSpan(offset), value);

    private RawTree Text(string text)
    {
        Structure.AddRange(Encoding.ASCII.GetBytes(text + '\0'));
        return Pad();
    }

    private RawTree Pad()
    {
        while (Structure.Count % 4 != 0)
        {
            Structure.Add(0);
        }

        return this;
    }
}
