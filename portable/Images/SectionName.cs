using System;
using System.Buffers.Binary;

namespace Keelson.Images;

/// <summary>A name to look for in a section table: up to eight bytes, ended by a zero where they are fewer.</summary>
public readonly struct SectionName
{
    private readonly ulong _text;

    /// <summary>Of the name and the zero behind it: what follows that one has no meaning.</summary>
    private readonly ulong _mask;

    /// <param name="name">Without padding. One of more than eight bytes, or with a zero in it, no section has.</param>
    public SectionName(ReadOnlySpan<byte> name)
    {
        if (name.Length > sizeof(ulong) || name.Contains((byte)0))
        {
            _text = 1;
            return;
        }

        ulong text = 0;
        for (int i = name.Length - 1; i >= 0; i--)
        {
            text = text << 8 | name[i];
        }

        _text = text;
        _mask = name.Length < sizeof(ulong) - 1 ? (1ul << 8 * (name.Length + 1)) - 1 : ulong.MaxValue;
    }

    /// <param name="header">Begins with the name of a section.</param>
    public bool IsOf(ReadOnlySpan<byte> header) => (BinaryPrimitives.ReadUInt64LittleEndian(header) & _mask) == _text;
}
