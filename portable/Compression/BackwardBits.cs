using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Keelson.Compression;

/// <summary>
/// A bit stream of Zstandard that is read from its end (RFC 8878, 4.1), a register at a time. What lies in front of it
/// is read with it, and <see cref="IsOverrun"/> tells whether any of that was used.
/// </summary>
internal ref struct BackwardBits
{
    /// <summary>Of the block's span in front of the first stream: a load for the first bits begins there.</summary>
    public const int LeadSizeBytes = 8;

    /// <summary>After a refill at least so many bits are there.</summary>
    public const int RefilledBits = 57;

    private readonly ReadOnlySpan<byte> _block;
    private readonly int _start;

    /// <summary>Where the bits that were not read end, in bits from the block's beginning.</summary>
    private int _position;

    /// <summary>The next bits, highest first.</summary>
    private ulong _bits;

    private BackwardBits(ReadOnlySpan<byte> block, int start, int position)
    {
        _block = block;
        _start = start;
        _position = position;
        _bits = 0;
    }

    public readonly int Position => _position;
    public readonly bool IsOverrun => _position < _start;
    public readonly bool IsAtEnd => _position == _start;

    /// <param name="block">The block, and what lies before it.</param>
    /// <param name="start">Of the stream in it, at least <see cref="LeadSizeBytes"/>.</param>
    /// <param name="end">Behind its last byte.</param>
    /// <param name="bits">Filled.</param>
    public static bool TryOpen(ReadOnlySpan<byte> block, int start, int end, out BackwardBits bits)
    {
        bits = default;
        // The highest bit that is set marks the end.
        if (start < LeadSizeBytes || end <= start || end > block.Length || block[end - 1] == 0)
        {
            return false;
        }

        bits = new BackwardBits(block, start * 8, end * 8 - 8 + BitOperations.Log2((uint)block[end - 1]));
        return bits.TryRefill();
    }

    /// <returns>False where more bits were read than there are.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRefill()
    {
        if (_position < _start)
        {
            return false;
        }

        _bits = At(_block, _position);
        return true;
    }

    /// <summary>The bits in front of a position, highest first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong At(ReadOnlySpan<byte> block, int position) =>
        WordCopy.Load(block, ((position + 7) >> 3) - LeadSizeBytes) << (-position & 7);

    /// <summary>The first of some bits.</summary>
    /// <param name="bits">Go on behind them.</param>
    /// <param name="count">How many, in the lowest six bits.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Take(ref ulong bits, int count)
    {
        uint value = (uint)(bits >> 1 >> (count ^ 63));
        bits <<= count;
        return value;
    }

    /// <param name="count">From 0 on; between two refills <see cref="RefilledBits"/> together.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Take(int count)
    {
        _position -= count;
        return Take(ref _bits, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Peek(int count) => (int)(_bits >> (64 - count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int count)
    {
        _bits <<= count;
        _position -= count;
    }
}
