using System;
using System.Runtime.CompilerServices;

namespace Keelson.Text;

/// <summary>
/// The memory that lines are built in, used in turn. A buffer on the stack would be cleared at every line, and code for
/// that would stand at every line of every log. Booted code has one processor and no threads; three lines at once
/// happen (what is said, the line it is said in, and an exception in between), four do not.
/// </summary>
internal static class LineBuffers
{
    private const int Count = 4;

    [InlineArray(Count * TextLine.CapacityBytes)]
    private struct Memory
    {
        private byte _first;
    }

    private static Memory s_memory;
    private static int s_next;

    public static Span<byte> Next()
    {
        int start = s_next;
        s_next = (start + TextLine.CapacityBytes) % (Count * TextLine.CapacityBytes);
        return ((Span<byte>)s_memory).Slice(start, TextLine.CapacityBytes);
    }
}
