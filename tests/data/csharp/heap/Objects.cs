using System;
using System.Collections.Generic;
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

// == delegates compared: of the same method and object, in lists and as keys
static class DelegateEquality
{
    class Counter
    {
        public int Next() => 1;

        public virtual int Last() => 2;
    }

    delegate int Other();

    static int One() => 1;

    static int AlsoOne() => 1;

    public static void Run()
    {
        Counter counter = new(),
            another = new();
        Func<int> next = counter.Next,
            last = counter.Last,
            lastAgain = counter.Last,
            one = One,
            again = One,
            also = AlsoOne,
            same = counter.Next;
        Other other = One;
        EfiApplication.WriteLine($"{next == same} {next != another.Next} {next == last} {last.Equals(lastAgain)}");
        EfiApplication.WriteLine($"{one == again} {one == also} {one.Equals(other)}");
        List<Func<int>> all = [next, one];
        EfiApplication.WriteLine($"{all.Contains(same)} {all.Contains(another.Next)} {all.Remove(One)} {all.Count}");
        Dictionary<Func<int>, string> names = new() { [counter.Next] = "next", [One] = "one" };
        EfiApplication.WriteLine($"{names[same]} {names[again]} {names.ContainsKey(also)}");
    }
}
