using System;
using System.Buffers.Binary;

namespace Keelson.DeviceTree;

/// <summary>
/// Steps over the tokens of a structure block (Devicetree Specification v0.4, 5.4.1), passing by FDT_NOP. Checks
/// nothing: <see cref="StructureValidator"/> has, so a caller must only stop at FDT_END.
/// </summary>
internal ref struct StructureCursor(ReadOnlySpan<byte> blob, int offset)
{
    /// <summary>FDT_PROP, <c>len</c> and <c>nameoff</c>: bytes in front of a property's value.</summary>
    public const int PropertyHeadSize = 12;

    private readonly ReadOnlySpan<byte> _blob = blob;

    public StructureToken Token { get; private set; }

    /// <summary>Where <see cref="Token"/> is, in bytes from the start of the blob.</summary>
    public int Offset { get; private set; }

    /// <summary>Where the token after it is.</summary>
    public int Next { get; private set; } = offset;

    public void Advance()
    {
        do
        {
            Offset = Next;
            Token = (StructureToken)BinaryPrimitives.ReadUInt32BigEndian(_blob[Offset..]);
            Next = Offset + 4;
            if (Token == StructureToken.BeginNode)
            {
                Next = Align(Next + _blob[Next..].IndexOf((byte)0) + 1);
            }
            else if (Token == StructureToken.Property)
            {
                Next = Align(Offset + PropertyHeadSize + (int)BinaryPrimitives.ReadUInt32BigEndian(_blob[Next..]));
            }
        } while (Token == StructureToken.Nop);
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
