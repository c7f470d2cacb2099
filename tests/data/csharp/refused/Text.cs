using System;
using System.Text;
using Keelson.Efi;

namespace Keelson.Cases;

// == KEEL316: the text of a number as a string
static class NumberText
{
    public static void Run() => Hidden.Keep(Hidden.Int(3).ToString());
}

// == KEEL307: the name of an enum as a string
static class EnumText
{
    enum Colour
    {
        Red,
    }

    public static void Run() => Hidden.Keep(((Colour)Hidden.Int(0)).ToString());
}

// == KEEL307: an inherited ToString
static class InheritedText
{
    class Plain { }

    static readonly Plain s_plain = new();

    public static void Run() => Hidden.Keep(s_plain.ToString());
}

// == KEEL307: an inherited GetHashCode of an enum
static class EnumHash
{
    enum Colour
    {
        Red,
    }

    public static void Run() => Hidden.Zero += ((Colour)Hidden.Int(0)).GetHashCode();
}

// == KEEL307: an inherited Equals of a structure
static class StructureEquals
{
    struct Point
    {
        public int X;
    }

    public static void Run()
    {
        Point one = new() { X = Hidden.Zero };
        Point two = one;
        Hidden.Zero += one.Equals(two) ? 1 : 0;
    }
}

// == KEEL307: the text of a record
static class RecordText
{
    record struct Point(int X);

    public static void Run() => Hidden.Keep(new Point(Hidden.Zero).ToString());
}

// == KEEL308: a format of currency
static class CurrencyFormat
{
    public static void Run() => EfiApplication.WriteLine($"{Hidden.Zero:c}");
}

// == KEEL308: an exponential format
static class ExponentFormat
{
    public static void Run() => EfiApplication.WriteLine($"{Hidden.Zero:e3}");
}

// == KEEL308: a picture of a number
static class PictureFormat
{
    public static void Run() => EfiApplication.WriteLine($"{Hidden.Zero:#,##0.00}");
}

// == KEEL308: an unknown format of an enum
static class EnumFormat
{
    enum Colour
    {
        Red,
    }

    public static void Run() => EfiApplication.WriteLine($"{(Colour)Hidden.Zero:f}");
}

// == KEEL309: an enum whose type is a type parameter
static class GenericEnum
{
    enum Colour
    {
        Red,
    }

    static void Print<T>(T value)
        where T : struct, Enum => EfiApplication.WriteLine($"{value}");

    public static void Run() => Print((Colour)Hidden.Zero);
}

// == KEEL316: StringBuilder
static class Builder
{
    public static void Run()
    {
        StringBuilder builder = new();
        builder.Append('c');
    }
}

// == CS0619: a floating-point number in a hole
static class FloatingHole
{
    public static void Run() => EfiApplication.WriteLine($"{Hidden.Zero * 0.5}");
}

// == KEEL316: an interpolated string that is no line
static class InterpolatedString
{
    static string Name(int number) => $"name {number}";

    public static void Run() => Hidden.Keep(Name(3));
}

// == KEEL316: strings joined at run time
static class Concatenation
{
    public static void Run() => Hidden.Keep(nameof(Concatenation) + (Hidden.Zero == 0 ? "a" : "b"));
}

// == CS0453: an object in a hole
static class ObjectHole
{
    public static void Run() => EfiApplication.WriteLine($"{Hidden.Last}");
}

// == KEEL316: Replace, Split, Join, PadLeft, Insert, Remove of strings
static class EditedString
{
    public static void Run() => Hidden.Keep("a-b".Replace('-', '+'));
}

// == CS1503: an enum in an interpolated string that is no line
static class EnumInString
{
    enum Colour
    {
        Red,
    }

    static string Name(Colour colour) => $"colour {colour}";

    public static void Run() => Hidden.Keep(Name(Colour.Red));
}

// == CS0619: string.Format
static class FormatCall
{
    public static void Run() => Hidden.Keep(string.Format(null, "{0:x}", "a"));
}

// == KEEL316: the rest of a string in a list pattern
static class StringSlice
{
    public static void Run()
    {
        string text = Hidden.Zero == 0 ? "abc" : "b";
        Hidden.Zero += text is ['a', .. var rest] ? rest.Length : 0;
    }
}
