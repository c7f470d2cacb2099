using System.Text;

namespace Keelson.Tools.Tests;

/// <summary>
/// Texts of numbers as csc compiles them, for <see cref="TextListTests"/> to weave and to run both ways.
/// </summary>
public static class ToldNumbers
{
    public static IReadOnlyList<string> Lists { get; } =
    [nameof(Dense), nameof(WithGap), nameof(Some), nameof(Shifted), nameof(OfByte), nameof(Nothing)];

    private static int s_count;

    public enum Number
    {
        None,
        One,
        Two,
        Three,
        Four,
    }

    public enum Small : byte
    {
        None,
        One,
        Two,
        Three,
    }

    public static string[] All(int[] numbers) =>
        [
            .. numbers.SelectMany(number =>
                (string[])
                    [
                        Text(Dense((Number)number)),
                        Text(WithGap((Number)number)),
                        Text(Some(number)),
                        Text(Shifted(number)),
                        Text(Few((Number)number)),
                        Text(OfByte((Small)number)),
                        Text(Nothing((Number)number)),
                        Text(Far(number)),
                        Text(Twice((Number)number)),
                    ]
            ),
        ];

    private static ReadOnlySpan<byte> Dense(Number number) =>
        number switch
        {
            Number.None => "none"u8,
            Number.One => "one"u8,
            Number.Two => "two, f\u00fcr alle"u8,
            Number.Three => "three"u8,
            Number.Four => "four"u8,
            _ => "many"u8,
        };

    private static ReadOnlySpan<byte> WithGap(Number number) =>
        number switch
        {
            Number.None => "none"u8,
            Number.Two => "two"u8,
            Number.Three => "three"u8,
            Number.Four => "four"u8,
            (Number)5 => "five"u8,
            _ => default,
        };

    private static ReadOnlySpan<byte> Some(int number)
    {
        if (number == 3)
        {
            return "three"u8;
        }

        return number switch
        {
            0 => "none"u8,
            1 => "one"u8,
            2 => "two"u8,
            > 3 and < 6 => "some"u8,
            _ => ""u8,
        };
    }

    private static ReadOnlySpan<byte> Shifted(int number) =>
        number switch
        {
            4 => "four"u8,
            5 => "five"u8,
            6 => "six"u8,
            7 => "seven"u8,
            8 => "eight"u8,
            _ => default,
        };

    /// <summary>The text of all others stands in front of another one.</summary>
    /// <summary>The text of all others stands in front of another one.</summary>
    private static ReadOnlySpan<byte> Few(Number number) => number == Number.One ? "one"u8 : "other"u8;

    private static ReadOnlySpan<byte> OfByte(Small number) =>
        number switch
        {
            Small.None => "none"u8,
            Small.One => "one"u8,
            Small.Two => "two"u8,
            Small.Three => "three"u8,
            _ => "byte"u8,
        };

    private static ReadOnlySpan<byte> Nothing(Number number) => default;

    /// <summary>Beyond what a list is for.</summary>
    private static ReadOnlySpan<byte> Far(int number) =>
        number switch
        {
            0 => "none"u8,
            1 => "one"u8,
            2 => "two"u8,
            100 => "hundred"u8,
            int.MinValue => "least"u8,
            _ => "other"u8,
        };

    /// <summary>A zero within, which would end a text of a list.</summary>
    private static ReadOnlySpan<byte> WithZero(Number number) =>
        number switch
        {
            Number.None => "none"u8,
            Number.One => "o\0ne"u8,
            Number.Two => "two"u8,
            _ => "many"u8,
        };

    /// <summary>Text that stands in the list already, for a number in the middle.</summary>
    private static ReadOnlySpan<byte> Twice(Number number) =>
        number switch
        {
            Number.None => "none"u8,
            Number.Two => "two"u8,
            Number.Three => "three"u8,
            Number.Four => "four"u8,
            _ => "not empty"u8,
        };

    /// <summary>It counts as well.</summary>
    private static ReadOnlySpan<byte> Counted(Number number)
    {
        s_count++;
        return number switch
        {
            Number.None => "none"u8,
            Number.One => "one"u8,
            Number.Two => "two"u8,
            _ => "many"u8,
        };
    }

    private static ReadOnlySpan<byte> Endless(Number number)
    {
        while (number != Number.None) { }

        return "none"u8;
    }

    private static string Text(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
}
