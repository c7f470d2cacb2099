using System;
using Keelson.Efi;

namespace Keelson.Cases;

// == CS0117: ToUpper and ToLower, which take the tables of Unicode
static class UpperCase
{
    public static void Run() => Hidden.Zero += char.ToUpperInvariant((char)Hidden.Zero);
}

// == CS1061: parts of a span by Split
static class SplitSpan
{
    public static void Run()
    {
        foreach (Range part in "a,b".AsSpan().Split(','))
        {
            Hidden.Zero += part.End.Value;
        }
    }
}

// == CS0103: Console, in place of EfiApplication
static class ConsoleWrites
{
    public static void Run() => Console.WriteLine("x");
}

// == KEEL316: an interpolated string in a hole
static class NestedInterpolation
{
    public static void Run() => EfiApplication.WriteLine($"{(Hidden.Zero < 0 ? $"minus {Hidden.Zero}" : "plus")}");
}

// == CS1501: objects by their Type (Activator)
static class Activated
{
    public static void Run() => Hidden.Keep(Activator.CreateInstance(null!));
}

// == CS1935: LINQ as a query
static class Query
{
    static readonly int[] s_all = [1, 2];

    public static void Run() => Hidden.Keep(from one in s_all where one > Hidden.Zero select one);
}

// == CS1061: LINQ as methods
static class QueryMethods
{
    static readonly int[] s_all = [1, 2];

    public static void Run() => Hidden.Zero += s_all.Sum();
}

// == CS0234: threads
static class Threads
{
    public static void Run() => new System.Threading.Thread(Run).Start();
}

// == CS0117: names and values of an enum (IsDefined, GetValues, Parse)
static class EnumTables
{
    public static void Run() => Hidden.Zero += Enum.IsDefined(Hidden.Zero) ? 1 : 0;
}

// == CS1503: text compared by a culture: EndsWith(string), StartsWith(string), CompareTo
static class CultureText
{
    public static void Run() => Hidden.Zero += "boot.efi".EndsWith(".efi") ? 1 : 0;
}

// == CS0117: kinds of characters beyond ASCII: letters, capitals, punctuation
static class LetterKinds
{
    public static void Run() => Hidden.Zero += char.IsLetter('x') ? 1 : 0;
}
