using System;
using Keelson.Efi;

namespace Keelson.Cases;

// == == and != on strings, by their content
static class StringEquality
{
    static readonly string[] s_words = ["same", "same ", "sam", ""];

    public static void Run()
    {
        string one = Hidden.Text("same");
        foreach (string word in s_words)
        {
            EfiApplication.WriteLine($"{one == word} {one != word} {one.Equals(word)} {string.Equals(word, one)}");
        }
        string? nothing = Hidden.Zero == 0 ? null : one;
        EfiApplication.WriteLine($"{nothing == null} {nothing == one} {one is "same"}");
    }
}

// == many lines in one method: they have the same memory
static class ManyLines
{
    public static void Run()
    {
        int n = Hidden.Zero + 1;
        EfiApplication.WriteLine($"line {n + 0} of {40u}");
        EfiApplication.WriteLine($"line {n + 1} of {40u}");
        EfiApplication.WriteLine($"line {n + 2} of {40u}");
        EfiApplication.WriteLine($"line {n + 3} of {40u}");
        EfiApplication.WriteLine($"line {n + 4} of {40u}");
        EfiApplication.WriteLine($"line {n + 5} of {40u}");
        EfiApplication.WriteLine($"line {n + 6} of {40u}");
        EfiApplication.WriteLine($"line {n + 7} of {40u}");
        EfiApplication.WriteLine($"line {n + 8} of {40u}");
        EfiApplication.WriteLine($"line {n + 9} of {40u}");
        EfiApplication.WriteLine($"line {n + 10} of {40u}");
        EfiApplication.WriteLine($"line {n + 11} of {40u}");
        EfiApplication.WriteLine($"line {n + 12} of {40u}");
        EfiApplication.WriteLine($"line {n + 13} of {40u}");
        EfiApplication.WriteLine($"line {n + 14} of {40u}");
        EfiApplication.WriteLine($"line {n + 15} of {40u}");
        EfiApplication.WriteLine($"line {n + 16} of {40u}");
        EfiApplication.WriteLine($"line {n + 17} of {40u}");
        EfiApplication.WriteLine($"line {n + 18} of {40u}");
        EfiApplication.WriteLine($"line {n + 19} of {40u}");
        EfiApplication.WriteLine($"line {n + 20} of {40u}");
        EfiApplication.WriteLine($"line {n + 21} of {40u}");
        EfiApplication.WriteLine($"line {n + 22} of {40u}");
        EfiApplication.WriteLine($"line {n + 23} of {40u}");
        EfiApplication.WriteLine($"line {n + 24} of {40u}");
        EfiApplication.WriteLine($"line {n + 25} of {40u}");
        EfiApplication.WriteLine($"line {n + 26} of {40u}");
        EfiApplication.WriteLine($"line {n + 27} of {40u}");
        EfiApplication.WriteLine($"line {n + 28} of {40u}");
        EfiApplication.WriteLine($"line {n + 29} of {40u}");
        EfiApplication.WriteLine($"line {n + 30} of {40u}");
        EfiApplication.WriteLine($"line {n + 31} of {40u}");
        EfiApplication.WriteLine($"line {n + 32} of {40u}");
        EfiApplication.WriteLine($"line {n + 33} of {40u}");
        EfiApplication.WriteLine($"line {n + 34} of {40u}");
        EfiApplication.WriteLine($"line {n + 35} of {40u}");
        EfiApplication.WriteLine($"line {n + 36} of {40u}");
        EfiApplication.WriteLine($"line {n + 37} of {40u}");
        EfiApplication.WriteLine($"line {n + 38} of {40u}");
        EfiApplication.WriteLine($"line {n + 39} of {40u}");
        if (n > 1)
        {
            EfiApplication.WriteLine($"{n} is more");
        }
        else
        {
            EfiApplication.WriteLine($"{n} is not more");
        }
        for (int i = 0; i < 3; i++)
        {
            EfiApplication.WriteLine($"turn {i}");
            EfiApplication.WriteLine($"{(i == 1 ? "in the middle" : "at an end")}, {i * n}");
        }
    }
}

// == switch on a string
static class StringSwitch
{
    static int Number(string word) =>
        word switch
        {
            "zero" => 0,
            "one" => 1,
            "two" => 2,
            "three" => 3,
            "four" => 4,
            "five" => 5,
            "six" => 6,
            "seven" => 7,
            "eight" => 8,
            _ => -1,
        };

    static readonly string[] s_words = ["zero", "one", "two", "four", "seven", "eight", "nine", "", "fove"];

    public static void Run()
    {
        foreach (string word in s_words)
        {
            EfiApplication.WriteLine($"{word}={Number(word)}");
        }
    }
}

// == foreach over a string, and its characters by index
static class StringForeach
{
    public static void Run()
    {
        string word = Hidden.Text("abc");
        int sum = 0;
        foreach (char c in word)
        {
            sum += c;
        }
        EfiApplication.WriteLine($"{sum} {word[1]} {word[^1]} {word.Length}");
    }
}

// == string.Empty, IsNullOrEmpty, constants joined by +
static class StringConstants
{
    const string Joined = "left" + "-" + nameof(StringConstants);

    public static void Run()
    {
        EfiApplication.WriteLine($"{Joined} {string.Empty}|{string.IsNullOrEmpty("")} {string.IsNullOrEmpty(Joined)}");
        EfiApplication.WriteLine($"{string.IsNullOrWhiteSpace(" \t")} {string.IsNullOrWhiteSpace("x")}");
    }
}

// == searching in strings: IndexOf, Contains, StartsWith and EndsWith of a character, ordinal comparison
static class StringSearch
{
    public static void Run()
    {
        string word = Hidden.Text("abracadabra");
        EfiApplication.WriteLine($"{word.IndexOf('c')} {word.IndexOf('x')} {word.LastIndexOf('b')}");
        EfiApplication.WriteLine($"{word.Contains('d')} {word.StartsWith('a')} {word.EndsWith('b')}");
        EfiApplication.WriteLine($"{word.StartsWith("abra", StringComparison.Ordinal)}");
        EfiApplication.WriteLine($"{word.EndsWith("abra", StringComparison.Ordinal)} {word.Contains("cad")}");
        EfiApplication.WriteLine($"{string.CompareOrdinal("a", "b") < 0} {string.CompareOrdinal("b", "a") > 0}");
    }
}

// == parts of a string as spans
static class StringSpans
{
    public static void Run()
    {
        ReadOnlySpan<char> text = Hidden.Text("key=value").AsSpan();
        int at = text.IndexOf('=');
        EfiApplication.WriteLine($"{text[..at]}: {text[(at + 1)..]} {text.Length}");
        EfiApplication.WriteLine($"{text[..at] is "key"} {text.StartsWith("key=")} {text.EndsWith("x")}");
        EfiApplication.WriteLine($"{text[..at].SequenceEqual("key")} {" a b ".AsSpan().Trim()}|");
    }
}

// == text that is not ASCII, in literals and strings
static class NotAscii
{
    public static void Run()
    {
        EfiApplication.WriteLine($"literal: \u00e9 \u20ac \u65e5");
        string word = Hidden.Text("\u00e9 \u20ac \u65e5");
        EfiApplication.WriteLine($"string: {word} {word.Length}");
        EfiApplication.WriteLine(word);
    }
}

// == characters: kinds of them, arithmetic
static class Characters
{
    public static void Run()
    {
        char c = (char)Hidden.Int('7');
        EfiApplication.WriteLine($"{char.IsDigit(c)} {char.IsDigit('\u0663')} {char.IsDigit('x')} {c - '0'}");
        EfiApplication.WriteLine($"{char.IsWhiteSpace(' ')} {char.IsWhiteSpace('\u00a0')} {char.IsWhiteSpace('a')}");
        EfiApplication.WriteLine($"{char.IsAsciiLetter('q')} {char.IsAsciiHexDigit('g')} {char.IsControl('\n')}");
        EfiApplication.WriteLine($"{(char)(c + 1)} {c.Equals('7')} {c.CompareTo('9') < 0} {char.MaxValue - c}");
        EfiApplication.WriteLine(
            $"{char.IsAsciiLetterUpper('Q')} {char.IsHighSurrogate('\ud800')} {char.IsBetween(c, '0', '9')}"
        );
    }
}

// == numbers read from text
static class Parsing
{
    static readonly string[] s_texts = ["42", " -7 ", "+5", "2147483648", "", "-", "1x", "00012"];

    public static void Run()
    {
        foreach (string text in s_texts)
        {
            bool isNumber = int.TryParse(text, out int value);
            bool isUnsigned = ulong.TryParse(text, out ulong large);
            EfiApplication.WriteLine($"[{text}] {isNumber} {value} {isUnsigned} {large}");
        }
        EfiApplication.WriteLine($"{int.Parse("-12") + int.Parse(Hidden.Text("13"))}");
        EfiApplication.WriteLine($"{bool.TryParse(Hidden.Text(" tRUE\0"), out bool truth)} {truth}");
        EfiApplication.WriteLine($"{bool.TryParse("yes", out truth)} {truth} {bool.Parse(Hidden.Text("False"))}");
    }
}
