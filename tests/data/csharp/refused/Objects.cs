using System;
using System.Runtime.CompilerServices;
using Keelson.Efi;

namespace Keelson.Cases;

// == KEEL003: new of a class, outside of static constructors
static class NewObject
{
    class Node
    {
        public int Value;
    }

    public static void Run() => Hidden.Keep(new Node { Value = Hidden.Zero });
}

// == KEEL003: new of an array, outside of static constructors
static class NewArray
{
    public static void Run()
    {
        int[] values = new int[Hidden.Int(3)];
        Hidden.Keep(values);
    }
}

// == KEEL003: a value in an object (boxing)
static class Boxing
{
    public static void Run() => Hidden.Keep(Hidden.Int(3));
}

// == KEEL003: a call through an interface that is not known at compile time
static class InterfaceCall
{
    interface IShape
    {
        int Area();
    }

    class Square : IShape
    {
        public int Area() => Hidden.Int(4);
    }

    class Circle : IShape
    {
        public int Area() => Hidden.Int(3);
    }

    static readonly IShape[] s_shapes = [new Square(), new Circle()];

    public static void Run() => Hidden.Zero += s_shapes[Hidden.Int(1)].Area();
}

// == KEEL321: Sort of text without a comparison, which .NET does by a culture
static class SortedText
{
    static readonly string[] s_names = ["b", "a"];

    public static void Run() => Array.Sort(s_names);
}

// == KEEL321: Sort of tuples, or of what has no IComparable, without a comparison
static class SortedTuples
{
    public static void Run()
    {
        Span<(int, char)> pairs = [(Hidden.Int(2), 'b'), (1, 'a')];
        pairs.Sort();
    }
}

// == KEEL318: yield
static class Iterator
{
    static System.Collections.Generic.IEnumerable<int> Count()
    {
        yield return 1;
    }

    public static void Run() => Hidden.Keep(Count());
}

// == KEEL302: a lambda that captures variables
static class Lambda
{
    delegate int Function(int value);

    static int Call(Function function) => function(1);

    public static void Run()
    {
        int factor = Hidden.Int(3);
        Hidden.Zero += Call(value => value + factor);
    }
}

// == KEEL302: a method of an object as a delegate
static class MethodGroup
{
    class Counter
    {
        public int Count;

        public int Next(int value) => value + Count++;
    }

    delegate int Function(int value);

    static readonly Counter s_counter = new();

    public static void Run()
    {
        Function function = s_counter.Next;
        Hidden.Zero += function(1);
    }
}

// == KEEL316: new T() where T is a class
static class NewOfClassParameter
{
    class Node
    {
        public int Value = 3;
    }

    static T Make<T>()
        where T : new() => new T();

    public static void Run() => Hidden.Zero += Make<Node>().Value;
}

// == KEEL310: a cast to an array
static class ArrayCast
{
    public static void Run() => Hidden.Zero += Hidden.Last is int[] values ? values.Length : 0;
}

// == KEEL310: a cast to an interface with type parameters
static class GenericInterfaceCast
{
    public static void Run() => Hidden.Zero += Hidden.Last is IEquatable<int> ? 1 : 0;
}

// == KEEL310: a cast to an interface of .NET's that numbers, strings and arrays have there
static class LibraryInterfaceCast
{
    public static void Run() =>
        Hidden.Zero += Hidden.Last switch
        {
            IComparable => 1,
            System.Collections.IEnumerable => 2,
            _ => 0,
        };
}

// == KEEL311: a virtual method with type parameters, through a reference
static class VirtualGeneric
{
    class Shape
    {
        public virtual int Measure<T>(T unit) => Unsafe.SizeOf<T>();
    }

    class Square : Shape
    {
        public override int Measure<T>(T unit) => 2 * Unsafe.SizeOf<T>();
    }

    static readonly Shape[] s_shapes = [new Shape(), new Square()];

    public static void Run() => Hidden.Zero += s_shapes[Hidden.Int(0)].Measure(3);
}

// == KEEL315: an array of several dimensions, read
static class TwoDimensions
{
    static int Corner(int[,] values) => values[0, 0];

    public static void Run() => Hidden.Zero += Corner(null!);
}

// == KEEL315: an array of several dimensions, made
static class NewTwoDimensions
{
    static readonly int[,] s_table = new int[2, 3];

    public static void Run() => Hidden.Zero += s_table[1, 1];
}

// == KEEL315: an array of several dimensions, written and measured
static class TwoDimensionsWritten
{
    static void Write(long[,,] values) => values[0, 1, 2] = values[1, 0, 0];

    public static void Run() => Write(null!);
}

// == KEEL316: List<T>, Dictionary<TKey, TValue>, HashSet<T>, Queue<T>, Stack<T>
static class Lists
{
    public static void Run()
    {
        System.Collections.Generic.List<int> list = new();
        list.Add(3);
    }
}

// == CS0234: the rest of System.Collections.Generic
static class LinkedLists
{
    public static void Run()
    {
        System.Collections.Generic.LinkedList<int> list = new();
        list.AddLast(3);
    }
}

// == CS0518: async and await
static class Async
{
    static async void Wait() { }

    public static void Run() => Wait();
}

// == CS0656: lock
static class Locks
{
    static readonly object s_gate = new();

    public static void Run()
    {
        lock (s_gate)
        {
            Hidden.Zero++;
        }
    }
}

// == KEEL316: a part of an array as an array
static class ArrayRange
{
    static readonly int[] s_values = [1, 2, 3];

    public static void Run() => Hidden.Keep(s_values[1..]);
}

// == CS0656: an event
static class Events
{
    delegate void Handler();

    static event Handler? Changed;

    public static void Run() => Changed?.Invoke();
}

// == KEEL303: a record that is a class
static class RecordClass
{
    record Person(string Name, int Age);

    static readonly Person s_ann = new("Ann", 30);

    public static void Run() => Hidden.Zero += s_ann.Age;
}

// == KEEL316: an object of an anonymous type
static class Anonymous
{
    public static void Run()
    {
        var point = new { X = Hidden.Int(1), Y = 2 };
        Hidden.Zero += point.X;
    }
}

// == KEEL003: a spread in a collection expression
static class Spread
{
    public static void Run()
    {
        ReadOnlySpan<int> first = [1, 2];
        ReadOnlySpan<int> all = [.. first, 3];
        Hidden.Zero += all.Length;
    }
}

// == CS0656: delegates joined by +=
static class JoinedDelegates
{
    static Action s_both = static () => Hidden.Zero++;

    public static void Run() => s_both += static () => Hidden.Zero--;
}
