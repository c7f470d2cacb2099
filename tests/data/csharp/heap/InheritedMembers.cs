using System;
using Keelson.Efi;

namespace Keelson.Cases.Heap;

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
