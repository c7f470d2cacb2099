namespace System;

public interface IDisposable
{
    void Dispose();
}

public interface IEquatable<T>
    where T : allows ref struct
{
    bool Equals(T? other);
}

public interface IComparable<in T>
    where T : allows ref struct
{
    /// <returns>Negative when this comes in front of <paramref name="other"/>, zero when neither does.</returns>
    int CompareTo(T? other);
}

public interface IComparable
{
    int CompareTo(object? other);
}

/// <summary>A culture: there is the invariant one, which nobody has to name.</summary>
public interface IFormatProvider
{
    object? GetFormat(Type? formatType);
}
