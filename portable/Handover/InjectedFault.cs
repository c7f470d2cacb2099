using System;

namespace Keelson.Handover;

/// <summary>A fault on purpose: a value of <see cref="OptionNames.Fault"/>.</summary>
public enum InjectedFault
{
    None,

    /// <summary><c>bounds</c>: reads past the end of a span.</summary>
    Bounds,

    /// <summary><c>divide</c>: divides by zero.</summary>
    Divide,

    /// <summary><c>overflow</c>: a checked sum that has no room.</summary>
    Overflow,

    /// <summary><c>null</c>: dereferences null.</summary>
    Null,

    /// <summary><c>cookie</c>: writes past a buffer on the stack.</summary>
    Cookie,

    /// <summary><c>abort</c>: stores to an address where nothing is mapped.</summary>
    Abort,
}

public static class InjectedFaultNames
{
    /// <summary><see cref="InjectedFault.None"/> where no fault has this name.</summary>
    public static InjectedFault Parse(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("bounds"u8) ? InjectedFault.Bounds
        : name.SequenceEqual("divide"u8) ? InjectedFault.Divide
        : name.SequenceEqual("overflow"u8) ? InjectedFault.Overflow
        : name.SequenceEqual("null"u8) ? InjectedFault.Null
        : name.SequenceEqual("cookie"u8) ? InjectedFault.Cookie
        : name.SequenceEqual("abort"u8) ? InjectedFault.Abort
        : InjectedFault.None;
}
