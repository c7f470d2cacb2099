using System;
using System.Runtime.CompilerServices;
using Keelson.Efi;

namespace Keelson.Cases;

// == typeof(T) == typeof(U)
static class TypeComparison
{
    static int Kind<T>() =>
        typeof(T) == typeof(int) ? 1
        : typeof(T) == typeof(string) ? 2
        : typeof(T) != typeof(byte) ? 3
        : 4;

    public static void Run() =>
        EfiApplication.WriteLine($"{Kind<int>()} {Kind<string>()} {Kind<long>()} {Kind<byte>()}");
}

// == generic methods over structures, constraints, static abstract members
static class Generics
{
    interface IShape
    {
        static abstract int Corners { get; }
        int Area();
    }

    struct Square(int side) : IShape
    {
        public static int Corners => 4;

        public readonly int Area() => side * side;
    }

    static int Total<T>(T shape)
        where T : struct, IShape => shape.Area() + T.Corners;

    static T Pick<T>(bool first, T a, T b) => first ? a : b;

    public static void Run()
    {
        EfiApplication.WriteLine(
            $"{Total(new Square(Hidden.Int(3)))} {Pick(Hidden.Zero == 0, 1, 2)} {Pick(false, "a", "b")}"
        );
        EfiApplication.WriteLine($"{default(int)} {Unsafe.SizeOf<Square>()}");
    }
}

// == objects in static readonly arrays: virtual calls, is, as, casts
static class Objects
{
    class Animal
    {
        public int Legs = 4;

        public virtual string Sound() => "?";
    }

    class Dog : Animal
    {
        public override string Sound() => "woof";
    }

    class Bird : Animal
    {
        public Bird() => Legs = 2;

        public override string Sound() => "tweet";
    }

    static readonly Animal[] s_all = [new Dog(), new Bird(), new Animal()];

    public static void Run()
    {
        foreach (Animal animal in s_all)
        {
            EfiApplication.WriteLine($"{animal.Sound()} {animal.Legs} {animal is Dog} {(animal as Bird)?.Legs ?? -1}");
        }
        object first = s_all[Hidden.Int(0)];
        EfiApplication.WriteLine($"{((Dog)first).Legs} {first.Equals(first)} {ReferenceEquals(first, s_all[1])}");
    }
}

// == constants, sizes, nameof
static class Constants
{
    const long Large = 1L << 40;
    const double Third = 1.0 / 3;

    enum Kind : ushort
    {
        A = 1,
        B = A << 4,
    }

    public static void Run()
    {
        EfiApplication.WriteLine($"{Large} {(int)(Third * 300)} {(int)Kind.B} {sizeof(long)} {nameof(Kind.A)}");
        EfiApplication.WriteLine($"{byte.MaxValue} {sbyte.MinValue} {short.MaxValue} {ushort.MaxValue} {nint.Size}");
    }
}

// == enums: comparison, bits, HasFlag
static class Enums
{
    [Flags]
    enum Access
    {
        Read = 1,
        Write = 2,
    }

    public static void Run()
    {
        Access access = (Access)Hidden.Int(3);
        EfiApplication.WriteLine($"{access == (Access.Read | Access.Write)} {(access & Access.Write) != 0}");
        EfiApplication.WriteLine($"{access.HasFlag(Access.Read)} {(access ^ Access.Read).HasFlag(Access.Read)}");
    }
}

// == optional and named arguments, out variables, discards
static class Arguments
{
    static int Sum(int a, int b = 2, int c = 3) => a + b * 10 + c * 100;

    static bool TryHalve(int n, out int half)
    {
        half = n / 2;
        return n % 2 == 0;
    }

    public static void Run()
    {
        EfiApplication.WriteLine($"{Sum(1)} {Sum(1, c: 5)} {TryHalve(Hidden.Int(8), out int half)} {half}");
        EfiApplication.WriteLine($"{TryHalve(Hidden.Int(7), out _)}");
    }
}

// == partial classes, nested types, using static
static partial class Parts
{
    private static partial int Answer();

    public static void Run() => EfiApplication.WriteLine($"{Answer()} {Inner.Deep.Value}");
}

static partial class Parts
{
    private static partial int Answer() => Hidden.Int(42);

    static class Inner
    {
        public static class Deep
        {
            public const int Value = 7;
        }
    }
}

// == a value out of an object that a static keeps
static class Unboxing
{
    static readonly object s_boxed = 7;
    static readonly object s_other = "text";

    public static void Run() =>
        EfiApplication.WriteLine($"{(s_boxed is int value ? value : 0)} {s_other is int} {(int)s_boxed + 1}");
}
