using Internal.Runtime.CompilerHelpers;

namespace System;

/// <summary>
/// A method and what it is called on. The compiler knows the fields by place and name, and asks for the initialisers by
/// name; without a heap the build refuses the object that they would initialise.
/// </summary>
public abstract class Delegate
{
    internal object? _firstParameter;
    internal object? _helperObject;
    internal nint _extraFunctionPointerOrData;
    internal nint _functionPointer;

    private protected Delegate() { }

    private void InitializeClosedInstance(object firstParameter, nint functionPointer)
    {
        if (firstParameter is null)
        {
            ThrowHelpers.ThrowArgumentException();
        }

        _functionPointer = functionPointer;
        _firstParameter = firstParameter;
    }

    private void InitializeClosedInstanceSlow(object firstParameter, nint functionPointer) =>
        ThrowHelpers.ThrowPlatformNotSupportedException();

    private void InitializeClosedInstanceToInterface(object firstParameter, nint functionPointer) =>
        ThrowHelpers.ThrowPlatformNotSupportedException();

    /// <summary>A static method: what is called is a thunk, which calls it without the delegate in front.</summary>
    private void InitializeOpenStaticThunk(object firstParameter, nint functionPointer, nint functionPointerThunk)
    {
        _firstParameter = this;
        _functionPointer = functionPointerThunk;
        _extraFunctionPointerOrData = functionPointer;
    }

    private void InitializeOpenInstanceThunkDynamic(nint functionPointer, nint functionPointerThunk) =>
        ThrowHelpers.ThrowPlatformNotSupportedException();
}

public abstract class MulticastDelegate : Delegate;
