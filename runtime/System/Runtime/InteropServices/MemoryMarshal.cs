using System.Runtime.CompilerServices;
using Internal.Runtime.CompilerHelpers;

namespace System.Runtime.InteropServices;

public static class MemoryMarshal
{
    [Intrinsic]
    public static ref T GetArrayDataReference<T>(T[] array) => ref GetArrayDataReference(array);

    public static ref T GetReference<T>(Span<T> span) => ref span._reference;

    public static ref T GetReference<T>(ReadOnlySpan<T> span) => ref span._reference;

    public static Span<T> CreateSpan<T>(scoped ref T reference, int length)
    {
        // SAFETY: the caller vouches for the length, as for the BCL's method of this name.
        unsafe
        {
            return new Span<T>(Unsafe.AsPointer(ref reference), length);
        }
    }

    public static ReadOnlySpan<T> CreateReadOnlySpan<T>(scoped ref readonly T reference, int length)
    {
        // SAFETY: as above.
        unsafe
        {
            return new ReadOnlySpan<T>(Unsafe.AsPointer(in reference), length);
        }
    }

    public static Span<byte> AsBytes<T>(Span<T> span)
        where T : struct => new(ref Unsafe.As<T, byte>(ref span._reference), span.Length * Unsafe.SizeOf<T>());

    public static ReadOnlySpan<byte> AsBytes<T>(ReadOnlySpan<T> span)
        where T : struct => new(ref Unsafe.As<T, byte>(ref span._reference), span.Length * Unsafe.SizeOf<T>());

    /// <summary>The whole elements that the bytes hold; the machine needs no alignment.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<TTo> Cast<TFrom, TTo>(Span<TFrom> span)
        where TFrom : struct
        where TTo : struct =>
        new(
            ref Unsafe.As<TFrom, TTo>(ref span._reference),
            (int)((long)span.Length * Unsafe.SizeOf<TFrom>() / Unsafe.SizeOf<TTo>())
        );

    /// <inheritdoc cref="Cast{TFrom, TTo}(Span{TFrom})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<TTo> Cast<TFrom, TTo>(ReadOnlySpan<TFrom> span)
        where TFrom : struct
        where TTo : struct =>
        new(
            ref Unsafe.As<TFrom, TTo>(ref span._reference),
            (int)((long)span.Length * Unsafe.SizeOf<TFrom>() / Unsafe.SizeOf<TTo>())
        );

    public static T Read<T>(ReadOnlySpan<byte> source)
        where T : struct
    {
        if (source.Length < Unsafe.SizeOf<T>())
        {
            ThrowHelpers.ThrowArgumentOutOfRangeException();
        }
        return Unsafe.ReadUnaligned<T>(ref source._reference);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Write<T>(Span<byte> destination, in T value)
        where T : struct
    {
        if (destination.Length < Unsafe.SizeOf<T>())
        {
            ThrowHelpers.ThrowArgumentOutOfRangeException();
        }
        Unsafe.WriteUnaligned(ref destination._reference, value);
    }
}
