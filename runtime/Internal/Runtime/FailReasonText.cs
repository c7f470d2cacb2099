using System;

namespace Internal.Runtime;

public static class FailReasonText
{
    /// <summary>In the order of <see cref="FailReason"/>, which begins with 1: a table is less code than a
    /// switch.</summary>
    private static ReadOnlySpan<byte> Texts =>
        "index out of range;divide by zero;arithmetic overflow;null reference;stack cookie overwritten;"u8
        + "argument out of range;invalid cast;unsupported feature of the runtime;stack overflow;out of memory;"u8
        + "assertion failed;unhandled exception;"u8;

    public static ReadOnlySpan<byte> Of(FailReason reason)
    {
        ReadOnlySpan<byte> text = Texts;
        for (int i = 1; i < (int)reason; i++)
        {
            text = text.Slice(text.IndexOf((byte)';') + 1);
        }
        return text.Slice(0, text.IndexOf((byte)';'));
    }
}
