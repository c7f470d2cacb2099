using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Addresses;
using Keelson.Uefi;

namespace Keelson.Text;

/// <summary>
/// One line of output, built without a heap from an interpolated string: <c>log.WriteLine($"map of {count} at
/// {start}")</c>. Values read as .NET writes them in the invariant culture, widths and formats included
/// (<see cref="NumberFormat"/>); addresses are hexadecimal with a leading 0x. The text is UTF-8, and is in the line
/// itself, so that a line may be kept, or written while another is being built. What does not fit is cut off with "~";
/// an application's lines are longer (<see cref="LongText"/>).
/// </summary>
[InterpolatedStringHandler]
public ref partial struct TextLine
{
    public const int CapacityBytes = 240;

    [InlineArray(CapacityBytes)]
    private struct Memory
    {
        private byte _first;
    }

    [InlineArray(Utf8.MaximumScalarLength)]
    private struct Sequence
    {
        private byte _first;
    }

    private int _length;

    /// <summary>Of <see cref="LongText"/>, from 1; otherwise the text is in the line itself.</summary>
    private int _slot;

    /// <summary>Zero too once the line was cut: nothing comes behind the mark.</summary>
    private int _room;
    private Memory _memory;

    // None of these is worth a copy at every line of a log.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public TextLine(int literalLength, int formattedCount)
    {
        // SAFETY: of the memory only what was written is ever shown.
        Unsafe.SkipInit(out _memory);
        _length = 0;
        _slot = 0;
        _room = CapacityBytes;
    }

    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Text =>
        LongText.Exists && _slot > 0 ? LongText.Slot(_slot)[.._length] : ((ReadOnlySpan<byte>)_memory)[.._length];

    public void AppendLiteral(string literal) => AppendFormatted((ReadOnlySpan<char>)literal);

    /// <summary>
    /// What the build makes of a call of <see cref="AppendLiteral"/> (tools/Weaving): the same text as bytes of UTF-8,
    /// behind a field.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendUtf8(ref readonly byte first, int length) =>
        AppendFormatted(MemoryMarshal.CreateReadOnlySpan(in first, length));

    /// <summary>Text in UTF-8.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(scoped ReadOnlySpan<byte> text)
    {
        if (LongText.Exists && text.Length > _room)
        {
            Grow();
        }

        int taken = Math.Min(text.Length, _room);
        text[..taken].CopyTo(Bytes[_length..]);
        _length += taken;
        _room -= taken;
        if (taken < text.Length)
        {
            Cut();
        }
    }

    /// <summary>All of another one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Append(scoped in TextLine text) => AppendFormatted(text.Text);

    public void AppendFormatted(string? text) => AppendFormatted((ReadOnlySpan<char>)text);

    /// <summary>Text in UTF-16. Half of a surrogate pair is no character, and becomes U+FFFD.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(scoped ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            AppendScalar(Utf8.TakeScalar(ref text));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(PhysicalAddress address) => AppendAddress(address.Value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(VirtualAddress address) => AppendAddress(address.Value);

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
            AppendAddress((ulong)status);
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
            AppendAddress((ulong)type);
        }
    }

    /// <summary>
    /// What a terminal obeys, or whoever reads line by line, becomes '?': for lines with text of somebody else's.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void MaskControls()
    {
        Span<byte> written = Bytes[.._length];
        for (int i = 0; i < written.Length; i++)
        {
            if (written[i] is < 0x20 or 0x7f)
            {
                written[i] = (byte)'?';
            }
        }
    }

    private void AppendAddress(ulong value)
    {
        AppendFormatted("0x"u8);
        AppendHexadecimal(value);
    }

    private void AppendScalar(uint scalar)
    {
        Sequence sequence = default;
        Span<byte> bytes = sequence;
        AppendFormatted(bytes[..Utf8.Encode(scalar, bytes)]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void AppendByte(byte value)
    {
        if (LongText.Exists && _room == 0)
        {
            Grow();
        }

        if (_room == 0)
        {
            Cut();
            return;
        }

        if (LongText.Exists && _slot > 0)
        {
            LongText.Slot(_slot)[_length++] = value;
        }
        else
        {
            _memory[_length++] = value;
        }

        _room--;
    }

    /// <summary>
    /// Puts the mark in place of the last character that was all there; a second time changes nothing.
    /// </summary>
    private void Cut()
    {
        if (LongText.Exists && _slot > 0)
        {
            _length = LongText.Cut(_slot, _length);
            return;
        }

        if (_length != CapacityBytes)
        {
            return;
        }

        int last = CapacityBytes - 1;
        while ((_memory[last] & 0xc0) == 0x80)
        {
            last--;
        }

        _memory[last] = (byte)'~';
        _length = last + 1;
    }
}
