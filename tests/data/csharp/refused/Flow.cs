using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Efi;

namespace Keelson.Cases;

// == KEEL301: catch
static class Catch
{
    public static void Run()
    {
        try
        {
            Hidden.Zero++;
        }
        catch (Exception)
        {
            Hidden.Zero--;
        }
    }
}

// == KEEL301: catch with a filter
static class CatchWhen
{
    public static void Run()
    {
        try
        {
            Hidden.Zero++;
        }
        catch when (Hidden.Zero > 3)
        {
            Hidden.Zero--;
        }
    }
}

// == KEEL317: a throw of what is not new
static class ThrowVariable
{
    static readonly Exception s_known = new InvalidOperationException();

    public static void Run()
    {
        if (Hidden.Zero != 0)
        {
            throw s_known;
        }
    }
}

// == KEEL303: the Type of something
static class TypeObject
{
    public static void Run() => Hidden.Keep(typeof(int));
}

// == KEEL305: local variables of more than 8 KB
static class LargeLocals
{
    [InlineArray(10_000)]
    struct Buffer
    {
        private byte _first;
    }

    public static void Run()
    {
        Buffer buffer = default;
        buffer[Hidden.Int(3)] = 1;
        Hidden.Zero += buffer[2];
    }
}

// == KEEL306: stackalloc of a constant over 64 KB
static class LargeStackalloc
{
    public static void Run()
    {
        Span<byte> bytes = stackalloc byte[100_000];
        bytes[Hidden.Int(3)] = 1;
        Hidden.Zero += bytes[2];
    }
}

// == KEEL314: a method without a body and without a symbol
static class Unbound
{
    [MethodImpl(MethodImplOptions.InternalCall)]
    static extern int Missing();

    public static void Run() => Hidden.Zero += Missing();
}

// == CS0246: [DllImport]
static class Import
{
    [DllImport("library")]
    static extern int Missing();

    public static void Run() => Hidden.Zero += Missing();
}

// == CS0518: decimal
static class Decimals
{
    public static void Run()
    {
        decimal price = 1.5m;
        Hidden.Zero += (int)price;
    }
}

// == CS0246: Guid, TimeSpan, DateTime, Random and the like
static class LibraryTypes
{
    public static void Run()
    {
        Random random = new(3);
        Hidden.Zero += random.Next();
    }
}

// == CS0246: [ThreadStatic]
static class ThreadStatics
{
    [ThreadStatic]
    static int s_value;

    public static void Run() => s_value++;
}

// == CS0117: powers and angles of Math
static class Powers
{
    public static void Run() => Hidden.Zero += (int)Math.Pow(2, Hidden.Zero);
}

// == CS0234: numbers as a type parameter (INumber<T>)
static class GenericMath
{
    static T Larger<T>(T a, T b)
        where T : System.Numerics.INumber<T> => a > b ? a : b;

    public static void Run() => Hidden.Zero += Larger(1, 2);
}

// == CS1980: dynamic
static class Dynamic
{
    static int Read(dynamic value) => value.Length;

    public static void Run() => Hidden.Zero += Read("text");
}

// == CS0246: Int128 and UInt128
static class WideIntegers
{
    public static void Run()
    {
        Int128 wide = 1;
        Hidden.Zero += (int)wide;
    }
}
