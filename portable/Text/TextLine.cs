using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Addresses;
using Keelson.Uefi;

namespace Keelson.Text;

/// <summary>
/// One line of output, built without a heap from an interpolated string: <c>log.WriteLine($"map of {count} at
/// {start}")</c>. Numbers are decimal (with the format <c>00</c> of at least two digits), or with the format <c>x</c>
/// hexadecimal with a leading 0x; addresses are always hexadecimal; <c>size</c> counts bytes in the largest binary unit
/// that divides evenly. What does not fit is cut off with "~". A line is good until three more have been begun
/// (<see cref="LineBuffers"/>).
/// </summary>
[InterpolatedStringHandler]
public ref struct TextLine
{
    public const int CapacityBytes = 240;

    private readonly Span<byte> _buffer;
    private int _length;

    // None of these is worth a copy at every line of a log.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public TextLine(int literalLength, int formattedCount) => _buffer = LineBuffers.Next();

    public readonly ReadOnlySpan<byte> Text => _buffer[.._length];

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendLiteral(string literal)
    {
        Span<byte> room = Take(literal.Length);
        for (int i = 0; i < room.Length; i++)
        {
            room[i] = (byte)literal[i];
        }
    }

    /// <summary>
    /// What the build makes of a call of <see cref="AppendLiteral"/> (tools/Weaving): the same text as bytes of UTF-8,
    /// behind a field.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendUtf8(ref readonly byte first, int length) =>
        AppendFormatted(MemoryMarshal.CreateReadOnlySpan(in first, length));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(scoped ReadOnlySpan<byte> text)
    {
        Span<byte> room = Take(text.Length);
        text[..room.Length].CopyTo(room);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(string text) => AppendLiteral(text);

    /// <summary>ASCII text in UTF-16.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(scoped ReadOnlySpan<char> text)
    {
        Span<byte> room = Take(text.Length);
        for (int i = 0; i < room.Length; i++)
        {
            room[i] = (byte)text[i];
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(int value)
    {
        if (value < 0)
        {
            AppendByte((byte)'-');
        }

        AppendDecimal((ulong)(value < 0 ? -(long)value : value));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(uint value) => AppendDecimal(value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(ulong value) => AppendDecimal(value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(uint value, string format) => AppendFormatted((ulong)value, format);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(ulong value, string format)
    {
        if (format[0] == 's')
        {
            AppendSize(value);
        }
        else if (format[0] == '0')
        {
            AppendDecimal(value, format.Length);
        }
        else
        {
            AppendHexadecimal(value);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(PhysicalAddress address) => AppendHexadecimal(address.Value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(VirtualAddress address) => AppendHexadecimal(address.Value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(EfiStatus status)
    {
        AppendFormatted("EFI_"u8);
        if (status.Text() is { Length: > 0 } name)
        {
            AppendFormatted(name);
        }
        else
        {
            AppendHexadecimal((ulong)status);
        }
    }

    /// <summary>
    /// The firmware's own enumerations have values that no specification names: those alone appear as numbers. An enum
    /// of ours has no overload, and is written by its <c>Text()</c>.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(MemoryType type)
    {
        if (type.Text() is { Length: > 0 } name)
        {
            AppendFormatted(name);
        }
        else
        {
            AppendHexadecimal((ulong)type);
        }
    }

    private void AppendSize(ulong bytes)
    {
        int unit = 0;
        for (; unit < 4 && bytes != 0 && bytes % 1024 == 0; unit++)
        {
            bytes /= 1024;
        }

        AppendDecimal(bytes);
        AppendFormatted(
            unit switch
            {
                0 => " B"u8,
                1 => " KB"u8,
                2 => " MB"u8,
                3 => " GB"u8,
                _ => " TB"u8,
            }
        );
    }

    private void AppendDecimal(ulong value, int minimumDigits = 1)
    {
        ulong divisor = 1;
        for (int digits = 1; digits < minimumDigits || value / divisor >= 10; digits++)
        {
            divisor *= 10;
        }

        for (; divisor != 0; divisor /= 10)
        {
            AppendByte((byte)('0' + value / divisor % 10));
        }
    }

    private void AppendHexadecimal(ulong value)
    {
        AppendFormatted("0x"u8);
        int shift = 60;
        while (shift > 0 && value >> shift == 0)
        {
            shift -= 4;
        }

        for (; shift >= 0; shift -= 4)
        {
            AppendByte("0123456789abcdef"u8[(int)(value >> shift) & 15]);
        }
    }

    /// <summary>Room for so many bytes, or for what fits in front of the mark of a cut.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Span<byte> Take(int count)
    {
        int start = _length;
        int room = Math.Min(count, CapacityBytes - start);
        _length += room;
        if (room == count)
        {
            return _buffer.Slice(start, room);
        }

        _buffer[CapacityBytes - 1] = (byte)'~';
        return _buffer.Slice(start, Math.Max(room - 1, 0));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AppendByte(byte value)
    {
        if (_length < CapacityBytes)
        {
            _buffer[_length++] = value;
        }
        else
        {
            _buffer[CapacityBytes - 1] = (byte)'~';
        }
    }
}
