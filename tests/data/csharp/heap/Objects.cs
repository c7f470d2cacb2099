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
