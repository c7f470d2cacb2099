namespace Internal.Runtime;

public static class FailReasonText
{
    public static System.ReadOnlySpan<byte> Of(FailReason reason) =>
        reason switch
        {
            FailReason.IndexOutOfRange => "index out of range"u8,
            FailReason.DivideByZero => "divide by zero"u8,
            FailReason.Overflow => "arithmetic overflow"u8,
            FailReason.NullReference => "null reference"u8,
            FailReason.StackCookie => "stack cookie overwritten"u8,
            FailReason.Argument => "argument out of range"u8,
            FailReason.InvalidCast => "invalid cast"u8,
            FailReason.StackOverflow => "stack overflow"u8,
            _ => "unsupported feature of the runtime"u8,
        };
}
