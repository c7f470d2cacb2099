using System;
using Keelson.Efi;

namespace Keelson.Cases.Heap;

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
        // A member of the value there, and not of a copy.
        EfiApplication.WriteLine($"{((Point)all[6]).Z} {((Point)all[6]).X}");
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

// == arrays among objects: what they are, and that they are not what their elements are
static class ArrayObjects
{
    class Shape : IDisposable
    {
        public virtual int Area() => 5;

        public void Dispose() { }
    }

    class Square : Shape { }

    static string Kind(object one) =>
        one switch
        {
            Square => "square",
            Shape shape => $"shape {shape.Area()}",
            IDisposable => "disposable",
            ValueType => "value",
            Array array => $"array of {array.Length}",
            _ => "other",
        };

    public static void Run()
    {
        object[] all =
        [
            new Shape[1],
            new Square[2],
            new Shape(),
            new Square(),
            new int[3],
            5,
            new Shape[4][],
            new object[5],
        ];
        foreach (object one in all)
        {
            EfiApplication.WriteLine($"{Kind(one)} {(one as Shape)?.Area()} {one is Square} {one is Array}");
        }
        object[] kept = new object[2];
        kept[0] = new string[1];
        kept[1] = new Square[1];
        EfiApplication.WriteLine($"{kept[0] is string} {kept[1] is Square} {kept[1] is Enum}");
    }
}
