using System.Runtime;
using System.Runtime.CompilerServices;

namespace System;

/// <summary>
/// Blocks of memory, by <c>arch/arm64/BulkMemory.S</c>: one instruction loads as much as eight of compiled code, and
/// another stores it.
/// </summary>
internal static unsafe class BulkMemory
{
    public const nuint BlockBytes = 64;

    /// <param name="to">The first block's.</param>
    /// <param name="from">The first block's.</param>
    /// <param name="bytes">Whole blocks.</param>
    /// <param name="step">From one block to the next: <see cref="BlockBytes"/>, or that below zero.</param>
    [RuntimeImport("*", "CopyBlocks")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void CopyBlocks(byte* to, byte* from, nuint bytes, nint step);

    /// <param name="bytes">Whole blocks.</param>
    [RuntimeImport("*", "FillBlocks")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void FillBlocks(byte* to, nuint bytes, uint value);
}
