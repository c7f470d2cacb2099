using Internal.Runtime.CompilerHelpers;

namespace System;

/// <summary>
/// The compiler asks for the initialisers by name; the build refuses the object that they would initialise.
/// </summary>
public abstract class Delegate
{
    private protected Delegate() { }

    private void InitializeClosedInstance(object firstParameter, nint functionPointer) =>
        ThrowHelpers.ThrowPlatformNotSupportedException();

    private void InitializeClosedInstanceSlow(object firstParameter, nint functionPointer) =>
        ThrowHelpers.ThrowPlatformNotSupportedException();

    private void InitializeClosedInstanceToInterface(object firstParameter, nint functionPointer) =>
        ThrowHelpers.ThrowPlatformNotSupportedException();

    private void InitializeOpenStaticThunk(object firstParameter, nint functionPointer, nint functionPointerThunk) =>
        ThrowHelpers.ThrowPlatformNotSupportedException();

    private void InitializeOpenInstanceThunkDynamic(nint functionPointer, nint functionPointerThunk) =>
        ThrowHelpers.ThrowPlatformNotSupportedException();
}

public abstract class MulticastDelegate : Delegate;
