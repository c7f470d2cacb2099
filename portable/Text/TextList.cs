using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Keelson.Text;

/// <summary>
/// What the build makes of a method that tells each number's text (tools/Weaving, <c>TextLists</c>): the texts of 0, 1,
/// 2 and so on, each ended by a zero, the last of them that of every other number.
/// </summary>
public static class TextList
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ReadOnlySpan<byte> At(uint number, ref readonly byte first, int sizeBytes)
    {
        ReadOnlySpan<byte> texts = MemoryMarshal.CreateReadOnlySpan(in first, sizeBytes);
        for (; ; number--)
        {
            int end = texts.IndexOf((byte)0);
            if (number == 0 || end + 1 == texts.Length)
            {
                return texts[..end];
            }

            texts = texts[(end + 1)..];
        }
    }
}
