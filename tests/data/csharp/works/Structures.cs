using System;
using System.Collections.Generic;
using Keelson.Efi;

namespace Keelson.Cases;

// == tuples and deconstruction
static class Tuples
{
    static (int Sum, int Product) Both(int a, int b) => (a + b, a * b);

    static (int A, int B) s_pair;

    public static void Run()
    {
        (int sum, int product) = Both(Hidden.Int(3), 4);
        (s_pair.A, s_pair.B) = (product, sum);
        (s_pair.A, s_pair.B) = (s_pair.B, s_pair.A);
        (byte, long, bool) three = (1, 2, true);
        EfiApplication.WriteLine($"{sum} {product} {s_pair.A} {s_pair.B} {three.Item1 + three.Item2} {three.Item3}");
        EfiApplication.WriteLine($"{(1, sum) == (1, 7)} {s_pair == (7, 13)} {s_pair.Equals((7, 12))}");
    }
}

// == a Deconstruct method, and patterns on it
static class Deconstruction
{
    readonly struct Point(int x, int y)
    {
        public int X { get; } = x;

        public void Deconstruct(out int first, out int second) => (first, second) = (X, y);
    }

    public static void Run()
    {
        Point point = new(Hidden.Int(5), 2);
        (int a, int b) = point;
        EfiApplication.WriteLine($"{a * b} {point is (5, 2)} {point is { X: > 3 }} {point is (_, > 2)}");
    }
}

// == record structs: with, ==, Equals
static class RecordStructs
{
    readonly record struct Range(int Start, long Length)
    {
        public long End => Start + Length;
    }

    record struct Named(string Name, Range Range);

    public static void Run()
    {
        Range one = new(Hidden.Int(3), 4);
        Range two = one with { Length = 5 };
        EfiApplication.WriteLine(
            $"{one.End} {two.End} {one == two} {one == two with { Length = 4 }} {one.Equals(one)}"
        );
        (int start, long length) = two;
        Named named = new(Hidden.Text("n"), one);
        Named other = new("n", one);
        EfiApplication.WriteLine($"{start} {length} {named == other} {named != other with { Name = "m" }}");
    }
}

// == IEquatable and IComparable of a structure
static class Equatable
{
    readonly struct Version(int major, int minor) : IEquatable<Version>, IComparable<Version>
    {
        private readonly int _major = major;
        private readonly int _minor = minor;

        public bool Equals(Version other) => _major == other._major && _minor == other._minor;

        public override bool Equals(object? other) => other is Version version && Equals(version);

        public override int GetHashCode() => _major * 31 + _minor;

        public int CompareTo(Version other) => _major != other._major ? _major - other._major : _minor - other._minor;
    }

    static bool Same<T>(T left, T right)
        where T : IEquatable<T> => left.Equals(right);

    static T Larger<T>(T left, T right)
        where T : IComparable<T> => left.CompareTo(right) > 0 ? left : right;

    public static void Run()
    {
        Version one = new(Hidden.Int(1), 2);
        EfiApplication.WriteLine($"{Same(one, new Version(1, 2))} {Same(one, default)} {Same(3, 3)} {Same("a", "b")}");
        EfiApplication.WriteLine($"{Larger(one, new Version(1, 3)).GetHashCode()} {Larger(4, 3)} {Larger('a', 'b')}");
        EfiApplication.WriteLine($"{EqualityComparer<int>.Default.Equals(3, Hidden.Int(3))}");
    }
}

// == using with a structure, and with a ref structure
static class Disposal
{
    struct Plain(int number) : IDisposable
    {
        public void Dispose() => EfiApplication.WriteLine($"disposed {number}");
    }

    ref struct ByPattern
    {
        public void Dispose() => EfiApplication.WriteLine($"disposed by pattern");
    }

    public static void Run()
    {
        using Plain first = new(1);
        using (Plain second = new(2))
        {
            EfiApplication.WriteLine($"inside");
        }
        using ByPattern third = new();
        EfiApplication.WriteLine($"last line");
    }
}

// == int? : ??, lifted operators, Value, comparison
static class Nullables
{
    public static void Run()
    {
        int? none = Hidden.Zero == 0 ? null : 3;
        int? two = Hidden.Int(2);
        EfiApplication.WriteLine(
            $"{none ?? 9} {(two + 1).GetValueOrDefault()} {none == null} {two.Value} {two.HasValue}"
        );
        EfiApplication.WriteLine($"{none == two} {two == 2} {none < two} {none.GetValueOrDefault(7)} {(int)two}");
        EfiApplication.WriteLine($"{two is > 1} {two is int n && n == 2} {none is null}");
    }
}

// == ref fields, ref returns, ref locals
static class References
{
    ref struct Cursor(ref int target)
    {
        private readonly ref int _target = ref target;

        public void Add(int value) => _target += value;
    }

    static ref int Larger(ref int a, ref int b) => ref a > b ? ref a : ref b;

    public static void Run()
    {
        int a = Hidden.Int(1),
            b = 2;
        new Cursor(ref a).Add(5);
        Larger(ref a, ref b) = 100;
        EfiApplication.WriteLine($"{a} {b}");
    }
}

// == operators, conversions, indexers of one's own
static class Operators
{
    readonly struct Metres(int value)
    {
        public int Value => value;

        public static Metres operator +(Metres a, Metres b) => new(a.Value + b.Value);

        public static bool operator <(Metres a, Metres b) => a.Value < b.Value;

        public static bool operator >(Metres a, Metres b) => a.Value > b.Value;

        public static explicit operator int(Metres m) => m.Value;

        public static implicit operator Metres(int value) => new(value);

        public int this[int factor] => value * factor;
    }

    public static void Run()
    {
        Metres sum = new Metres(Hidden.Int(3)) + 4;
        EfiApplication.WriteLine($"{(int)sum} {sum < 8} {sum[3]}");
    }
}

// == an inline array
static class InlineArrays
{
    [System.Runtime.CompilerServices.InlineArray(4)]
    struct Four
    {
        private int _first;
    }

    public static void Run()
    {
        Four four = default;
        four[Hidden.Int(2)] = 5;
        Span<int> span = four;
        span[3] = 1;
        int sum = 0;
        foreach (int value in four)
        {
            sum += value;
        }
        EfiApplication.WriteLine($"{sum} {span.Length}");
    }
}
