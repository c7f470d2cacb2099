using System.Runtime.CompilerServices;

namespace System;

/// <summary>
/// A literal frozen into the image: a length in UTF-16 code units, then the units and a terminating zero.
/// </summary>
public sealed partial class String : IEquatable<string>
{
    public const string Empty = "";

    private readonly int _stringLength;
    private char _firstChar;

    public int Length
    {
        [Intrinsic]
        get => _stringLength;
    }

    [IndexerName("Chars")]
    public char this[int index]
    {
        [Intrinsic]
        get
        {
            if ((uint)index >= (uint)_stringLength)
            {
                Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowIndexOutOfRangeException();
            }
            return Unsafe.Add(ref _firstChar, index);
        }
    }

    internal ref readonly char GetRawStringData() => ref _firstChar;

    public ref readonly char GetPinnableReference() => ref _firstChar;

    /// <summary>The C# compiler knows its shape, and goes by index.</summary>
    public CharEnumerator GetEnumerator() => new(this);

    /// <summary>Ends the program, as an index out of range does, where the destination is too short.</summary>
    public void CopyTo(Span<char> destination) => this.AsSpan().CopyTo(destination);

    public static implicit operator ReadOnlySpan<char>(string? value) =>
        value is null ? default : new ReadOnlySpan<char>(ref value._firstChar, value._stringLength);
}
