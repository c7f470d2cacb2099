using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Uefi;

namespace Keelson.Text;

/// <summary>
/// What the build makes of a line (tools/Weaving, <c>LinePatterns</c>): its texts and the kinds of its values are one
/// constant, and one call takes the place of one for each of them.
/// </summary>
public ref partial struct TextLine
{
    /// <summary>What a call can bring along.</summary>
    public const int MaximumPatternValues = 8;

    [InlineArray(MaximumPatternValues)]
    private struct PatternValues
    {
        private ulong _first;
    }

    /// <param name="pattern">The number of bytes that follow it, then those: <see cref="LinePart"/>.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Append(ref TextLine line, ref readonly byte pattern) => line.AppendPattern(in pattern, default);

    /// <param name="a">The first value of the pattern; so on in the others, of which one that is not used is 0.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Append(ulong a, ref TextLine line, ref readonly byte pattern) =>
        line.AppendPattern(in pattern, new ReadOnlySpan<ulong>(in a));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Append(ulong a, ulong b, ref TextLine line, ref readonly byte pattern)
    {
        // SAFETY: the pattern asks for no more values than were counted for it.
        Unsafe.SkipInit(out PatternValues values);
        values[0] = a;
        values[1] = b;
        line.AppendPattern(in pattern, values);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Append(ulong a, ulong b, ulong c, ulong d, ref TextLine line, ref readonly byte pattern)
    {
        // SAFETY: the pattern asks for no more values than were counted for it.
        Unsafe.SkipInit(out PatternValues values);
        values[0] = a;
        values[1] = b;
        values[2] = c;
        values[3] = d;
        line.AppendPattern(in pattern, values);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Append(
        ulong a,
        ulong b,
        ulong c,
        ulong d,
        ulong e,
        ulong f,
        ulong g,
        ulong h,
        ref TextLine line,
        ref readonly byte pattern
    )
    {
        // SAFETY: the pattern asks for no more values than were counted for it.
        Unsafe.SkipInit(out PatternValues values);
        values[0] = a;
        values[1] = b;
        values[2] = c;
        values[3] = d;
        values[4] = e;
        values[5] = f;
        values[6] = g;
        values[7] = h;
        line.AppendPattern(in pattern, values);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AppendPattern(ref readonly byte first, scoped ReadOnlySpan<ulong> values)
    {
        ReadOnlySpan<byte> pattern = MemoryMarshal.CreateReadOnlySpan(in first, 1 + first);
        int next = 0;
        for (int at = 1; at < pattern.Length; )
        {
            LinePart part = (LinePart)pattern[at++];
            if (part == LinePart.Begin)
            {
                _length = 0;
                _slot = 0;
                _room = CapacityBytes;
                continue;
            }

            if (part < LinePart.Begin)
            {
                AppendPacked(pattern.Slice(at, (int)part), TextPairs.Table, TextPairs.Words);
                at += (int)part;
                continue;
            }

            ulong value = values[next++];
            switch (part)
            {
                case LinePart.Unsigned:
                    AppendDecimal(value);
                    break;
                case LinePart.Signed:
                    AppendSigned((long)value);
                    break;
                case LinePart.Address:
                    AppendAddress(value);
                    break;
                case LinePart.Hexadecimal:
                    AppendHexadecimal(value);
                    break;
                case LinePart.Utf8:
                    // SAFETY: the build took a text apart into these two values.
                    AppendUtf8(in Unsafe.Add(ref Unsafe.NullRef<byte>(), (nuint)value), (int)values[next++]);
                    break;
                case LinePart.Status:
                    AppendFormatted((EfiStatus)value);
                    break;
            }
        }
    }

    /// <summary>Text in pairs, a word at a time while there is room for a whole one.</summary>
    /// <param name="pairs">As <see cref="TextPairs.Table"/>.</param>
    /// <param name="words">As <see cref="TextPairs.Words"/>, of the same.</param>
    public void AppendPacked(
        scoped ReadOnlySpan<byte> codes,
        scoped ReadOnlySpan<byte> pairs,
        scoped ReadOnlySpan<ulong> words
    )
    {
        Span<byte> room = Room;
        int length = 0;
        for (int i = 0; i < codes.Length; i++)
        {
            ulong word = words[codes[i]];
            if (word == 0 || length > room.Length - sizeof(ulong))
            {
                Advance(length);
                TextPairs.Append(ref this, codes[i], pairs);
                room = Room;
                length = 0;
                continue;
            }

            // SAFETY: a whole word fits, as was just asked. What it writes behind its text, the length and zeros, is
            // written over by what comes.
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref MemoryMarshal.GetReference(room), length), word);
            length += TextPairs.LengthOf(word);
        }

        Advance(length);
    }

    [UnscopedRef]
    private Span<byte> Room => Bytes.Slice(_length, _room);

    /// <summary>So much of the room was written.</summary>
    private void Advance(int length)
    {
        _length += length;
        _room -= length;
    }
}
