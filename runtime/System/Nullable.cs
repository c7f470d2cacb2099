using System.Collections.Generic;
using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;

namespace System;

public struct Nullable<T>
    where T : struct
{
    private readonly bool hasValue;
    internal T value;

    public Nullable(T value)
    {
        this.value = value;
        hasValue = true;
    }

    public readonly bool HasValue => hasValue;

    public readonly T Value
    {
        get
        {
            if (!hasValue)
            {
                ThrowHelpers.ThrowInvalidOperationException();
            }
            return value;
        }
    }

    public readonly T GetValueOrDefault() => value;

    public readonly T GetValueOrDefault(T defaultValue) => hasValue ? value : defaultValue;

    /// <remarks>The runtime asks in this way for what it can't know of T (<see cref="NullableBox"/>).</remarks>
    [NeedsHeap]
    public override bool Equals(object? other)
    {
        if (NullableBox.IsUsed && other is NullableBox exchange)
        {
            if (exchange.IsTaken)
            {
                exchange.Value = hasValue ? value : null;
            }
            else
            {
                this = exchange.Value is null ? default(T?) : (T)exchange.Value;
            }
            return true;
        }
        return hasValue ? other is not null && value.Equals(other) : other is null;
    }

    [NeedsHeap]
    public override readonly int GetHashCode() => hasValue ? value.GetHashCode() : 0;

    [NeedsHeap]
    public override readonly string? ToString() => hasValue ? value.ToString() : "";

    public static implicit operator Nullable<T>(T value) => new Nullable<T>(value);

    public static explicit operator T(Nullable<T> value) => value!.Value;
}
