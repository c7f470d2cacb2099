namespace System;

public static class Buffer
{
    /// <summary>There is no collector, so there is no barrier either.</summary>
    internal static void BulkMoveWithWriteBarrier(ref byte destination, ref byte source, nuint bytes) =>
        SpanHelpers.Memmove(ref destination, ref source, bytes);
}
