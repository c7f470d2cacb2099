using System.Runtime;
using System.Runtime.CompilerServices;
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

    public static bool operator ==(Delegate? left, Delegate? right) =>
        left is null ? right is null : left.Equals(right);

    public static bool operator !=(Delegate? left, Delegate? right) => !(left == right);

    /// <summary>Of the same type, the same method and, where it is called on one, the same object.</summary>
    // SAFETY: types are compared and not followed.
    public override unsafe bool Equals(object? other)
    {
        if (other is null || TypeCast.TypeOf(this) != TypeCast.TypeOf(other))
        {
            return false;
        }

        Delegate that = Unsafe.As<object, Delegate>(ref other);
        return _functionPointer == that._functionPointer
            && _extraFunctionPointerOrData == that._extraFunctionPointerOrData
            // Of a static method it is the delegate itself.
            && (
                (object?)_firstParameter == this
                    ? that._firstParameter == other
                    : _firstParameter == that._firstParameter
            );
    }

    public override int GetHashCode() => (int)(_functionPointer ^ _extraFunctionPointerOrData);

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
