namespace System;

/// <summary>What assembly does on the machine, one block after the other, for the tests of what calls it.</summary>
internal static class BulkMemory
{
    public const nuint BlockBytes = 64;

    // SAFETY: the caller vouches for the blocks, as on the machine.
    public static unsafe void CopyBlocks(byte* to, byte* from, nuint bytes, nint step)
    {
        Span<byte> block = stackalloc byte[(int)BlockBytes];
        for (; bytes != 0; bytes -= BlockBytes, to += step, from += step)
        {
            new Span<byte>(from, (int)BlockBytes).CopyTo(block);
            block.CopyTo(new Span<byte>(to, (int)BlockBytes));
        }
    }

    // SAFETY: as above.
    public static unsafe void FillBlocks(byte* to, nuint bytes, uint value) =>
        new Span<byte>(to, (int)bytes).Fill((byte)value);
}
