using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Threading;
using Keelson.Efi;

namespace Keelson.Cases;

// == a calculator: a parser by recursive descent, a ref struct with a span
static class Calculator
{
    private ref struct Reader(ReadOnlySpan<char> text)
    {
        private ReadOnlySpan<char> _rest = text;

        public bool Failed { get; private set; }

        public long Sum()
        {
            long value = Product();
            while (Take() is ('+' or '-') and var sign)
            {
                value = sign == '+' ? value + Product() : value - Product();
            }

            return value;
        }

        private long Product()
        {
            long value = Factor();
            while (_rest is [('*' or '/' or '%') and var sign, ..])
            {
                _rest = _rest[1..];
                long right = Factor();
                (value, Failed) = sign switch
                {
                    '*' => (value * right, Failed),
                    _ when right == 0 => (0, true),
                    '/' => (value / right, Failed),
                    _ => (value % right, Failed),
                };
            }

            return value;
        }

        private long Factor()
        {
            _rest = _rest.TrimStart(' ');
            if (_rest.IsEmpty)
            {
                Failed = true;
                return 0;
            }

            if (_rest[0] == '(')
            {
                _rest = _rest[1..];
                long inner = Sum();
                Failed |= Take() != ')' && _rest.IsEmpty;
                return inner;
            }

            int digits = 0;
            while (digits < _rest.Length && char.IsAsciiDigit(_rest[digits]))
            {
                digits++;
            }

            Failed |= !long.TryParse(_rest[..digits], out long value);
            _rest = _rest[digits..].TrimStart();
            return value;
        }

        private char Take()
        {
            if (_rest.IsEmpty || _rest[0] is not ('+' or '-' or ')'))
            {
                return '\0';
            }

            char first = _rest[0];
            if (first != ')')
            {
                _rest = _rest[1..];
            }

            return first;
        }
    }

    public static void Run()
    {
        ReadOnlySpan<string> lines = ["1 + 2*3", "2*(3)", "7/0", "100 % 7 - 8", "x"];
        foreach (string line in lines)
        {
            Reader reader = new(line);
            long value = reader.Sum();
            EfiApplication.WriteLine($"{line, -12} = {value, 4} {(reader.Failed ? "failed" : "ok")}");
        }
    }
}

// == a state machine: an enum, a switch on a tuple, text by character
static class StateMachine
{
    private enum State
    {
        Outside,
        Word,
        Quoted,
    }

    public static void Run()
    {
        State state = State.Outside;
        int words = 0;
        foreach (char c in Hidden.Text("set name \"two words\"  end"))
        {
            State next = (state, c) switch
            {
                (State.Quoted, '"') => State.Outside,
                (State.Quoted, _) => State.Quoted,
                (_, '"') => State.Quoted,
                (_, ' ' or '\t') => State.Outside,
                _ => State.Word,
            };
            if (next != state)
            {
                words += next == State.Outside ? 1 : 0;
                EfiApplication.WriteLine($"{c, 2} {state} -> {next:G} ({(int)next})");
            }

            state = next;
        }

        EfiApplication.WriteLine($"{words} {state.HasFlag(State.Word)} {state == State.Word}");
    }
}

// == a ring buffer: a generic structure over an inline array, with constraints
static class RingBuffer
{
    [InlineArray(4)]
    private struct Four<T>
    {
        private T _first;
    }

    private struct Ring<T>
        where T : unmanaged, IEquatable<T>
    {
        private Four<T> _items;
        private uint _head;

        public int Count { readonly get; private set; }

        public bool TryAdd(T item)
        {
            if (Count == 4)
            {
                return false;
            }

            _items[(int)((_head + (uint)Count++) % 4)] = item;
            return true;
        }

        public bool TryTake(out T item)
        {
            item = Count == 0 ? default : _items[(int)_head];
            bool taken = Count > 0;
            if (taken)
            {
                _head = (_head + 1) & 3;
                Count--;
            }

            return taken;
        }

        public readonly bool Has(T item)
        {
            for (int i = 0; i < Count; i++)
            {
                if (_items[(int)((_head + i) % 4)].Equals(item))
                {
                    return true;
                }
            }

            return false;
        }
    }

    public static void Run()
    {
        Ring<int> ring = default;
        for (int i = 0; i < 6; i++)
        {
            EfiApplication.WriteLine($"{i}: {ring.TryAdd(i * i)} {ring.Count} {ring.Has(4)}");
            if ((i & 1) == 1 && ring.TryTake(out int oldest))
            {
                EfiApplication.WriteLine($"took {oldest}");
            }
        }
    }
}

// == bits of a register: masks, shifts, rotations, counts, in hexadecimal and binary
static class RegisterBits
{
    [Flags]
    private enum Control : uint
    {
        Enable = 1 << 0,
        Transmit = 1 << 8,
        Receive = 1 << 9,
        Both = Transmit | Receive,
    }

    public static void Run()
    {
        Control control = (Control)Hidden.Int(1);
        control |= Control.Both;
        EfiApplication.WriteLine($"{control} {control:X} {control:D} {(uint)control:x4} {(uint)control:b16}");
        control &= ~Control.Transmit;
        control ^= Control.Enable;
        EfiApplication.WriteLine($"{control} {(control & Control.Both) != 0} {control.HasFlag(Control.Receive)}");
        ulong w = 0x8000_0000_0000_0001UL >> Hidden.Zero;
        EfiApplication.WriteLine($"{ulong.RotateLeft(w, 4):X} {BitOperations.RotateRight(w, 1):X16} {w >> 60:b}");
        EfiApplication.WriteLine($"{ulong.PopCount(w)} {ulong.LeadingZeroCount(w >> 3)} {long.TrailingZeroCount(48)}");
        EfiApplication.WriteLine(
            $"{BitOperations.RoundUpToPowerOf2(100u + (uint)Hidden.Zero)} {1u << 31:N0} {-1 >>> 4:x}"
        );
        EfiApplication.WriteLine($"{BitOperations.LeadingZeroCount((uint)Hidden.Int(1))} {uint.IsPow2((uint)control)}");
    }
}

// == a table of records: sorted by a comparison of their own, searched, printed in columns
static class RecordTable
{
    private readonly record struct Row(string Name, int Size, char Kind) : IComparable<Row>
    {
        public int CompareTo(Row other) =>
            Size != other.Size ? Size.CompareTo(other.Size) : string.CompareOrdinal(Name, other.Name);
    }

    public static void Run()
    {
        Span<Row> rows = [new("kernel", 4096, 'f'), new("a", Hidden.Int(7), 'd'), new("b", 7, 'f'), default];
        rows.Sort();
        foreach ((string name, int size, char kind) in rows)
        {
            EfiApplication.WriteLine($"|{name, -8}|{size, 6:N0}|{kind == default, 5}|");
        }

        Row copy = rows[3] with { Size = 1 };
        EfiApplication.WriteLine($"{rows.IndexOf(new Row("b", 7, 'f'))} {copy == rows[3]} {copy != rows[3]}");
        EfiApplication.WriteLine($"{rows.BinarySearch(rows[1])} {rows.Contains(copy)} {rows[^1].Equals(rows[3])}");
        rows.Reverse();
        EfiApplication.WriteLine($"{rows[0].Name} {rows[..2].Length} {rows.IsEmpty}");
    }
}

// == parts of a line without Split: IndexOf, slices, TryParse of several kinds
static class KeyValues
{
    public static void Run()
    {
        ReadOnlySpan<char> rest = Hidden.Text("size=10;big=18446744073709551615;neg=-5;hex=ff;on=True;bad;=");
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf(';');
            ReadOnlySpan<char> part = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            int equals = part.IndexOf('=');
            if (equals <= 0)
            {
                EfiApplication.WriteLine($"no value: '{part}'");
                continue;
            }

            ReadOnlySpan<char> value = part[(equals + 1)..];
            bool isInt = int.TryParse(value, out int i);
            bool isLong = ulong.TryParse(value, out ulong l);
            bool isByte = byte.TryParse(value, out byte b);
            EfiApplication.WriteLine($"{part[..equals], 5}: {isInt} {i} {isLong} {l} {isByte} {b}");
        }

        string path = Hidden.Text(@"\EFI\BOOT\BOOTAA64.EFI");
        int slash = path.LastIndexOf('\\');
        EfiApplication.WriteLine(
            $"{path.AsSpan(slash + 1)} {path.StartsWith('\\')} {path.EndsWith(".EFI", StringComparison.Ordinal)}"
        );
        EfiApplication.WriteLine(
            $"{path.AsSpan().LastIndexOf('B')} {path.AsSpan().IndexOfAny('T', 'O')} {path.IndexOf('x')}"
        );
        EfiApplication.WriteLine(
            $"{path.AsSpan().TrimStart('\\')} {path.AsSpan().Trim('I').Length} {path.Contains("BOOT")}"
        );
        EfiApplication.WriteLine(
            $"{path.Equals(Hidden.Text("a"))} {string.IsNullOrWhiteSpace(" ")} {string.CompareOrdinal("b", "a") > 0}"
        );
    }
}

// == sums and means: double arithmetic, rounding, F2, infinity and NaN by their tests
static class Means
{
    public static void Run()
    {
        ReadOnlySpan<double> values = [Hidden.Double(1.25), 2.5, -3.75, 1e3];
        double sum = 0,
            least = double.MaxValue;
        foreach (double value in values)
        {
            sum += value;
            least = Math.Min(least, value);
        }

        double mean = sum / values.Length;
        EfiApplication.WriteLine($"{(int)(mean * 1000)} {(long)Math.Round(mean)} {(int)(least * 100)} {mean > 250}");
        EfiApplication.WriteLine(
            $"{double.IsInfinity(1 / (sum - sum))} {double.IsNaN(Math.Sqrt(least))} {(float)mean == mean}"
        );
        EfiApplication.WriteLine(
            $"{(uint)Math.Abs(least)} {(int)Math.Floor(least)} {(int)Math.Ceiling(least)} {Math.Sign(least)}"
        );
        EfiApplication.WriteLine($"{double.IsNaN(Math.Max(double.NaN, 1))} {(int)(Hidden.Double(7) % 2.5 * 10)}");
        EfiApplication.WriteLine(
            $"{Math.Clamp(mean, 0.5, 2.5) > 2.4} {(ulong)Hidden.Double(1e19)} {(byte)Hidden.Double(255.9)}"
        );
    }
}

// == counters that several could change: Interlocked, Volatile, a spin lock
static class Counters
{
    private static int s_lock;
    private static long s_total;

    private static bool TryEnter() => Interlocked.CompareExchange(ref s_lock, 1, 0) == 0;

    public static void Run()
    {
        EfiApplication.WriteLine($"{TryEnter()} {TryEnter()} {Interlocked.Exchange(ref s_lock, 0)} {TryEnter()}");
        Volatile.Write(ref s_lock, 0);
        s_total = 0;
        for (int i = 1; i <= 10; i++)
        {
            Interlocked.Add(ref s_total, i);
        }

        EfiApplication.WriteLine($"{Interlocked.Increment(ref s_total)} {Interlocked.Decrement(ref s_total)}");
        EfiApplication.WriteLine($"{Interlocked.Or(ref s_total, 8)} {Interlocked.And(ref s_total, 0xf)} {s_total}");
        EfiApplication.WriteLine($"{Volatile.Read(ref s_lock)} {Interlocked.Read(ref s_total)}");
    }
}

// == characters: kinds of them, to digits and back, upper and lower case by hand
static class CharacterKinds
{
    private static int Value(char c) =>
        c switch
        {
            >= '0' and <= '9' => c - '0',
            >= 'a' and <= 'f' => c - 'a' + 10,
            >= 'A' and <= 'F' => c - 'A' + 10,
            _ => -1,
        };

    public static void Run()
    {
        foreach (char c in Hidden.Text("aZ9 _\t~"))
        {
            EfiApplication.WriteLine(
                $"{(int)c:X4} {char.IsAsciiLetter(c)} {char.IsAsciiDigit(c)} {char.IsWhiteSpace(c)} {Value(c)}"
            );
            EfiApplication.WriteLine(
                $"{char.IsAsciiLetterUpper(c)} {char.IsAsciiHexDigit(c)} {char.IsBetween(c, 'a', 'z')} {c ^ 1}"
            );
        }

        Span<char> word = stackalloc char[5];
        "tesla".CopyTo(word);
        word[0] = (char)(word[0] & ~0x20);
        word[1..].Reverse();
        EfiApplication.WriteLine($"{word} {word.Length} {char.MaxValue - char.MinValue} {'a' + 1} {(char)('a' + 1)}");
        EfiApplication.WriteLine($"{'x'.CompareTo('y') < 0} {'x'.Equals('x')} {char.IsAscii('é')} {char.IsDigit('7')}");
    }
}

// == a checksum and a random number: wrapping, checked, bytes of any order
static class Checksums
{
    private static uint Crc(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in data)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
            }
        }

        return ~crc;
    }

    public static void Run()
    {
        EfiApplication.WriteLine($"{Crc("123456789"u8):x8} {Crc([]):x8}");
        ulong state = (ulong)Hidden.Int(88172645);
        Span<byte> dice = stackalloc byte[6];
        for (int i = 0; i < 600; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            dice[(int)(state % 6)]++;
        }

        byte sum = 0;
        foreach (byte count in dice)
        {
            unchecked
            {
                sum += count;
            }
        }

        EfiApplication.WriteLine($"{dice[0]} {dice[1]} {dice[5]} {sum} {state}");
        checked
        {
            int big = Hidden.Int(46340);
            EfiApplication.WriteLine($"{big * big} {(short)(big - 14000)} {(byte)(big % 256)}");
        }
    }
}

// == a maze: an array of rows in text, a stack of one's own, labelled by goto
static class Maze
{
    private const int Width = 7;

    private static readonly string[] s_rows = ["#######", "#..#..#", "#.##.##", "#.....#", "#######"];

    public static void Run()
    {
        Span<bool> seen = stackalloc bool[Width * s_rows.Length];
        Span<(int X, int Y, int Steps)> stack = stackalloc (int, int, int)[64];
        int depth = 0,
            farthest = 0,
            cells = 0;
        stack[depth++] = (1, 1, 0);
        Next:
        if (depth > 0)
        {
            (int x, int y, int steps) = stack[--depth];
            ref bool mark = ref seen[y * Width + x];
            if (mark || s_rows[y][x] == '#')
            {
                goto Next;
            }

            mark = true;
            cells++;
            farthest = Math.Max(farthest, steps);
            ReadOnlySpan<(int, int)> ways = [(0, 1), (0, -1), (1, 0), (-1, 0)];
            foreach (var (dx, dy) in ways)
            {
                stack[depth++] = (x + dx, y + dy, steps + 1);
            }

            goto Next;
        }

        EfiApplication.WriteLine($"{cells} cells, {farthest} steps, {seen.IndexOf(true)} {seen.LastIndexOf(true)}");
    }
}

// == shapes by a type parameter: static abstract members, default values, generic methods
static class ShapeParameters
{
    private interface IShape<TSelf>
        where TSelf : struct, IShape<TSelf>
    {
        static abstract string Name { get; }

        static abstract TSelf operator +(TSelf a, TSelf b);

        int Area { get; }

        static virtual int Corners => 4;
    }

    private readonly record struct Square(int Side) : IShape<Square>
    {
        public static string Name => "square";

        public int Area => Side * Side;

        public static Square operator +(Square a, Square b) => new(a.Side + b.Side);
    }

    private readonly record struct Round(int Radius) : IShape<Round>
    {
        public static string Name => "round";

        public static int Corners => 0;

        public int Area => 3 * Radius * Radius;

        public static Round operator +(Round a, Round b) => new(Math.Max(a.Radius, b.Radius));
    }

    private static void Show<T>(params ReadOnlySpan<T> all)
        where T : struct, IShape<T>
    {
        T sum = default;
        foreach (T one in all)
        {
            sum += one;
        }

        EfiApplication.WriteLine($"{T.Name}: {sum.Area} {T.Corners} {all.Length} {typeof(T) == typeof(Square)}");
    }

    public static void Run()
    {
        Show(new Square(Hidden.Int(2)), new Square(3));
        Show(new Round(2), new Round(Hidden.Int(1)));
        EfiApplication.WriteLine($"{new Square(2) == new Square(Hidden.Int(2))} {new Round(1).Equals(default)}");
    }
}
