using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;

namespace System;

/// <summary>A <see cref="Span{T}"/> that only reads.</summary>
public readonly unsafe ref struct ReadOnlySpan<T>
{
    private readonly void* _pointer; // as in a Span, and why
    private readonly int _length;

    internal ref T _reference => ref Unsafe.AsRef<T>(_pointer);

    public ReadOnlySpan(void* pointer, int length)
    {
        if (length < 0)
        {
            ThrowHelpers.ThrowArgumentOutOfRangeException();
        }
        _pointer = pointer;
        _length = length;
    }

    public ReadOnlySpan(ref readonly T reference)
    {
        _pointer = Unsafe.AsPointer(ref Unsafe.AsRef(in reference));
        _length = 1;
    }

    public ReadOnlySpan(T[]? array)
    {
        if (array is null)
        {
            this = default;
            return;
        }
        _pointer = Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
        _length = array.Length;
    }

    public ReadOnlySpan(T[]? array, int start, int length)
    {
        if (array is null || (uint)start > (uint)array.Length || (uint)length > (uint)(array.Length - start))
        {
            ThrowHelpers.ThrowArgumentOutOfRangeException();
        }
        _pointer = Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array!), start));
        _length = length;
    }

    internal ReadOnlySpan(ref readonly T reference, int length)
    {
        _pointer = Unsafe.AsPointer(ref Unsafe.AsRef(in reference));
        _length = length;
    }

    // No [Intrinsic], as in a Span.
    public ref readonly T this[int index]
    {
        get
        {
            if ((uint)index >= (uint)_length)
            {
                ThrowHelpers.ThrowIndexOutOfRangeException();
            }
            return ref Unsafe.Add(ref _reference, index);
        }
    }

    public int Length
    {
        [Intrinsic]
        get => _length;
    }

    public bool IsEmpty => _length == 0;
    public static ReadOnlySpan<T> Empty => default;

    public ReadOnlySpan<T> Slice(int start)
    {
        if ((uint)start > (uint)_length)
        {
            ThrowHelpers.ThrowArgumentOutOfRangeException();
        }
        return new ReadOnlySpan<T>(ref Unsafe.Add(ref _reference, (nuint)(uint)start), _length - start);
    }

    public ReadOnlySpan<T> Slice(int start, int length)
    {
        if ((ulong)(uint)start + (uint)length > (uint)_length)
        {
            ThrowHelpers.ThrowArgumentOutOfRangeException();
        }
        return new ReadOnlySpan<T>(ref Unsafe.Add(ref _reference, (nuint)(uint)start), length);
    }

    /// <summary>Copies as if through a buffer: the two may overlap.</summary>
    public void CopyTo(Span<T> destination)
    {
        if (!TryCopyTo(destination))
        {
            ThrowHelpers.ThrowArgumentException();
        }
    }

    public bool TryCopyTo(Span<T> destination)
    {
        if ((uint)_length > (uint)destination.Length)
        {
            return false;
        }
        SpanHelpers.Memmove(
            ref Unsafe.As<T, byte>(ref destination._reference),
            ref Unsafe.As<T, byte>(ref _reference),
            (nuint)(uint)_length * (nuint)Unsafe.SizeOf<T>()
        );
        return true;
    }

    [NeedsHeap]
    public T[] ToArray()
    {
        T[] copy = new T[_length];
        CopyTo(copy);
        return copy;
    }

    /// <summary>Of characters their text; .NET gives the name of the type for any others, and this ends the
    /// program.</summary>
    [NeedsHeap]
    public override string ToString()
    {
        if (typeof(T) != typeof(char))
        {
            ThrowHelpers.ThrowPlatformNotSupportedException();
        }

        string text = string.Allocate(_length);
        Unsafe.As<ReadOnlySpan<T>, ReadOnlySpan<char>>(ref Unsafe.AsRef(in this)).CopyTo(text.Writable);
        return text;
    }

    public ref readonly T GetPinnableReference() => ref _reference;

    public static implicit operator ReadOnlySpan<T>(T[]? array) => new(array);

    public Enumerator GetEnumerator() => new(this);

    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<T> _span;
        private int _index;

        internal Enumerator(ReadOnlySpan<T> span)
        {
            _span = span;
            _index = -1;
        }

        public bool MoveNext() => ++_index < _span.Length;

        public ref readonly T Current => ref _span[_index];
    }
}
