using System.Diagnostics.CodeAnalysis;
using Internal.Runtime;

namespace System.Diagnostics;

/// <summary>Of a method with it the C# compiler leaves out each call, unless the symbol is defined.</summary>
public sealed class ConditionalAttribute(string condition) : Attribute
{
    public string Condition { get; } = condition;
}

/// <summary>Ends the program where something does not hold; its calls are there in builds that define DEBUG.</summary>
public static class Debug
{
    [Conditional("DEBUG")]
    public static void Assert([DoesNotReturnIf(false)] bool condition)
    {
        if (!condition)
        {
            FailFast.Stop(FailReason.Assertion);
        }
    }

    /// <param name="condition">What is to hold.</param>
    /// <param name="message">For who reads the source: the backtrace names the line.</param>
    [Conditional("DEBUG")]
    public static void Assert([DoesNotReturnIf(false)] bool condition, string? message) => Assert(condition);

    [Conditional("DEBUG")]
    [DoesNotReturn]
    public static void Fail(string? message) => FailFast.Stop(FailReason.Assertion);
}
