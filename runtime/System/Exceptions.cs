namespace System;

/// <summary>
/// Nothing is caught here. <c>throw new ...</c> ends the program at its line (tools/Weaving makes a call of
/// <c>FailFast</c> of it), as an exception that is not caught ends a program of .NET; so no exception is ever made,
/// and these are names.
/// </summary>
public class Exception
{
    public Exception() { }

    public Exception(string? message) { }

    public Exception(string? message, Exception? innerException) { }
}

public class SystemException : Exception
{
    public SystemException() { }

    public SystemException(string? message) { }
}

public class ArgumentException : SystemException
{
    public ArgumentException() { }

    public ArgumentException(string? message) { }

    public ArgumentException(string? first, string? second) { }
}

public class ArgumentNullException : ArgumentException
{
    public ArgumentNullException() { }

    public ArgumentNullException(string? message) { }

    public ArgumentNullException(string? first, string? second) { }
}

public class ArgumentOutOfRangeException : ArgumentException
{
    public ArgumentOutOfRangeException() { }

    public ArgumentOutOfRangeException(string? message) { }

    public ArgumentOutOfRangeException(string? first, string? second) { }
}

public class ArithmeticException : SystemException
{
    public ArithmeticException() { }

    public ArithmeticException(string? message) { }
}

public class DivideByZeroException : ArithmeticException
{
    public DivideByZeroException() { }

    public DivideByZeroException(string? message) { }
}

public class FormatException : SystemException
{
    public FormatException() { }

    public FormatException(string? message) { }
}

public class IndexOutOfRangeException : SystemException
{
    public IndexOutOfRangeException() { }

    public IndexOutOfRangeException(string? message) { }
}

public class InvalidCastException : SystemException
{
    public InvalidCastException() { }

    public InvalidCastException(string? message) { }
}

public class InvalidOperationException : SystemException
{
    public InvalidOperationException() { }

    public InvalidOperationException(string? message) { }
}

public class NotImplementedException : SystemException
{
    public NotImplementedException() { }

    public NotImplementedException(string? message) { }
}

public class NotSupportedException : SystemException
{
    public NotSupportedException() { }

    public NotSupportedException(string? message) { }
}

public class NullReferenceException : SystemException
{
    public NullReferenceException() { }

    public NullReferenceException(string? message) { }
}

public class ObjectDisposedException : InvalidOperationException
{
    public ObjectDisposedException() { }

    public ObjectDisposedException(string? message) { }
}

public class OutOfMemoryException : SystemException
{
    public OutOfMemoryException() { }

    public OutOfMemoryException(string? message) { }
}

public class OverflowException : ArithmeticException
{
    public OverflowException() { }

    public OverflowException(string? message) { }
}

public class PlatformNotSupportedException : NotSupportedException
{
    public PlatformNotSupportedException() { }

    public PlatformNotSupportedException(string? message) { }
}

public class TimeoutException : SystemException
{
    public TimeoutException() { }

    public TimeoutException(string? message) { }
}
