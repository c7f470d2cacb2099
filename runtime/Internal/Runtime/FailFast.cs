using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Internal.Runtime;

/// <summary>Why the program cannot go on.</summary>
public enum FailReason
{
    IndexOutOfRange = 1,
    DivideByZero,
    Overflow,
    NullReference,
    StackCookie,
    Argument,
    InvalidCast,
    Unsupported,
    StackOverflow,
    OutOfMemory,
    Assertion,

    /// <summary>Any that .NET would throw and that has no reason of its own here.</summary>
    Exception,
}

/// <summary>
/// The one way down: each image exports <c>KeelsonFailFast</c>, which says what broke and where on the console it has,
/// and ends with a failing status. It does not return.
/// </summary>
public static class FailFast
{
    [RuntimeImport("*", "KeelsonFailFast")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void PlatformFailFast(FailReason reason);

    [DoesNotReturn]
    public static void Stop(FailReason reason)
    {
        PlatformFailFast(reason);
        while (true) { }
    }

    /// <summary>What the build makes of <c>throw new ...</c>, the C# compiler's own among them.</summary>
    [DoesNotReturn]
    internal static void Throw() => Stop(FailReason.Exception);

    /// <summary>
    /// Called by compiled code when the canary between a frame's buffers and its return address was overwritten.
    /// </summary>
    [RuntimeExport("RhpFallbackFailFast")]
    private static void StackCookieMismatch() => Stop(FailReason.StackCookie);
}
