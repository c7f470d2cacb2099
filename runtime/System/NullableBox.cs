namespace System;

/// <summary>
/// Nullable values in objects: there is an object of <c>T</c>, or none, and never one of <c>T?</c> (ECMA-335, I.8.2.4).
/// The runtime makes one of <c>T?</c> all the same, as that is the type it is told, and has it say what it holds: there
/// T is known.
/// </summary>
internal sealed class NullableBox
{
    /// <summary>In a program whose heap is none no object is made: the weaving makes it true of others.</summary>
    public static bool IsUsed => false;

    /// <summary>Taken out of what is asked; otherwise put into it.</summary>
    public bool IsTaken { get; private init; }

    public object? Value { get; set; }

    /// <param name="nullable">An object of <c>T?</c>.</param>
    /// <returns>One of T, or none.</returns>
    public static object? Taken(object nullable)
    {
        NullableBox exchange = new() { IsTaken = true };
        nullable.Equals(exchange);
        return exchange.Value;
    }

    /// <param name="nullable">An object of <c>T?</c>, which is changed.</param>
    /// <param name="value">One of T, or none; another ends the program as a cast that fails.</param>
    public static void Put(object nullable, object? value) => nullable.Equals(new NullableBox { Value = value });
}
