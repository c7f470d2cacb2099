using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Internal.Runtime.CompilerHelpers;

/// <summary>
/// What compiled code calls where .NET would throw. There are no exceptions here: each ends the program.
/// </summary>
internal static class ThrowHelpers
{
    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowIndexOutOfRangeException() => FailFast.Stop(FailReason.IndexOutOfRange);

    [DoesNotReturn]
    public static void ThrowDivideByZeroException() => FailFast.Stop(FailReason.DivideByZero);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowOverflowException() => FailFast.Stop(FailReason.Overflow);

    [DoesNotReturn]
    public static void ThrowNullReferenceException() => FailFast.Stop(FailReason.NullReference);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowArgumentException() => FailFast.Stop(FailReason.Argument);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowArgumentOutOfRangeException() => FailFast.Stop(FailReason.Argument);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowInvalidOperationException() => FailFast.Stop(FailReason.Exception);

    [DoesNotReturn, MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowFormatException() => FailFast.Stop(FailReason.Exception);

    [DoesNotReturn]
    public static void ThrowInvalidCastException() => FailFast.Stop(FailReason.InvalidCast);

    [DoesNotReturn]
    public static void ThrowPlatformNotSupportedException() => FailFast.Stop(FailReason.Unsupported);

    [DoesNotReturn]
    public static void ThrowNotImplementedException() => FailFast.Stop(FailReason.Unsupported);

    [DoesNotReturn]
    public static void ThrowInvalidProgramException(int id) => FailFast.Stop(FailReason.Unsupported);

    [DoesNotReturn]
    public static void ThrowFeatureBodyRemoved() => FailFast.Stop(FailReason.Unsupported);
}
