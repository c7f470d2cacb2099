using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Internal.Runtime.CompilerHelpers;

/// <summary>
/// What compiled code calls where .NET would throw. There are no exceptions here: each ends the program. That they do
/// not return the compiler sees of the loop, as it makes them a part of their callers.
/// </summary>
internal static class ThrowHelpers
{
    [DoesNotReturn]
    public static void ThrowIndexOutOfRangeException()
    {
        FailFast.Stop(FailReason.IndexOutOfRange);
        while (true) { }
    }

    [DoesNotReturn]
    public static void ThrowDivideByZeroException()
    {
        FailFast.Stop(FailReason.DivideByZero);
        while (true) { }
    }

    [DoesNotReturn]
    public static void ThrowOverflowException()
    {
        FailFast.Stop(FailReason.Overflow);
        while (true) { }
    }

    [DoesNotReturn]
    public static void ThrowNullReferenceException()
    {
        FailFast.Stop(FailReason.NullReference);
        while (true) { }
    }

    [DoesNotReturn]
    public static void ThrowArgumentException()
    {
        FailFast.Stop(FailReason.Argument);
        while (true) { }
    }

    [DoesNotReturn]
    public static void ThrowArgumentOutOfRangeException()
    {
        FailFast.Stop(FailReason.Argument);
        while (true) { }
    }

    [DoesNotReturn]
    public static void ThrowInvalidOperationException()
    {
        FailFast.Stop(FailReason.Exception);
        while (true) { }
    }

    [DoesNotReturn]
    public static void ThrowFormatException()
    {
        FailFast.Stop(FailReason.Exception);
        while (true) { }
    }

    [DoesNotReturn]
    public static void ThrowInvalidCastException()
    {
        FailFast.Stop(FailReason.InvalidCast);
        while (true) { }
    }

    [DoesNotReturn]
    public static void ThrowPlatformNotSupportedException()
    {
        FailFast.Stop(FailReason.Unsupported);
        while (true) { }
    }

    [DoesNotReturn]
    public static void ThrowNotImplementedException()
    {
        FailFast.Stop(FailReason.Unsupported);
        while (true) { }
    }

    [DoesNotReturn]
    public static void ThrowInvalidProgramException(int id)
    {
        FailFast.Stop(FailReason.Unsupported);
        while (true) { }
    }

    [DoesNotReturn]
    public static void ThrowFeatureBodyRemoved()
    {
        FailFast.Stop(FailReason.Unsupported);
        while (true) { }
    }
}
