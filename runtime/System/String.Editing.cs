using System.Collections.Generic;
using System.Text;
using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;

namespace System;

/// <summary>Strings out of parts of others.</summary>
public sealed partial class String
{
    [NeedsHeap]
    public string Replace(char oldChar, char newChar)
    {
        string copy = Allocate(Length);
        for (int i = 0; i < Length; i++)
        {
            copy.Writable[i] = this[i] == oldChar ? newChar : this[i];
        }
        return copy;
    }

    /// <summary>By code units; an empty <paramref name="oldValue"/> ends the program.</summary>
    [NeedsHeap]
    public string Replace(string oldValue, string? newValue)
    {
        if (oldValue.Length == 0)
        {
            ThrowHelpers.ThrowArgumentOutOfRangeException();
        }

        StringBuilder text = new();
        ReadOnlySpan<char> rest = this;
        while (rest.IndexOf(oldValue.AsSpan()) is >= 0 and int at)
        {
            text.Append(rest.Slice(0, at)).Append(newValue);
            rest = rest.Slice(at + oldValue.Length);
        }
        return text.Append(rest).ToString();
    }

    [NeedsHeap]
    public string Insert(int startIndex, string value) =>
        Concat(this.AsSpan(0, startIndex), value.AsSpan(), this.AsSpan(startIndex));

    [NeedsHeap]
    public string Remove(int startIndex) => Substring(0, startIndex);

    [NeedsHeap]
    public string Remove(int startIndex, int count)
    {
        if (count < 0 || startIndex < 0 || count > Length - startIndex)
        {
            ThrowHelpers.ThrowArgumentOutOfRangeException();
        }
        return Concat(this.AsSpan(0, startIndex), this.AsSpan(startIndex + count));
    }

    [NeedsHeap]
    public string PadLeft(int totalWidth) => PadLeft(totalWidth, ' ');

    [NeedsHeap]
    public string PadLeft(int totalWidth, char paddingChar) => Concat(Padding(totalWidth, paddingChar), this);

    [NeedsHeap]
    public string PadRight(int totalWidth) => PadRight(totalWidth, ' ');

    [NeedsHeap]
    public string PadRight(int totalWidth, char paddingChar) => Concat(this, Padding(totalWidth, paddingChar));

    [NeedsHeap]
    public char[] ToCharArray()
    {
        char[] copy = new char[Length];
        CopyTo(copy);
        return copy;
    }

    [NeedsHeap]
    public string[] Split(char separator)
    {
        int count = 1;
        foreach (char unit in this)
        {
            count += unit == separator ? 1 : 0;
        }

        string[] parts = new string[count];
        ReadOnlySpan<char> rest = this;
        for (int i = 0; i < count - 1; i++)
        {
            int at = rest.IndexOf(separator);
            parts[i] = rest.Slice(0, at).ToString();
            rest = rest.Slice(at + 1);
        }
        parts[count - 1] = rest.ToString();
        return parts;
    }

    [NeedsHeap]
    public static string Join(char separator, params string?[] value)
    {
        StringBuilder text = new();
        for (int i = 0; i < value.Length; i++)
        {
            _ = i > 0 ? text.Append(separator) : text;
            text.Append(value[i]);
        }
        return text.ToString();
    }

    [NeedsHeap]
#nullable disable annotations // Of strings that may be nothing, and of those that may not.
    public static string Join(string separator, List<string> values) => Join(separator, values.ToArray());

#nullable restore annotations

    [NeedsHeap]
    public static string Join(string? separator, params string?[] value)
    {
        StringBuilder text = new();
        for (int i = 0; i < value.Length; i++)
        {
            _ = i > 0 ? text.Append(separator) : text;
            text.Append(value[i]);
        }
        return text.ToString();
    }

    /// <summary>What the C# compiler makes the text of an anonymous type by: holes of a number each.</summary>
    [NeedsHeap]
    [Obsolete("formats in holes are not read here: write an interpolated string", error: true)]
    public static string Format(IFormatProvider? provider, string format, params object?[] args)
    {
        StringBuilder text = new();
        for (int i = 0; i < format.Length; i++)
        {
            bool isDoubled = i + 1 < format.Length && format[i + 1] == format[i];
            if (format[i] == '{' && !isDoubled)
            {
                int end = i + format.AsSpan(i).IndexOf('}');
                text.Append(args[int.Parse(format.AsSpan(i + 1, end - i - 1))]);
                i = end;
                continue;
            }

            text.Append(format[i]);
            i += format[i] is '{' or '}' ? 1 : 0;
        }
        return text.ToString();
    }

    [NeedsHeap]
    private string Padding(int totalWidth, char unit)
    {
        if (totalWidth < 0)
        {
            ThrowHelpers.ThrowArgumentOutOfRangeException();
        }

        string padding = Allocate(Math.Max(totalWidth - Length, 0));
        padding.Writable.Fill(unit);
        return padding;
    }

    [NeedsHeap]
    public string Trim() => this.AsSpan().Trim().ToString();

    [NeedsHeap]
    public string Trim(char trimChar) => this.AsSpan().Trim(trimChar).ToString();

    [NeedsHeap]
    public string TrimStart() => this.AsSpan().TrimStart().ToString();

    [NeedsHeap]
    public string TrimStart(char trimChar) => this.AsSpan().TrimStart(trimChar).ToString();

    [NeedsHeap]
    public string TrimEnd() => this.AsSpan().TrimEnd().ToString();

    [NeedsHeap]
    public string TrimEnd(char trimChar) => this.AsSpan().TrimEnd(trimChar).ToString();
}
