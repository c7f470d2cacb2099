namespace Keelson.Text;

public enum NumberKind
{
    Decimal,
    Hexadecimal,
    Binary,
    Fixed,
}

/// <summary>
/// .NET's standard formats of integers: <c>D</c> and <c>G</c>, <c>X</c>, <c>B</c>, <c>N</c> and <c>F</c>, in capitals
/// or not, all but <c>G</c> with a number of digits behind it; and <c>000</c>, so many digits at least. The build
/// refuses any other by this table.
/// </summary>
public readonly struct NumberFormat
{
    private const int DefaultDecimals = 2;

    private NumberFormat(NumberKind kind, int digits, char letters = 'a', bool hasGroups = false)
    {
        Kind = kind;
        Digits = digits;
        Letters = letters;
        HasGroups = hasGroups;
    }

    public NumberKind Kind { get; }

    /// <summary>At least so many; of a <see cref="NumberKind.Fixed"/> number, so many behind the point.</summary>
    public int Digits { get; }

    /// <summary>What stands for the digit ten.</summary>
    public char Letters { get; }

    /// <summary>A comma at each thousand.</summary>
    public bool HasGroups { get; }

    /// <summary>False, and plain decimal, for what is no format of the table.</summary>
    public static bool TryParse(string? format, out NumberFormat number)
    {
        number = new NumberFormat(NumberKind.Decimal, 1);
        if (format is null || format.Length == 0)
        {
            return true;
        }

        if (format[0] == '0')
        {
            number = new NumberFormat(NumberKind.Decimal, format.Length);
            return IsZeros(format);
        }

        if (!TryParseDigits(format, out int digits))
        {
            return false;
        }

        bool isLong = format.Length > 1;
        switch ((char)(format[0] | 0x20))
        {
            case 'd':
                number = new NumberFormat(NumberKind.Decimal, digits);
                return true;
            case 'g':
                return !isLong;
            case 'x':
                number = new NumberFormat(NumberKind.Hexadecimal, digits, format[0] == 'x' ? 'a' : 'A');
                return true;
            case 'b':
                number = new NumberFormat(NumberKind.Binary, digits);
                return true;
            case 'n':
            case 'f':
                number = new NumberFormat(
                    NumberKind.Fixed,
                    isLong ? digits : DefaultDecimals,
                    hasGroups: format[0] is 'n' or 'N'
                );
                return true;
            default:
                return false;
        }
    }

    private static bool IsZeros(string format)
    {
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '0')
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>What stands behind the letter: up to two digits, or none.</summary>
    private static bool TryParseDigits(string format, out int digits)
    {
        digits = 0;
        for (int i = 1; i < format.Length; i++)
        {
            if (format[i] is < '0' or > '9')
            {
                return false;
            }

            digits = 10 * digits + (format[i] - '0');
        }
        return format.Length <= 3;
    }
}
