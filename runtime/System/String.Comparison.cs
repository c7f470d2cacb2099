namespace System;

/// <summary>Comparison by code units, which is what <c>==</c> means for strings.</summary>
public sealed partial class String
{
    public static bool operator ==(string? left, string? right) => Equals(left, right);

    public static bool operator !=(string? left, string? right) => !Equals(left, right);

    public static bool Equals(string? left, string? right) =>
        ReferenceEquals(left, right)
        || (left is not null && right is not null && left.AsSpan().SequenceEqual(right.AsSpan()));

    public bool Equals(string? value) => Equals(this, value);

    public override bool Equals(object? other) => other is string text && Equals(this, text);

    /// <summary>The same for equal texts of one program; .NET's differ from run to run.</summary>
    public override int GetHashCode()
    {
        uint hash = 2166136261;
        for (int i = 0; i < Length; i++)
        {
            hash = (hash ^ this[i]) * 16777619;
        }
        return (int)hash;
    }

    public override string ToString() => this;

    public static bool Equals(string? left, string? right, StringComparison comparison) =>
        MemoryExtensions.Equals(left.AsSpan(), right.AsSpan(), comparison) && left is null == right is null;

    public static int CompareOrdinal(string? left, string? right) =>
        left is null ? (right is null ? 0 : -1)
        : right is null ? 1
        : left.AsSpan().SequenceCompareTo(right.AsSpan());

    public static bool IsNullOrEmpty([Diagnostics.CodeAnalysis.NotNullWhen(false)] string? value) =>
        value is null || value.Length == 0;

    public static bool IsNullOrWhiteSpace([Diagnostics.CodeAnalysis.NotNullWhen(false)] string? value) =>
        value.AsSpan().Trim().IsEmpty;
}
