using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;

namespace System;

/// <summary>A bounds-checked window on memory, of which it knows nothing but the place and the length.</summary>
public readonly unsafe ref struct Span<T>
{
    // No reference: there is no collector that would have to know of it, and the compiler would clear every span in a
    // frame before its method begins, and copy it piece by piece.
    private readonly void* _pointer;
    private readonly int _length;

    internal ref T _reference => ref Unsafe.AsRef<T>(_pointer);

    public Span(void* pointer, int length)
    {
        if (length < 0)
        {
            ThrowHelpers.ThrowArgumentOutOfRangeException();
        }
        _pointer = pointer;
        _length = length;
    }

    public Span(ref T reference)
    {
        _pointer = Unsafe.AsPointer(ref reference);
        _length = 1;
    }

    public Span(T[]? array)
    {
        if (array is null)
        {
            this = default;
            return;
        }
        _pointer = Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
        _length = array.Length;
    }

    internal Span(ref T reference, int length)
    {
        _pointer = Unsafe.AsPointer(ref reference);
        _length = length;
    }

    // No [Intrinsic]: the compiler would read the pointer as a reference, which it is not here, and so from memory.
    public ref T this[int index]
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
    public static Span<T> Empty => default;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public Span<T> Slice(int start)
    {
        if ((uint)start > (uint)_length)
        {
            ThrowHelpers.ThrowArgumentOutOfRangeException();
        }
        return new Span<T>(ref Unsafe.Add(ref _reference, (nuint)(uint)start), _length - start);
    }

    public Span<T> Slice(int start, int length)
    {
        if ((ulong)(uint)start + (uint)length > (uint)_length)
        {
            ThrowHelpers.ThrowArgumentOutOfRangeException();
        }
        return new Span<T>(ref Unsafe.Add(ref _reference, (nuint)(uint)start), length);
    }

    /// <summary>Copies as if through a buffer: the two may overlap.</summary>
    public void CopyTo(Span<T> destination)
    {
        if (!TryCopyTo(destination))
        {
            ThrowHelpers.ThrowArgumentException();
        }
    }

    public bool TryCopyTo(Span<T> destination) => ((ReadOnlySpan<T>)this).TryCopyTo(destination);

    public void Clear() =>
        SpanHelpers.ClearWithoutReferences(
            ref Unsafe.As<T, byte>(ref _reference),
            (nuint)(uint)_length * (nuint)Unsafe.SizeOf<T>()
        );

    public void Fill(T value)
    {
        if (Unsafe.SizeOf<T>() == 1)
        {
            SpanHelpers.Fill(
                ref Unsafe.As<T, byte>(ref _reference),
                Unsafe.As<T, byte>(ref value),
                (nuint)(uint)_length
            );
            return;
        }
        for (int i = 0; i < _length; i++)
        {
            Unsafe.Add(ref _reference, i) = value;
        }
    }

    [NeedsHeap]
    public T[] ToArray() => ((ReadOnlySpan<T>)this).ToArray();

    [NeedsHeap]
    public override string ToString() => ((ReadOnlySpan<T>)this).ToString();

    public ref T GetPinnableReference() => ref _reference;

    public static implicit operator ReadOnlySpan<T>(Span<T> span) => new(ref span._reference, span._length);

    public static implicit operator Span<T>(T[]? array) => new(array);

    public Enumerator GetEnumerator() => new(this);

    public ref struct Enumerator
    {
        private readonly Span<T> _span;
        private int _index;

        internal Enumerator(Span<T> span)
        {
            _span = span;
            _index = -1;
        }

        public bool MoveNext() => ++_index < _span.Length;

        public ref T Current => ref _span[_index];
    }
}
