using System.Runtime.CompilerServices;

namespace Keelson.Text;

/// <summary>Integers: plain, and with a width and a format.</summary>
public ref partial struct TextLine
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(int value) => AppendSigned(value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(uint value) => AppendDecimal(value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(ulong value) => AppendDecimal(value);

    public void AppendFormatted(long value) => AppendFormatted(value, 0);

    public void AppendFormatted(nint value) => AppendFormatted((long)value, 0);

    public void AppendFormatted(nuint value) => AppendDecimal(value);

    public void AppendFormatted(sbyte value, int alignment = 0, string? format = null) =>
        AppendNumber((byte)value, Magnitude(value), value < 0, alignment, format);

    public void AppendFormatted(short value, int alignment = 0, string? format = null) =>
        AppendNumber((ushort)value, Magnitude(value), value < 0, alignment, format);

    public void AppendFormatted(int value, int alignment = 0, string? format = null) =>
        AppendNumber((uint)value, Magnitude(value), value < 0, alignment, format);

    public void AppendFormatted(long value, int alignment = 0, string? format = null) =>
        AppendNumber((ulong)value, Magnitude(value), value < 0, alignment, format);

    public void AppendFormatted(nint value, int alignment = 0, string? format = null) =>
        AppendFormatted((long)value, alignment, format);

    public void AppendFormatted(uint value, int alignment = 0, string? format = null) =>
        AppendFormatted((ulong)value, alignment, format);

    public void AppendFormatted(nuint value, int alignment = 0, string? format = null) =>
        AppendFormatted((ulong)value, alignment, format);

    public void AppendFormatted(ulong value, int alignment = 0, string? format = null) =>
        AppendNumber(value, value, isNegative: false, alignment, format);

    public void AppendFormatted(sbyte? value, int alignment = 0, string? format = null)
    {
        if (value is { } number)
        {
            AppendFormatted(number, alignment, format);
        }
        else
        {
            Align(_length, alignment);
        }
    }

    public void AppendFormatted(short? value, int alignment = 0, string? format = null)
    {
        if (value is { } number)
        {
            AppendFormatted(number, alignment, format);
        }
        else
        {
            Align(_length, alignment);
        }
    }

    public void AppendFormatted(int? value, int alignment = 0, string? format = null)
    {
        if (value is { } number)
        {
            AppendFormatted(number, alignment, format);
        }
        else
        {
            Align(_length, alignment);
        }
    }

    public void AppendFormatted(uint? value, int alignment = 0, string? format = null)
    {
        if (value is { } number)
        {
            AppendFormatted(number, alignment, format);
        }
        else
        {
            Align(_length, alignment);
        }
    }

    public void AppendFormatted(long? value, int alignment = 0, string? format = null)
    {
        if (value is { } number)
        {
            AppendFormatted(number, alignment, format);
        }
        else
        {
            Align(_length, alignment);
        }
    }

    public void AppendFormatted(ulong? value, int alignment = 0, string? format = null)
    {
        if (value is { } number)
        {
            AppendFormatted(number, alignment, format);
        }
        else
        {
            Align(_length, alignment);
        }
    }

    /// <summary>
    /// Lower case, no prefix, no leading zeros: the format <c>x</c>, which the build turns into this.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendHexadecimal(ulong value) => AppendDigits(value, shift: 4, 1, letters: 'a');

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AppendSigned(long value)
    {
        if (value < 0)
        {
            AppendByte((byte)'-');
        }

        AppendDecimal(Magnitude(value));
    }

    private static ulong Magnitude(long value) => value < 0 ? 0 - (ulong)value : (ulong)value;

    /// <param name="bits">What a format of bits shows: the value in two's complement, as wide as its type.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AppendNumber(ulong bits, ulong magnitude, bool isNegative, int alignment, string? format)
    {
        int start = _length;
        // What no format is was refused by the build.
        NumberFormat.TryParse(format, out NumberFormat number);
        if (number.Kind is NumberKind.Hexadecimal or NumberKind.Binary)
        {
            AppendDigits(bits, number.Kind == NumberKind.Hexadecimal ? 4 : 1, number.Digits, number.Letters);
        }
        else
        {
            if (isNegative)
            {
                AppendByte((byte)'-');
            }

            AppendDecimal(magnitude, number.Kind == NumberKind.Decimal ? number.Digits : 1, number.HasGroups);
            if (number.Kind == NumberKind.Fixed && number.Digits > 0)
            {
                AppendByte((byte)'.');
                AppendZeros(number.Digits);
            }
        }

        Align(start, alignment);
    }

    private void AppendDecimal(ulong value) => AppendDecimal(value, 1, hasGroups: false);

    private void AppendDecimal(ulong value, int minimumDigits, bool hasGroups)
    {
        ulong divisor = 1;
        int digits = 1;
        for (; value / divisor >= 10; digits++)
        {
            divisor *= 10;
        }

        AppendZeros(minimumDigits - digits);
        for (; divisor != 0; divisor /= 10)
        {
            AppendByte((byte)('0' + value / divisor % 10));
            if (hasGroups && --digits > 0 && digits % 3 == 0)
            {
                AppendByte((byte)',');
            }
        }
    }

    /// <param name="shift">Bits to a digit.</param>
    /// <param name="letters">What stands for ten: a or A.</param>
    private void AppendDigits(ulong value, int shift, int minimumDigits, char letters)
    {
        int digits = 1;
        while (digits * shift < 64 && value >> digits * shift != 0)
        {
            digits++;
        }

        AppendZeros(minimumDigits - digits);
        for (int position = (digits - 1) * shift; position >= 0; position -= shift)
        {
            uint digit = (uint)(value >> position) & ((1u << shift) - 1);
            AppendByte((byte)(digit < 10 ? '0' + digit : letters + digit - 10));
        }
    }

    private void AppendZeros(int count)
    {
        for (; count > 0; count--)
        {
            AppendByte((byte)'0');
        }
    }
}
