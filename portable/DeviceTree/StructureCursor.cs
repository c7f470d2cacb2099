using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Keelson.DeviceTree;

/// <summary>
/// Steps over the tokens of a structure block (Devicetree Specification v0.4, 5.4.1), passing by FDT_NOP. Checks
/// nothing: <see cref="StructureValidator"/> has, so a caller must only stop at FDT_END.
/// </summary>
internal ref struct StructureCursor
{
    /// <summary>FDT_PROP, <c>len</c> and <c>nameoff</c>: bytes in front of a property's value.</summary>
    public const int PropertyHeadSize = 12;

    /// <summary>A word less this, and not in it, has the highest bit of its lowest zero byte, and none if there is
    /// none.</summary>
    private const uint Ones = 0x0101_0101;
    private const uint HighestBits = Ones << 7;

    /// <summary>Of the blob: tokens lie at its multiples of 4 bytes, and trees are walked word by word.</summary>
    private readonly ReadOnlySpan<uint> _words;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public StructureCursor(ReadOnlySpan<byte> blob, int offset)
    {
        _words = MemoryMarshal.Cast<byte, uint>(blob);
        Next = offset;
    }

    public StructureToken Token { get; private set; }

    /// <summary>Where <see cref="Token"/> is, in bytes from the start of the blob.</summary>
    public int Offset { get; private set; }

    /// <summary>Where the token after it is.</summary>
    public int Next { get; private set; }

    public void Advance()
    {
        StructureToken token;
        int next = Next;
        do
        {
            Offset = next;
            int word = next / sizeof(uint);
            token = (StructureToken)BinaryPrimitives.ReverseEndianness(_words[word]);
            next += sizeof(uint);
            if (token == StructureToken.BeginNode)
            {
                next = (EndOfName(word + 1) + 1) * sizeof(uint);
            }
            else if (token == StructureToken.Property)
            {
                next = Align(Offset + PropertyHeadSize + (int)BinaryPrimitives.ReverseEndianness(_words[word + 1]));
            }
        } while (token == StructureToken.Nop);
        Next = next;
        Token = token;
    }

    /// <summary>The word with the zero that ends a name.</summary>
    private readonly int EndOfName(int word)
    {
        while (((_words[word] - Ones) & ~_words[word] & HighestBits) == 0)
        {
            word++;
        }
        return word;
    }

    /// <summary>From a node's FDT_BEGIN_NODE to its FDT_END_NODE.</summary>
    public void SkipNode()
    {
        int open = 1;
        while (open != 0)
        {
            Advance();
            if (Token == StructureToken.BeginNode)
            {
                open++;
            }
            else if (Token == StructureToken.EndNode)
            {
                open--;
            }
        }
    }

    /// <summary>Tokens lie at multiples of 4 bytes.</summary>
    public static int Align(int offset) => (offset + 3) & ~3;
}
