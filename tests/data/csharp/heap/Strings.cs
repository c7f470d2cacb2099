using System;
using System.Text;
using Keelson.Efi;

namespace Keelson.Cases.Heap;

// == strings joined at run time, and parts of them
static class JoinedStrings
{
    public static void Run()
    {
        string one = Hidden.Text("left");
        string two = one + "-" + Hidden.Int(-42) + '!' + (Hidden.Zero == 0);
        two += " more";
        EfiApplication.WriteLine($"{two} {two.Length} {two.Substring(5)} {two.Substring(1, 3)}");
        EfiApplication.WriteLine($"{two == "left--42!True more"} {one[1..3]} {"" + one == one}");
    }
}

// == interpolated strings as strings
static class InterpolatedStrings
{
    public static void Run()
    {
        int n = Hidden.Int(255);
        string text = $"{n} {n:x} [{n, 6}] [{n, -6:X4}] {true} {'c'} {"s", 3}";
        EfiApplication.WriteLine(text);
        EfiApplication.WriteLine($"{$"inner {n}"} {ulong.MaxValue.ToString()} {(-7L).ToString()}");
    }
}

// == integers of every size in an interpolated string
static class InterpolatedIntegers
{
    public static void Run()
    {
        int n = Hidden.Int(-1);
        string text =
            $"{(sbyte)n:x} {(short)n:X} {n:x} {(long)n:X} {(nint)n:x} {unchecked((byte)n):x} {unchecked((ushort)n):x} "
            + $"{unchecked((uint)n):x} {unchecked((ulong)n):x} {unchecked((nuint)n):x} [{(sbyte)n, 5:x4}] {(short)n:b}";
        EfiApplication.WriteLine(text);
        short? small = (short)n;
        sbyte? smaller = (sbyte)n;
        long? large = n;
        uint? none = null;
        text = $"{small:X} {smaller:X} {large:X} [{none, 3}] {(int?)n} {(ulong?)7}";
        EfiApplication.WriteLine(text);
        EfiApplication.WriteLine($"{small:X} {smaller:x} {(sbyte?)null}");
        EfiApplication.WriteLine(((nint)n).ToString());
        EfiApplication.WriteLine(((nuint)7).ToString());
    }
}

// == StringBuilder
static class Builders
{
    public static void Run()
    {
        StringBuilder builder = new();
        for (int i = 0; i < Hidden.Int(30); i++)
        {
            builder.Append(i).Append(',');
        }
        builder.Append("end").Append(true);
        EfiApplication.WriteLine(builder.ToString());
        EfiApplication.WriteLine($"{builder.Length} {builder[0]} {builder.Clear().Length}");
        builder
            .Append('=', 3)
            .Append(5u)
            .Append(-7L)
            .Append(ulong.MaxValue)
            .Append((nint)Hidden.Int(4))
            .Append((byte)9);
        EfiApplication.WriteLine(builder.ToString());
        builder.Remove(0, 2).Insert(1, "<in>").Insert(builder.Length, "!").Insert(0, (string?)null);
        EfiApplication.WriteLine(builder.ToString());
        builder.Length = 4;
        EfiApplication.WriteLine($"{builder.ToString()} {builder.Length}");
        builder.Length = 6;
        EfiApplication.WriteLine($"{(int)builder[5]} {builder.Append((object)Hidden.Int(3)).ToString().AsSpan(6)}");
    }
}

// == strings of characters: of one, of an array, of a span
static class StringsOfCharacters
{
    public static void Run()
    {
        char[] letters = ['a', 'b', 'c'];
        EfiApplication.WriteLine(new string('-', Hidden.Int(5)));
        EfiApplication.WriteLine(new string(letters));
        EfiApplication.WriteLine(new string(letters, 1, 2));
        EfiApplication.WriteLine(new string(letters.AsSpan(1)));
        EfiApplication.WriteLine($"[{new string('x', 0)}] {new string('x', 0).Length} {new string([]) == ""}");
    }
}

// == the text of a record struct
static class RecordText
{
    record struct Point(int X, long Y);

    public static void Run() => EfiApplication.WriteLine(new Point(Hidden.Int(3), -4).ToString());
}

// == text of spans
static class SpanText
{
    public static void Run()
    {
        ReadOnlySpan<char> span = Hidden.Text("key=value").AsSpan(4);
        string text = span.ToString();
        char[] units = text.AsSpan().ToArray();
        units.AsSpan().Reverse();
        EfiApplication.WriteLine($"{text} {((ReadOnlySpan<char>)units).ToString()} {units.Length}");
    }
}

// == a reference in a static, changed at run time
static class ChangedStatic
{
    static string s_last = "first";
    static object? s_any;

    public static void Run()
    {
        EfiApplication.WriteLine($"{s_last}");
        s_last = Hidden.Text("second") + "!";
        s_any = s_last;
        EfiApplication.WriteLine($"{s_last} {ReferenceEquals(s_any, s_last)}");
    }
}

// == Replace, Split, Join, Insert, Remove, PadLeft, PadRight and Trim of strings
static class EditedStrings
{
    public static void Run()
    {
        string s = Hidden.Text("keelson boots");
        EfiApplication.WriteLine(
            $"{s.Replace('o', '0')}|{s.Replace("oo", "OO")}|{s.Replace("o", "")}|{s.Replace("x", "y")}"
        );
        EfiApplication.WriteLine($"{s.Replace("keelson boots", null)}|{"aaa".Replace("aa", "b")}");
        string[] parts = "one,two,,three".Split(',');
        EfiApplication.WriteLine($"{parts.Length} {parts[1]} [{parts[2]}] {parts[^1]} {"none".Split(',').Length}");
        EfiApplication.WriteLine(string.Join(", ", "a", "b", null, "c"));
        EfiApplication.WriteLine(string.Join('-', parts));
        EfiApplication.WriteLine($"[{s.PadLeft(16)}] [{s.PadRight(16, '.')}] [{s.PadLeft(3)}]");
        EfiApplication.WriteLine(
            $"{s.Insert(7, "!")} {s.Insert(0, "<")} {s.Remove(7)} {s.Remove(2, 5)} [{s.Remove(0)}]"
        );
        string spaced = Hidden.Text("  --x- ");
        string trimmed = spaced.Trim();
        EfiApplication.WriteLine(
            $"[{trimmed}] [{spaced.TrimStart()}] [{spaced.TrimEnd()}] [{trimmed.Trim('-')}] "
                + $"[{trimmed.TrimStart('-')}] [{trimmed.TrimEnd('-')}] {trimmed == "--x-"}"
        );
        char[] letters = s.ToCharArray();
        letters.AsSpan().Reverse();
        EfiApplication.WriteLine($"{letters.AsSpan()} {letters.Length}");
    }
}

// == objects of anonymous types, and their text
static class AnonymousObjects
{
    public static void Run()
    {
        var point = new
        {
            X = Hidden.Int(1),
            Name = "p",
            Inner = new { Y = true },
        };
        EfiApplication.WriteLine($"{point.X} {point.Name} {point.Inner.Y}");
        EfiApplication.WriteLine(point.ToString());
    }
}
