using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading;
using Keelson.Efi;

namespace Keelson.Cases;

// == switch expressions and statements, patterns
static class Switches
{
    static string Size(int n) =>
        n switch
        {
            < 0 => "negative",
            0 => "none",
            1 or 2 => "few",
            > 2 and < 100 => "some",
            _ => "many",
        };

    public static void Run()
    {
        for (int i = -1; i < 202; i += 67)
        {
            EfiApplication.WriteLine($"{i} {Size(i)}");
        }
        switch (Hidden.Int(2))
        {
            case 1:
                EfiApplication.WriteLine($"one");
                goto case 2;
            case 2:
                EfiApplication.WriteLine($"two");
                break;
            case > 5 when Hidden.Zero == 0:
                EfiApplication.WriteLine($"large");
                break;
            default:
                EfiApplication.WriteLine($"other");
                break;
        }
    }
}

// == a switch expression that does not cover all, asked for what it covers
static class PartialSwitch
{
#pragma warning disable CS8509
    static int Number(int n) =>
        n switch
        {
            1 => 10,
            2 => 20,
        };
#pragma warning restore CS8509

    public static void Run() => EfiApplication.WriteLine($"{Number(Hidden.Int(1))} {Number(Hidden.Int(2))}");
}

// == try and finally
static class Finally
{
    static int s_state;

    static int Return()
    {
        try
        {
            s_state = 1;
            if (Hidden.Zero == 0)
            {
                return s_state;
            }
        }
        finally
        {
            s_state = 2;
        }
        return 0;
    }

    public static void Run()
    {
        EfiApplication.WriteLine($"{Return()} {s_state}");
        for (int i = 0; i < 3; i++)
        {
            try
            {
                if (i == 1)
                {
                    continue;
                }
                EfiApplication.WriteLine($"body {i}");
            }
            finally
            {
                EfiApplication.WriteLine($"finally {i}");
            }
        }
    }
}

// == local functions that capture variables
static class LocalFunctions
{
    public static void Run()
    {
        int count = Hidden.Int(0);
        int Next() => ++count;
        static int Twice(int n) => n * 2;
        EfiApplication.WriteLine($"{Next() + Next()} {Twice(count)}");
    }
}

// == pointers to functions
static class FunctionPointers
{
    static int Square(int n) => n * n;

    // SAFETY: it points to a method of this program.
    static unsafe int Apply(delegate* <int, int> f, int n) => f(n);

    // SAFETY: as above.
    public static unsafe void Run() => EfiApplication.WriteLine($"{Apply(&Square, Hidden.Int(7))}");
}

// == Interlocked and Volatile
static class Atomics
{
    static int s_count;
    static long s_wide;

    public static void Run()
    {
        EfiApplication.WriteLine($"{Interlocked.Increment(ref s_count)} {Interlocked.Add(ref s_count, 5)}");
        EfiApplication.WriteLine($"{Interlocked.Decrement(ref s_count)} {Interlocked.Exchange(ref s_count, 9)}");
        EfiApplication.WriteLine($"{Interlocked.CompareExchange(ref s_count, 1, 9)} {s_count}");
        EfiApplication.WriteLine($"{Interlocked.CompareExchange(ref s_count, 2, 9)} {s_count}");
        EfiApplication.WriteLine($"{Interlocked.Or(ref s_count, 6)} {Interlocked.And(ref s_count, 3)} {s_count}");
        EfiApplication.WriteLine($"{Interlocked.Increment(ref s_wide)} {Interlocked.Read(ref s_wide)}");
        Volatile.Write(ref s_count, Hidden.Int(12));
        EfiApplication.WriteLine($"{Volatile.Read(ref s_count)}");
    }
}

// == a volatile field
static class VolatileField
{
    static volatile int s_flag;

    public static void Run()
    {
        s_flag = Hidden.Int(3);
        EfiApplication.WriteLine($"{s_flag}");
    }
}

// == Debug.Assert, [Conditional] and [Obsolete]
static class Attributes
{
    [Conditional("NEVER_DEFINED")]
    static void Trace(int n) => EfiApplication.WriteLine($"traced {n}");

    [Obsolete("use another")]
    static int Old() => 3;

    public static void Run()
    {
        Debug.Assert(Hidden.Zero == 0);
        Debug.Assert(Hidden.Zero == 0, "with a text");
        Trace(1);
#pragma warning disable CS0618
        EfiApplication.WriteLine($"{Old()}");
#pragma warning restore CS0618
    }
}

// == extension methods and extension members
static class Extensions
{
    static int Cubed(this int n) => n * n * n;

    extension(int n)
    {
        public int Twice => n * 2;

        public int Plus(int m) => n + m;
    }

    public static void Run() => EfiApplication.WriteLine($"{Hidden.Int(3).Cubed()} {Hidden.Int(4).Twice} {5.Plus(6)}");
}

// == deep recursion within the stack
static class Recursion
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    static int Depth(int n) => n == 0 ? 0 : Depth(n - 1) + 1;

    public static void Run() => EfiApplication.WriteLine($"{Depth(Hidden.Int(300))}");
}

// == ranges and indices of one's own
static class Indices
{
    public static void Run()
    {
        Index last = ^1;
        Range range = 1..^1;
        EfiApplication.WriteLine($"{last.IsFromEnd} {last.GetOffset(10)} {range.Start.Value} {range.End.IsFromEnd}");
        (int offset, int length) = range.GetOffsetAndLength(10);
        EfiApplication.WriteLine($"{offset} {length}");
    }
}
