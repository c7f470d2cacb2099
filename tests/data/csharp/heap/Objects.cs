using System;
using Keelson.Efi;

namespace Keelson.Cases.Heap;

// == objects, and references between them
static class LinkedNodes
{
    class Node(int value, Node? next)
    {
        public int Value { get; } = value;
        public Node? Next { get; set; } = next;
    }

    public static void Run()
    {
        Node? list = null;
        for (int i = 0; i < Hidden.Int(5); i++)
        {
            list = new Node(i, list);
        }
        int sum = 0;
        for (Node? node = list; node is not null; node = node.Next)
        {
            sum = sum * 10 + node.Value;
        }
        EfiApplication.WriteLine($"{sum} {list!.Next!.Next?.Value ?? -1}");
    }
}

// == classes with virtual methods, made at run time
static class Shapes
{
    abstract class Shape
    {
        public abstract int Area();
    }

    class Square(int side) : Shape
    {
        public override int Area() => side * side;
    }

    class Strip(int length) : Shape
    {
        public override int Area() => length;
    }

    public static void Run()
    {
        Shape[] shapes = new Shape[Hidden.Int(3)];
        for (int i = 0; i < shapes.Length; i++)
        {
            shapes[i] = i % 2 == 0 ? new Square(i + 2) : new Strip(i);
        }
        int sum = 0;
        foreach (Shape shape in shapes)
        {
            sum += shape.Area();
            EfiApplication.WriteLine($"{shape.Area()} {shape is Square}");
        }
        EfiApplication.WriteLine($"{sum}");
    }
}

// == arrays of every kind of element, empty and large
static class Arrays
{
    struct Pair
    {
        public int A;
        public object? B;
    }

    public static void Run()
    {
        byte[] bytes = new byte[Hidden.Int(7)];
        bytes[6] = 9;
        long[] longs = [1, 2, Hidden.Int(3)];
        string?[] texts = new string?[Hidden.Int(2)];
        texts[1] = "x";
        Pair[] pairs = new Pair[Hidden.Int(2)];
        pairs[1] = new Pair { A = 4, B = texts[1] };
        Pair copy = pairs[1];
        int[][] rows = [new int[2], new int[Hidden.Int(3)]];
        rows[1][2] = 5;
        int[] none = new int[Hidden.Int(0)];
        int[] large = new int[Hidden.Int(600_000)];
        large[^1] = 1;
        EfiApplication.WriteLine($"{bytes[6]} {bytes[5]} {longs[2]} {texts[0] is null} {texts[1]} {copy.A}");
        EfiApplication.WriteLine($"{ReferenceEquals(copy.B, texts[1])} {rows[1][2]} {none.Length} {large[^1]}");
        EfiApplication.WriteLine($"{longs[1..].Length} {longs[1..][0]} {large[599_998]}");
    }
}

// == Array: Sort, Reverse, Fill, Clear, Copy, Resize, IndexOf, BinarySearch, Find and its kin
static class ArrayAlgorithms
{
    public static void Run()
    {
        int[] numbers = [5, 3, 9, Hidden.Int(1), 7];
        Array.Sort(numbers);
        Write(numbers);
        EfiApplication.WriteLine(
            $"{Array.IndexOf(numbers, 9)} {Array.IndexOf(numbers, 4)} {Array.LastIndexOf(numbers, 1)} "
                + $"{Array.BinarySearch(numbers, 7)} {Array.BinarySearch(numbers, 4)}"
        );
        Array.Sort(numbers, (left, right) => right.CompareTo(left));
        Write(numbers);
        Array.Reverse(numbers, 1, 3);
        Write(numbers);
        Array.Copy(numbers, 0, numbers, 1, 4);
        Write(numbers);
        int[]? grown = numbers;
        Array.Resize(ref grown, 7);
        Write(grown);
        Array.Resize(ref grown, 2);
        Write(grown);
        int[]? fresh = null;
        Array.Resize(ref fresh, 1);
        Write(fresh);
        Array.Fill(numbers, 4);
        Array.Fill(numbers, 6, 1, 2);
        Array.Clear(numbers, 4, 1);
        Write(numbers);
        Array.Sort(numbers, 1, 4);
        Write(numbers);
        EfiApplication.WriteLine(
            $"{Array.Exists(numbers, n => n == 6)} {Array.Find(numbers, n => n > 4)} {Array.Find(numbers, n => n > 9)} "
                + $"{Array.FindIndex(numbers, n => n == 6)} {Array.TrueForAll(numbers, n => n > 0)}"
        );
        int sum = 0;
        Array.ForEach(numbers, n => sum += n);
        EfiApplication.WriteLine($"{sum} {Array.ConvertAll(numbers, n => "n" + n)[1]}");
        string[] names = ["c", "a", "b"];
        Array.Sort(names, string.CompareOrdinal);
        Array.Reverse(names);
        EfiApplication.WriteLine($"{names[0]} {names[2]} {Array.IndexOf(names, "a")}");
        Array.Clear(names);
        EfiApplication.WriteLine($"{names[1] is null} {Array.Find(names, name => name is not null) is null}");
    }

    private static void Write(int[] numbers)
    {
        string text = "";
        foreach (int number in numbers)
        {
            text += number + " ";
        }
        EfiApplication.WriteLine(text);
    }
}

// == values in objects and out of them
static class Boxes
{
    enum Colour
    {
        Red = 3,
    }

    struct Point
    {
        public int X,
            Y,
            Z;
    }

    public static void Run()
    {
        object[] all =
        [
            Hidden.Int(3),
            4L,
            'c',
            true,
            "text",
            (Colour)Hidden.Int(3),
            new Point
            {
                X = 1,
                Y = 2,
                Z = Hidden.Int(8),
            },
        ];
        foreach (object one in all)
        {
            string kind = one switch
            {
                int n => $"int {n}",
                long n => $"long {n}",
                char c => $"char {c}",
                bool b => $"bool {b}",
                string s => $"string {s}",
                Point p => $"point {p.X} {p.Y} {p.Z}",
                _ => "other",
            };
            EfiApplication.WriteLine(kind);
        }
        EfiApplication.WriteLine($"{all[0].Equals(3)} {all[0].Equals(4)} {Equals(all[1], 4L)} {(int)all[5]}");
    }
}

// == lambdas, with captured variables and without
static class Lambdas
{
    static int Apply(Func<int, int> function, int value) => function(value);

    static Func<int> Counter()
    {
        int count = 0;
        return () => ++count;
    }

    public static void Run()
    {
        int factor = Hidden.Int(3);
        Func<int> counter = Counter();
        Func<int> other = Counter();
        counter();
        counter();
        Action print = () => EfiApplication.WriteLine($"{factor}");
        factor++;
        print();
        EfiApplication.WriteLine($"{Apply(x => x * factor, 5)} {Apply(x => x + 1, 5)} {counter()} {other()}");
    }
}

// == methods as delegates: of a class, of an object, of an overridden one
static class MethodGroups
{
    class Base(int number)
    {
        public virtual int Get() => number;
    }

    class Derived(int number) : Base(number)
    {
        public override int Get() => base.Get() + 100;
    }

    static int Twice(int value) => value * 2;

    public static void Run()
    {
        Func<int, int> twice = Twice;
        Base one = new Derived(Hidden.Int(7));
        Func<int> get = one.Get;
        Comparison<int> compare = (a, b) => b - a;
        EfiApplication.WriteLine($"{twice(4)} {get()} {compare(1, 3)}");
    }
}

// == new T() of a class, and of one's own base class by constraint
static class NewOfClasses
{
    class Base
    {
        public int Value = 5;

        public virtual string Name => "Base";
    }

    class Derived : Base
    {
        public Derived() => Value += Hidden.Int(2);

        public override string Name => "Derived";
    }

    class Holder<T>
        where T : class, new()
    {
        public static T Shared { get; } = new();
        public T Own { get; } = new();
    }

    static T Make<T>()
        where T : new() => new();

    static T MakeBase<T>(int value)
        where T : Base, new() => new() { Value = value };

    public static void Run()
    {
        EfiApplication.WriteLine($"{Make<Base>().Value} {Make<Derived>().Value} {Make<Derived>().Name} {Make<int>()}");
        EfiApplication.WriteLine($"{MakeBase<Derived>(3).Value} {new Holder<Derived>().Own.Name}");
        EfiApplication.WriteLine($"{Holder<Base>.Shared.Name}");
    }
}

// == generic classes
static class GenericClasses
{
    class Stack<T>
    {
        private T[] _items = new T[2];
        private int _count;

        public void Push(T item)
        {
            if (_count == _items.Length)
            {
                T[] larger = new T[2 * _count];
                _items.AsSpan().CopyTo(larger);
                _items = larger;
            }
            _items[_count++] = item;
        }

        public T Pop() => _items[--_count];
    }

    public static void Run()
    {
        Stack<int> numbers = new();
        Stack<string> words = new();
        for (int i = 0; i < 5; i++)
        {
            numbers.Push(Hidden.Int(i));
            words.Push(i % 2 == 0 ? "even" : "odd");
        }
        EfiApplication.WriteLine($"{numbers.Pop()} {numbers.Pop()} {words.Pop()} {words.Pop()}");
    }
}

// == the text of an object whose class has none: the name of its type
static class InheritedTexts
{
    class Plain { }

    class Derived : Plain { }

    class Named : Plain
    {
        public override string ToString() => "named";
    }

    class OfNamed : Named { }

    struct Pair
    {
        public int X { get; set; }
    }

    class Outer
    {
        public class Inner { }
    }

    class Box<T>
    {
        public T? Value { get; set; }
    }

    class IntBox : Box<int> { }

    static object Made(int kind) =>
        kind switch
        {
            0 => new Plain(),
            1 => new Derived(),
            2 => new Named(),
            3 => new OfNamed(),
            4 => new Pair(),
            5 => new Outer.Inner(),
            6 => new IntBox(),
            7 => 'c',
            8 => -3L,
            _ => "text",
        };

    public static void Run()
    {
        for (int i = 0; i < Hidden.Int(10); i++)
        {
            EfiApplication.WriteLine(Made(i).ToString()!);
        }
        EfiApplication.WriteLine(new Plain().ToString()!);
        EfiApplication.WriteLine(new Pair().ToString()!);
        EfiApplication.WriteLine(new System.Text.StringBuilder("of ").Append(new Pair()).Append(Made(1)).ToString());
    }
}

// == the comparison of structures that have none: by their fields, boxed and not
static class InheritedComparisons
{
    struct Point
    {
        public int X;
        public double Y;
    }

    struct Line
    {
        public Point From;
        public string? Name;
        public Point? To;
        public Side Side;
    }

    struct Of<T>
    {
        public T? Value;
    }

    enum Side : byte
    {
        Left,
        Right = 200,
    }

    enum Wide : long
    {
        Low = long.MinValue + 3,
        High = 0x1234_5678_9abc_def0,
    }

    enum Small : short
    {
        Low = -7,
        High = 300,
    }

    static Line Made(int x, double y, string? name, bool hasTo, Side side) =>
        new()
        {
            From = new Point { X = Hidden.Int(x), Y = y },
            Name = name,
            To = hasTo ? new Point { X = 1 } : null,
            Side = side,
        };

    static void Compare(object left, object right) =>
        EfiApplication.WriteLine(
            $"{left.Equals(right)} {Equals(left, right)} {left.GetHashCode() == right.GetHashCode()}"
        );

    public static void Run()
    {
        Line line = Made(1, 0.5, "a", false, Side.Left);
        EfiApplication.WriteLine(
            $"{line.Equals(Made(1, 0.5, Hidden.Text("a"), false, Side.Left))} {line.Equals(null)}"
        );
        EfiApplication.WriteLine($"{line.Equals(Made(2, 0.5, "a", false, Side.Left))} {line.Equals("line")}");
        EfiApplication.WriteLine($"{line.Equals(Made(1, 0.25, "a", false, Side.Left))}");
        EfiApplication.WriteLine($"{line.Equals(Made(1, 0.5, null, false, Side.Left))}");
        EfiApplication.WriteLine($"{line.Equals(Made(1, 0.5, "a", false, Side.Right))}");
        Compare(line, Made(1, 0.5, Hidden.Text("a"), false, Side.Left));
        Compare(new Point { Y = double.NaN }, new Point { Y = double.NaN });
        Compare(new Point { Y = 0.0 }, new Point { Y = -0.0 });
        Compare(new Of<int> { Value = 3 }, new Of<int> { Value = Hidden.Int(3) });
        Compare(new Of<string> { Value = "x" }, new Of<string> { Value = Hidden.Text("x") });
        EfiApplication.WriteLine($"{((object)new Of<int> { Value = 3 }).Equals(new Of<long> { Value = 3 })}");
        EfiApplication.WriteLine($"{((object)new Of<string>()).Equals(new Of<object>())}");
        Compare(Side.Right, (Side)Hidden.Int(200));
        EfiApplication.WriteLine($"{((object)Side.Left).Equals((byte)0)} {((object)Side.Left).Equals(Side.Right)}");
        EfiApplication.WriteLine($"{Side.Right.Equals(Side.Left)} {Side.Right.GetHashCode()}");
        EfiApplication.WriteLine($"{Side.Right.Equals((byte)200)} {((object)Side.Right).GetHashCode()}");
        EfiApplication.WriteLine(
            $"{((object)Wide.Low).GetHashCode()} {Wide.Low.GetHashCode()} {Wide.Low.Equals(Wide.High)}"
        );
        EfiApplication.WriteLine($"{((object)Small.Low).GetHashCode()} {((object)Small.High).Equals(Small.High)}");
    }
}

// == the name of an enum as a string, boxed and not
static class EnumStrings
{
    enum Colour : sbyte
    {
        Red,
        Crimson = 0,
        Green = -5,
    }

    [Flags]
    enum Access
    {
        None,
        Read,
        Write,
        Both = 3,
        Run,
        All = 7,
        High = int.MinValue,
    }

    static void Say(object value) => EfiApplication.WriteLine(value.ToString()!);

    public static void Run()
    {
        for (int i = -6; i < Hidden.Int(3); i++)
        {
            Say((Colour)i);
            EfiApplication.WriteLine(((Colour)i).ToString());
        }
        for (int i = 0; i < Hidden.Int(10); i++)
        {
            Say((Access)i);
            EfiApplication.WriteLine("it is " + (Access)(i | int.MinValue));
        }
        EfiApplication.WriteLine(new System.Text.StringBuilder().Append(Access.Read | Access.Run).ToString());
    }
}

// == nullable values in objects and out of them: nothing is no object
static class NullableBoxes
{
    struct Three
    {
        public byte A { get; set; }
        public byte B { get; set; }
        public byte C { get; set; }
    }

    static object? Box<T>(T value) => value;

    static T Unbox<T>(object? value) => (T)value!;

    public static void Run()
    {
        int? nothing = Hidden.Int(1) == 2 ? 3 : null;
        int? number = Hidden.Int(5);
        byte? small = 200;
        Three? three = new Three { C = 3 };
        object?[] boxes = [nothing, number, small, three, Box(nothing), Box(number)];
        foreach (object? box in boxes)
        {
            EfiApplication.WriteLine(
                $"{box is null} {box is int} {box is int?} {box is long?} {(box as int?) ?? 0} {(box as byte?) ?? 1}"
            );
        }
        EfiApplication.WriteLine($"{(int)boxes[1]!} {(int?)boxes[1]} {(int?)boxes[0]} {Unbox<byte?>(boxes[2])}");
        EfiApplication.WriteLine($"{((Three?)boxes[3])!.Value.C} {((Three?)boxes[0]).GetValueOrDefault().C}");
        EfiApplication.WriteLine($"{number.Equals(boxes[1])} {boxes[1]!.Equals(number)} {nothing.Equals(null)}");
        (byte Before, byte? Value, byte Behind) places = (1, (byte?)boxes[2], 3);
        places.Value = (byte?)boxes[0];
        EfiApplication.WriteLine($"{places.Before} {places.Value} {places.Behind}");
    }
}

// == tuples as objects and as keys
static class TupleObjects
{
    public static void Run()
    {
        object pair = (Hidden.Int(1), "a");
        EfiApplication.WriteLine($"{pair.Equals((1, Hidden.Text("a")))} {pair.Equals((1, "b"))} {pair.Equals(1)}");
        EfiApplication.WriteLine(pair.ToString() + (1, 2L, 'c') + (1, (string?)null) + ((1, 2), 3));
        EfiApplication.WriteLine((1, 2, 3, 4, 5, 6, 7, 8, 9).ToString());
        EfiApplication.WriteLine($"{(1, "a").GetHashCode() == pair.GetHashCode()} {(1, 2).Equals((object)(1, 2))}");
        System.Collections.Generic.Dictionary<(int, string), int> table = new() { [(1, "a")] = 3 };
        EfiApplication.WriteLine($"{table[(Hidden.Int(1), Hidden.Text("a"))]} {table.ContainsKey((1, "b"))}");
    }
}
