using System;
using System.Runtime.CompilerServices;
using Keelson.Efi;

namespace Keelson.Cases;

// == a switch on a string in the method of a generic structure, and in a hole
static class StringSwitchPlaces
{
    struct Box<T>
        where T : struct
    {
        public T V;

        public readonly int Code(string s) =>
            s switch
            {
                "alpha" => 1,
                "beta" => Unsafe.SizeOf<T>(),
                _ => -1,
            };
    }

    public static void Run()
    {
        Box<long> b = new() { V = 3 };
        EfiApplication.WriteLine(
            $"{b.Code(Hidden.Text("alpha"))} {b.Code(Hidden.Text("beta"))} {b.Code(Hidden.Text("gamma"))} "
                + $"{Hidden.Text("beta") switch { "beta" => 'b', _ => '?' }}"
        );
    }
}

// == record structures in static initialisers, in each other, with, compared in a hole
static class RecordPlaces
{
    readonly record struct Pt(int X, int Y)
    {
        public int Len => Math.Abs(X) + Math.Abs(Y);

        public static Pt operator +(Pt a, Pt b) => new(a.X + b.X, a.Y + b.Y);
    }

    readonly record struct Line(Pt A, Pt B);

    static readonly Line s_l = new(new Pt(Hidden.Int(1), 2), new Pt(3, -4) + new Pt(1, 1));
    static readonly Pt[] s_all = [new(1, 2), s_l.B, s_l.A with { Y = 9 }];

    public static void Run()
    {
        EfiApplication.WriteLine(
            $"{s_l == new Line(new(1, 2), new(4, -3))} {s_l.B.Len} {s_all[1] == s_l.B} "
                + $"{s_all[2] is { X: 1, Y: 9 }} {s_all.Length} {s_l.Equals(default)} "
                + $"{new Pt(1, 2).GetHashCode() == new Pt(1, 2).GetHashCode()}"
        );
    }
}

// == tuples out of generic methods, swapped, nested, of nine, compared
static class TuplePlaces
{
    static (T Min, T Max) Range<T>(ReadOnlySpan<T> s)
        where T : IComparable<T>
    {
        var r = (Min: s[0], Max: s[0]);
        foreach (T t in s)
        {
            if (t.CompareTo(r.Min) < 0)
                r.Min = t;
            if (t.CompareTo(r.Max) > 0)
                r.Max = t;
        }
        return r;
    }

    static int Sum((int A, (int B, int C) D) t) => t.A + t.D.B + t.D.C;

    static (int, string) s_pair = (Hidden.Int(7), "seven");

    public static void Run()
    {
        var (lo, hi) = Range<long>([5, -3, 12]);
        var c = Range<char>("hello");
        (lo, hi) = (hi, lo);
        EfiApplication.WriteLine(
            $"{lo} {hi} {c.Min}{c.Max} {Sum((1, (2, 3)))} {s_pair.Item2} {s_pair == (7, "seven")} "
                + $"{(1, 2, 3, 4, 5, 6, 7, 8, 9).Item9} {(1, 2).Equals((1, 2))}"
        );
    }
}

// == using in a generic method, in a local function, in a loop left by continue
static class UsingPlaces
{
    struct Scope(int id) : IDisposable
    {
        public readonly void Dispose() => EfiApplication.WriteLine($"close {id}");
    }

    ref struct RS(ReadOnlySpan<byte> n)
    {
        ReadOnlySpan<byte> _n = n;

        public void Dispose() => EfiApplication.WriteLine($"bye {_n.Length}");
    }

    static int With<T>(T t, int v)
        where T : IDisposable
    {
        using (t)
        {
            if (v > 2)
                return v;
            using Scope inner = new(99);
            return Inner(v);
        }
        static int Inner(int v)
        {
            using RS r = new("inner"u8);
            return v * 10;
        }
    }

    public static void Run()
    {
        EfiApplication.WriteLine($"= {With(new Scope(1), Hidden.Int(1))}");
        EfiApplication.WriteLine($"= {With(new Scope(2), Hidden.Int(3))}");
        foreach (int i in (ReadOnlySpan<int>)[1, 2])
        {
            using Scope s = new(i + 50);
            if (i == 1)
                continue;
        }
    }
}

// == nullable values in fields, statics, generic results and patterns
static class NullablePlaces
{
    struct Opt
    {
        public int? A;

        public readonly int Or(int d) => A ?? d;

        public readonly bool Has => A.HasValue;
    }

    static T? First<T>(ReadOnlySpan<T> s, T not)
        where T : struct, IEquatable<T>
    {
        foreach (T t in s)
            if (!t.Equals(not))
                return t;
        return null;
    }

    static readonly int? s_n = Hidden.Int(0) == 0 ? null : 1;
    static long? s_l = 5L;

    public static void Run()
    {
        Opt o = default;
        Opt p = new() { A = Hidden.Int(4) };
        EfiApplication.WriteLine(
            $"{o.Or(9)} {p.Or(9)} {p.Has} {First<int>([1, 1, 2], 1)} {First<int>([1], 1)}| {s_n}| "
                + $"{s_l!.Value + 1} {(s_n is { } v ? v : -1)} {p.A is > 3} {(p.A * 2 > 7)} {p.A?.CompareTo(5)}"
        );
    }
}

// == Sort, Reverse and IndexOf of structures of one's own, in a local function
static class SpanPlaces
{
    struct Item : IComparable<Item>, IEquatable<Item>
    {
        public int K;
        public char C;

        public readonly int CompareTo(Item o) => K != o.K ? K.CompareTo(o.K) : C.CompareTo(o.C);

        public readonly bool Equals(Item o) => K == o.K;
    }

    public static void Run()
    {
        Span<Item> s = stackalloc Item[4];
        for (int i = 0; i < 4; i++)
            s[i] = new() { K = (i * 7 + Hidden.Int(3)) % 4, C = (char)('a' + i) };
        Order(s);
        foreach (ref readonly Item i in s)
            EfiApplication.WriteLine($"{i.K}{i.C}");
        s.Reverse();
        EfiApplication.WriteLine(
            $"{s[0].K} {s.IndexOf(new Item { K = 1 })} {s.Contains(new Item { K = 9 })} {s.Length}"
        );
        Span<ulong> u = [3, 1, 2];
        u.Sort();
        EfiApplication.WriteLine($"{u[0]}{u[1]}{u[2]} {u.BinarySearch(2ul)} {u.BinarySearch(9ul)}");
        static void Order(Span<Item> x) => x.Sort();
        Span<char> c = stackalloc char[5];
        "hello".CopyTo(c);
        c.Sort();
        EfiApplication.WriteLine($"{c}");
    }
}

// == patterns on tuples with guards, relations, calendars
static class PatternPlaces
{
    enum Dir
    {
        N,
        E,
        S,
        W,
    }

    static Dir Turn(Dir d, bool right) =>
        (d, right) switch
        {
            (Dir.N, true) => Dir.E,
            (Dir.N, false) => Dir.W,
            (var x, true) when x < Dir.W => x + 1,
            (Dir.W, true) => Dir.N,
            (var x, false) => x - 1,
            _ => d,
        };

    static int Grade(int p) =>
        p switch
        {
            >= 90 => 1,
            >= 70 and < 90 => 2,
            < 0 or > 100 => -1,
            _ => 3,
        };

    static bool Leap(int y) => (y % 4, y % 100, y % 400) is (0, not 0, _) or (0, 0, 0);

    public static void Run()
    {
        Dir d = Dir.N;
        for (int i = 0; i < 5; i++)
        {
            d = Turn(d, i != 3);
            EfiApplication.WriteLine($"{d, -3}|{d:d}|{(Dir)Hidden.Int(9)}");
        }
        EfiApplication.WriteLine($"{Grade(95)} {Grade(70)} {Grade(-5)} {Grade(50)} {Leap(2000)}");
    }
}

// == local functions in structures: recursive, generic, capturing
static class LocalPlaces
{
    struct S
    {
        public int V;

        public int Do()
        {
            int t = V;
            return Rec(4) + Gen("ab".Length) + Add();
            int Rec(int n) => n <= 0 ? 0 : n + Rec(n - 1);
            static T Gen<T>(T x) => x;
            int Add()
            {
                t++;
                t++;
                return t;
            }
        }
    }

    public static void Run()
    {
        S s = new() { V = Hidden.Int(7) };
        int total = 0;
        void Acc(int x)
        {
            total += x;
            if (x > 0)
                Acc(x - 1);
        }
        Acc(3);
        EfiApplication.WriteLine($"{s.Do()} {total}");
    }
}

// == the order of static initialisers and constructors, generic ones too
static class StaticPlaces
{
    static int s_order;

    static int Next(int tag)
    {
        EfiApplication.WriteLine($"init {tag}");
        return ++s_order * 10 + tag;
    }

    static class A
    {
        public static int X = Next(1);
        public static int Y = Next(2);

        static A()
        {
            EfiApplication.WriteLine("cctor A");
            Z2 = X + Y;
        }

        public static int Z2;
    }

    static class B<T>
    {
        public static int V;

        static B()
        {
            V = Unsafe.SizeOf<T>() * 100 + Next(3);
        }
    }

    static ReadOnlySpan<ushort> Table => [1, 1, 2, 3, 5, 8];

    public static void Run()
    {
        EfiApplication.WriteLine("start");
        EfiApplication.WriteLine($"{A.Z2}");
        EfiApplication.WriteLine($"{B<int>.V}");
        EfiApplication.WriteLine($"{B<byte>.V}");
        EfiApplication.WriteLine($"{B<int>.V} {Table[5]} {Table[..3].Length}");
    }
}

// == pointers to functions: generic, in a structure in a static, as arguments
static class PointerPlaces
{
    static int Add(int a, int b) => a + b;

    static int Mul(int a, int b) => a * b;

    static T Id<T>(T x) => x;

    // SAFETY: pointers to methods of this class.
    struct Op
    {
        public unsafe delegate* <int, int, int> F;
        public byte Sym;
    }

    // SAFETY: pointers to methods of this class.
    static readonly unsafe Op s_op = new() { F = &Mul, Sym = (byte)'*' };

    // SAFETY: pointers to methods of this class.
    static unsafe int Fold(ReadOnlySpan<int> s, int seed, delegate* <int, int, int> f)
    {
        foreach (int x in s)
            seed = f(seed, x);
        return seed;
    }

    // SAFETY: pointers to methods of this class.
    static unsafe delegate* <long, long> s_id = &Id<long>;

    // SAFETY: pointers to methods of this class.
    public static unsafe void Run()
    {
        EfiApplication.WriteLine(
            $"{Fold([1, 2, 3, 4], 0, &Add)} {Fold([1, 2, 3, 4], 1, s_op.F)} {(char)s_op.Sym} {s_id(1L << 35)} "
                + $"{((delegate* <int, int, int>)&Add)(3, 4)}"
        );
    }
}

// == operators true and false, an indexer by Index, increments in holes
static class OperatorPlaces
{
    readonly struct Tri(int v)
    {
        readonly int _v = v;

        public static bool operator true(Tri t) => t._v > 0;

        public static bool operator false(Tri t) => t._v < 0;

        public static Tri operator &(Tri a, Tri b) => new(Math.Min(a._v, b._v));

        public static implicit operator Tri(bool b) => new(b ? 1 : -1);

        public static implicit operator int(Tri t) => t._v;
    }

    struct Ring
    {
        int _a,
            _b,
            _c;
        public int this[Index i]
        {
            readonly get =>
                i.GetOffset(3) switch
                {
                    0 => _a,
                    1 => _b,
                    _ => _c,
                };
            set
            {
                switch (i.GetOffset(3))
                {
                    case 0:
                        _a = value;
                        break;
                    case 1:
                        _b = value;
                        break;
                    default:
                        _c = value;
                        break;
                }
            }
        }
    }

    static int Take(Tri t) => t;

    public static void Run()
    {
        Ring r = default;
        r[0] = 5;
        r[^1] = 7;
        int i = 1;
        if ((Tri)true && new Tri(Hidden.Int(3)))
            i += 10;
        EfiApplication.WriteLine(
            $"{r[0]} {r[1]} {r[2]} {i++} {i} {++i} {i--} {i} {Take(Hidden.Int(1) > 0)} {(i += 4) * 2} {i <<= 2}"
        );
    }
}

// == static arrays of arrays, tuples, enums, nullable values
static class ArrayPlaces
{
    enum K
    {
        A = 3,
        B,
    }

    static readonly int[][] s_j =
    [
        [1],
        [2, 3],
        [],
    ];
    static readonly (string, int)[] s_t = [("a", 1), ("b", Hidden.Int(2))];
    static readonly K[] s_k = [K.B, K.A];
    static readonly int?[] s_n = [1, null, 3];
    static readonly bool[] s_b = new bool[3];
    static readonly string?[] s_s = new string?[2];
    static readonly char[] s_ch = ['x', 'y'];

    public static void Run()
    {
        int n = 0;
        foreach (int[] r in s_j)
        foreach (int v in r)
            n += v;
        s_b[1] = true;
        foreach ((string a, int b) in s_t)
            EfiApplication.WriteLine($"{a}{b}");
        EfiApplication.WriteLine(
            $"{n} {s_j[1].Length} {s_k[0]} {s_k[1]:d} {s_n[1]}| {s_n[2]} {s_b[0]} {s_b[1]} {s_s[0]}| "
                + $"{s_s[0] is null} {s_ch[1]} {s_ch.AsSpan().IndexOf('y')} {s_t[1].Item2} {s_j.Length}"
        );
    }
}

// == interfaces by constraint: explicit, default, twice with other type arguments
static class InterfacePlaces
{
    interface IA
    {
        int F();
        int G() => F() + 1;
    }

    interface IC<T>
    {
        T Conv(int x);
    }

    struct S : IA, IC<long>, IC<byte>
    {
        public int V;

        readonly int IA.F() => V;

        readonly long IC<long>.Conv(int x) => x * 10L;

        readonly byte IC<byte>.Conv(int x) => (byte)x;

        public readonly int G() => V * 2;
    }

    static int A<T>(T t)
        where T : IA => t.F() + t.G();

    static U C<T, U>(T t, int x)
        where T : IC<U> => t.Conv(x);

    public static void Run()
    {
        S s = new() { V = Hidden.Int(6) };
        EfiApplication.WriteLine($"{A(s)} {C<S, long>(s, 70000)} {C<S, byte>(s, 257)}");
    }
}

// == equality in generic code: of structures, strings, tuples, enums, nothing
static class EqualityPlaces
{
    readonly struct Id(int v) : IEquatable<Id>
    {
        readonly int _v = v;

        public readonly bool Equals(Id o) => _v == o._v;

        public override bool Equals(object? o) => o is Id i && Equals(i);

        public override int GetHashCode() => _v;

        public static bool operator ==(Id a, Id b) => a.Equals(b);

        public static bool operator !=(Id a, Id b) => !(a == b);
    }

    static bool Eq<T>(T a, T b) => System.Collections.Generic.EqualityComparer<T>.Default.Equals(a, b);

    static int Cmp<T>(T a, T b) => System.Collections.Generic.Comparer<T>.Default.Compare(a, b);

    public static void Run()
    {
        EfiApplication.WriteLine(
            $"{new Id(3) == new Id(Hidden.Int(3))} {new Id(3) != new Id(4)} {Eq(1, 1)} "
                + $"{Eq("a", Hidden.Text("alpha"))} {Eq("alpha", Hidden.Text("alpha"))} {Eq(new Id(1), new Id(1))} "
                + $"{Cmp(3, 2)} {Cmp('a', 'b') < 0} {new Id(5).GetHashCode()} {Eq((1, 2), (1, 2))} "
                + $"{Eq<int?>(null, null)} {Eq(ConsoleKey.A, ConsoleKey.B)}"
        );
    }

    enum ConsoleKey
    {
        A,
        B,
    }
}

// == list patterns on text and bytes
static class CommandPlaces
{
    static int Cmd(ReadOnlySpan<char> s) =>
        s switch
        {
            "quit" => 0,
            "help" => 1,
            ['l', 's', ..] => 2,
            [] => 3,
            [var a, var b] when a == b => 4,
            _ => 5,
        };

    static int Bytes(ReadOnlySpan<byte> b) =>
        b switch
        {
            [0x7f, (byte)'E', .. var rest] => rest.Length,
            [_, > 5] => -2,
            _ => -1,
        };

    public static void Run()
    {
        EfiApplication.WriteLine(
            $"{Cmd("quit")}{Cmd("help")}{Cmd("lsx")}{Cmd("")}{Cmd("zz")}{Cmd("abc")} "
                + $"{Bytes([0x7f, 0x45, 1, 2])} {Bytes([1, 6])} {Bytes([])}"
        );
    }
}
