using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using Keelson.Efi;

namespace Keelson.Cases;

// == generic structures in each other, with statics and nested types, by an operation of their own
static class StructGenerics
{
    interface IOp<T>
        where T : struct
    {
        static abstract T Unit { get; }
        T Apply(T a, T b);
    }

    readonly struct Plus : IOp<int>
    {
        public static int Unit => 0;

        public int Apply(int a, int b) => a + b;
    }

    readonly struct Times : IOp<long>
    {
        public static long Unit => 1;

        public long Apply(long a, long b) => a * b;
    }

    struct Fold<TOp, T>
        where TOp : struct, IOp<T>
        where T : struct
    {
        public T Total;
        TOp _op;

        public Fold()
        {
            Total = TOp.Unit;
            _op = default;
        }

        public Fold<TOp, T> With(T value)
        {
            Total = _op.Apply(Total, value);
            return this;
        }

        public struct Inner
        {
            public T A;
            public T B;
            public (T, T) Pair => (A, B);
        }

        public static int Count;
    }

    struct Matrix<T, TSize>
        where T : struct
        where TSize : struct
    {
        public T A,
            B;
        public TSize Size;

        public override string ToString() => "M";
    }

    public static void Run()
    {
        var f = new Fold<Plus, int>().With(3).With(Hidden.Int(4));
        var g = new Fold<Times, long>().With(3).With(Hidden.Int(4)).With(5);
        EfiApplication.WriteLine($"{f.Total} {g.Total}");
        Fold<Plus, int>.Count += 2;
        Fold<Times, long>.Count += 5;
        EfiApplication.WriteLine($"{Fold<Plus, int>.Count} {Fold<Times, long>.Count}");
        var i = new Fold<Plus, int>.Inner { A = 1, B = 2 };
        EfiApplication.WriteLine($"{i.Pair.Item1},{i.Pair.Item2}");
        (int x, int y) = i.Pair;
        EfiApplication.WriteLine($"{x + y}");
        Matrix<byte, short> m = new()
        {
            A = 1,
            B = 2,
            Size = 3,
        };
        EfiApplication.WriteLine($"{Unsafe.SizeOf<Matrix<byte, short>>()} {m.A} {m.B} {m.Size}");
        Fold<Plus, int>? maybe = f;
        EfiApplication.WriteLine($"{maybe?.Total ?? -1} {maybe.HasValue}");
    }
}

// == lambdas in lambdas, in arrays, with default arguments
static class NestedLambdas
{
    static readonly Func<int, Func<int, int>> s_pick = static n => n > 0 ? static m => m + 1 : static m => m - 1;

    static int Twice(Func<int, int> f, int x) => f(f(x));

    delegate int Op(int a, int b);
    static readonly Op[] s_ops = [static (a, b) => a + b, static (a, b) => a - b, static (a, b) => a * b];

    static int Apply(Op op, int a, int b) => op(a, b);

    public static void Run()
    {
        EfiApplication.WriteLine($"{s_pick(Hidden.Int(1))(10)} {s_pick(Hidden.Int(-1))(10)}");
        EfiApplication.WriteLine($"{Twice(static x => Twice(static y => y * 3, x), Hidden.Int(2))}");
        foreach (Op op in s_ops)
        {
            EfiApplication.WriteLine($"{Apply(op, 7, Hidden.Int(5))}");
        }
        Action a = static () =>
        {
            Action b = static () => EfiApplication.WriteLine($"inner");
            b();
            EfiApplication.WriteLine($"outer");
        };
        a();
        Func<int, bool> even = static n => n % 2 == 0;
        Predicate<int> odd = static n => n % 2 != 0;
        EfiApplication.WriteLine($"{even(Hidden.Int(4))} {odd(Hidden.Int(4))}");
        var lam = (int q = 5) => q * 2;
        EfiApplication.WriteLine($"{lam()} {lam(Hidden.Int(6))}");
    }
}

// == static abstract and static virtual members, on structures, in params spans
static class StaticAbstract
{
    interface IUnit<TSelf>
        where TSelf : IUnit<TSelf>
    {
        static abstract ReadOnlySpan<byte> Name { get; }

        static abstract TSelf operator +(TSelf a, TSelf b);

        static abstract TSelf From(int n);
        static virtual TSelf Zero => TSelf.From(0);
        int Value { get; }
    }

    readonly record struct Metre(int Value) : IUnit<Metre>
    {
        public static ReadOnlySpan<byte> Name => "m"u8;

        public static Metre operator +(Metre a, Metre b) => new(a.Value + b.Value);

        public static Metre From(int n) => new(n);
    }

    readonly record struct Second(int Value) : IUnit<Second>
    {
        public static ReadOnlySpan<byte> Name => "s"u8;

        public static Second operator +(Second a, Second b) => new(a.Value + b.Value + 1);

        public static Second From(int n) => new(n * 2);

        public static Second Zero => new(100);
    }

    static T Sum<T>(params ReadOnlySpan<T> all)
        where T : IUnit<T>
    {
        T t = T.Zero;
        foreach (T x in all)
        {
            t += x;
        }
        return t;
    }

    static void Say<T>(T t)
        where T : struct, IUnit<T> => EfiApplication.WriteLine($"{t.Value} {(char)T.Name[0]}");

    public static void Run()
    {
        Say(Sum<Metre>(new(1), new(Hidden.Int(2)), Metre.From(3)));
        Say(Sum<Second>(new(1), Second.From(Hidden.Int(2))));
        Say(Sum<Metre>());
    }
}

// == ref structures: enumerators, ref fields, an interface by allows ref struct
static class RefStructs
{
    ref struct Cursor
    {
        ReadOnlySpan<byte> _rest;
        ref int _count;

        public Cursor(ReadOnlySpan<byte> all, ref int count)
        {
            _rest = all;
            _count = ref count;
        }

        public bool TryNext(out byte value)
        {
            value = 0;
            if (_rest.IsEmpty)
            {
                return false;
            }
            value = _rest[0];
            _rest = _rest[1..];
            _count++;
            return true;
        }

        public readonly ReadOnlySpan<byte> Rest => _rest;

        public void Dispose() => _count += 100;
    }

    ref struct Chunks(ReadOnlySpan<char> text, int size)
    {
        ReadOnlySpan<char> _rest = text;
        public ReadOnlySpan<char> Current { get; private set; }

        public readonly Chunks GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_rest.IsEmpty)
            {
                return false;
            }
            int n = Math.Min(size, _rest.Length);
            Current = _rest[..n];
            _rest = _rest[n..];
            return true;
        }
    }

    interface ISink
    {
        void Put(int v);
    }

    ref struct Total(ref int sum) : ISink
    {
        ref int _sum = ref sum;

        public void Put(int v) => _sum += v;
    }

    static void Feed<T>(ref T sink)
        where T : ISink, allows ref struct
    {
        for (int i = 1; i <= 4; i++)
        {
            sink.Put(i);
        }
    }

    public static void Run()
    {
        int count = 0;
        using (Cursor c = new("abc"u8, ref count))
        {
            while (c.TryNext(out byte v))
            {
                EfiApplication.WriteLine($"{v:x2}");
            }
        }
        EfiApplication.WriteLine($"{count}");
        foreach (ReadOnlySpan<char> part in new Chunks("keelson runs", 5))
        {
            EfiApplication.WriteLine($"[{part}]");
        }
        int sum = 0;
        Total t = new(ref sum);
        Feed(ref t);
        EfiApplication.WriteLine($"{sum}");
        scoped Span<int> s = stackalloc int[3];
        s[1] = 7;
        ref int r = ref s[1];
        r++;
        EfiApplication.WriteLine($"{s[1]}");
    }
}

// == with on record structures, plain structures and tuples, nested
static class Withs
{
    record struct P(int X, int Y)
    {
        public int Z { get; init; } = 9;
    }

    struct Plain
    {
        public int A;
        public (int B, P P) In;
    }

    readonly record struct Deep(P Left, P Right);

    public static void Run()
    {
        P p = new(1, Hidden.Int(2));
        P q = p with { Y = 5, Z = p.X + 3 };
        Plain a = new() { A = 1 };
        Plain b = a with { In = (4, q with { X = 8 }) };
        Deep d = new(p, q);
        Deep e = d with { Left = d.Right with { X = -1 } };
        EfiApplication.WriteLine(
            $"{p.X},{p.Y},{p.Z} {q.X},{q.Y},{q.Z} {b.A} {b.In.B} {b.In.P.X} {e.Left.X} {e.Right == q} "
                + $"{d == e} {e.Left != q}"
        );
        var (l, r) = e;
        EfiApplication.WriteLine($"{l.Y} {r.Y}");
        var t = (a: 1, b: 2) with { b = 7 };
        EfiApplication.WriteLine($"{t.a} {t.b}");
        EfiApplication.WriteLine($"{p.GetHashCode() == new P(1, 2).GetHashCode()} {p.Equals(q)}");
    }
}

// == inline arrays of inline arrays, of tuples and delegates, as spans
static class InlineMore
{
    [InlineArray(4)]
    struct Four<T>
    {
        T _first;
    }

    struct Board
    {
        public Four<Four<byte>> Cells;
        public Four<(int, int)> Points;
    }

    public static void Run()
    {
        Board b = new();
        b.Cells[1][2] = 7;
        b.Points[3] = (4, 5);
        foreach (byte x in b.Cells[1])
        {
            EfiApplication.WriteLine($"{x}");
        }
        Span<byte> row = b.Cells[1];
        row[0] = 9;
        ReadOnlySpan<byte> part = b.Cells[1][..2];
        EfiApplication.WriteLine(
            $"{b.Cells[1][0]} {part.Length} {b.Points[3].Item2} {Unsafe.SizeOf<Board>()} {b.Cells[^2][^1]}"
        );
        Four<Func<int>> f = default;
        f[0] = static () => 3;
        EfiApplication.WriteLine($"{f[0]()} {f[1] is null}");
        Board c = b;
        c.Cells[1][2]++;
        EfiApplication.WriteLine($"{b.Cells[1][2]} {c.Cells[1][2]}");
    }
}

// == the field keyword in structures and statics
static class FieldMore
{
    struct Level
    {
        public int Value
        {
            get => field;
            set => field = Math.Clamp(value, 0, 10);
        }
        public static int Count
        {
            get;
            set => field = value * 2;
        } = 3;
        public string Name
        {
            get => field ?? "none";
            set;
        }
    }

    static int Once
    {
        get => field == 0 ? field = Hidden.Int(9) : field;
    }

    public static void Run()
    {
        Level l = new();
        l.Value = Hidden.Int(50);
        EfiApplication.WriteLine($"{l.Value} {Level.Count} {l.Name}");
        Level.Count = 4;
        l.Name = "x";
        EfiApplication.WriteLine($"{Level.Count} {l.Name} {Once}");
    }
}

// == extension members on int, string and spans
static class ExtensionMore
{
    public static void Run()
    {
        ReadOnlySpan<int> a = [1, 2, Hidden.Int(3)];
        EfiApplication.WriteLine($"{a.Total()} {Hidden.Int(4).IsEven} {int.Answer} {"abc".Twice()}");
    }

    static int Total(this ReadOnlySpan<int> all)
    {
        int s = 0;
        foreach (int x in all)
        {
            s += x;
        }
        return s;
    }

    extension(int n)
    {
        public bool IsEven => n % 2 == 0;
        public static int Answer => 42;
    }
    extension(string s)
    {
        public int Twice() => s.Length * 2;
    }
    extension<T>(ReadOnlySpan<T> s)
        where T : struct
    {
        public T Head => s[0];
    }
}
