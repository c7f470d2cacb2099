using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;

namespace System;

/// <summary>Strings that are made at run time.</summary>
public sealed partial class String
{
    /// <summary>Of so many code units, all zero, to be written once.</summary>
    [NeedsHeap]
    internal static unsafe string Allocate(int length)
    {
        if (length == 0)
        {
            return Empty;
        }

        // SAFETY: an object of the type that every literal has, of as many code units as were asked for and a zero.
        object made = RuntimeExports.NewArray(TypeCast.TypeOf(Empty), length);
        return Unsafe.As<object, string>(ref made);
    }

    // The compiler calls the method Ctor of the same arguments in the place of each constructor.
    [NeedsHeap]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public extern String(char c, int count);

    [NeedsHeap]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public extern String(char[]? value);

    [NeedsHeap]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public extern String(char[] value, int startIndex, int length);

    [NeedsHeap]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public extern String(ReadOnlySpan<char> value);

    private static string Ctor(char c, int count)
    {
        string made = Allocate(count);
        made.Writable.Fill(c);
        return made;
    }

    private static string Ctor(char[]? value) => ((ReadOnlySpan<char>)value).ToString();

    private static string Ctor(char[] value, int startIndex, int length) =>
        ((ReadOnlySpan<char>)value).Slice(startIndex, length).ToString();

    private static string Ctor(ReadOnlySpan<char> value) => value.ToString();

    internal Span<char> Writable => MemoryMarshal.CreateSpan(ref _firstChar, _stringLength);

    [NeedsHeap]
    public static string Concat(string? first, string? second) => Concat(first.AsSpan(), second.AsSpan());

    [NeedsHeap]
    public static string Concat(string? first, string? second, string? third) =>
        Concat(first.AsSpan(), second.AsSpan(), third.AsSpan());

    [NeedsHeap]
    public static string Concat(string? first, string? second, string? third, string? fourth) =>
        Concat(first.AsSpan(), second.AsSpan(), third.AsSpan(), fourth.AsSpan());

    [NeedsHeap]
    public static string Concat(ReadOnlySpan<char> first, ReadOnlySpan<char> second) =>
        Concat(first, second, default, default);

    [NeedsHeap]
    public static string Concat(ReadOnlySpan<char> first, ReadOnlySpan<char> second, ReadOnlySpan<char> third) =>
        Concat(first, second, third, default);

    [NeedsHeap]
    public static string Concat(
        ReadOnlySpan<char> first,
        ReadOnlySpan<char> second,
        ReadOnlySpan<char> third,
        ReadOnlySpan<char> fourth
    )
    {
        string whole = Allocate(checked(first.Length + second.Length + third.Length + fourth.Length));
        Span<char> rest = whole.Writable;
        first.CopyTo(rest);
        rest = rest.Slice(first.Length);
        second.CopyTo(rest);
        rest = rest.Slice(second.Length);
        third.CopyTo(rest);
        fourth.CopyTo(rest.Slice(third.Length));
        return whole;
    }

    [NeedsHeap]
    public static string Concat(params string?[] values)
    {
        int length = 0;
        for (int i = 0; i < values.Length; i++)
        {
            length = checked(length + values[i].AsSpan().Length);
        }

        string whole = Allocate(length);
        Span<char> rest = whole.Writable;
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<char> part = values[i].AsSpan();
            part.CopyTo(rest);
            rest = rest.Slice(part.Length);
        }
        return whole;
    }

    [NeedsHeap]
    public string Substring(int startIndex) => this.AsSpan(startIndex).ToString();

    [NeedsHeap]
    public string Substring(int startIndex, int length) => this.AsSpan(startIndex, length).ToString();
}
