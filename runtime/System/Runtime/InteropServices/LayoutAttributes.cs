namespace System.Runtime.InteropServices;

public enum LayoutKind
{
    Sequential = 0,
    Explicit = 2,
    Auto = 3,
}

public sealed class StructLayoutAttribute(LayoutKind layout) : Attribute
{
    public LayoutKind Value { get; } = layout;
    public int Pack;
    public int Size;
}

public sealed class FieldOffsetAttribute : Attribute
{
    public FieldOffsetAttribute(int offset) { }
}

public sealed class InAttribute : Attribute;

public sealed class OutAttribute : Attribute;

public sealed class UnmanagedCallersOnlyAttribute : Attribute
{
    public string? EntryPoint;
    public Type[]? CallConvs;
}

/// <summary>ilc looks for this interface by name when it compiles casts; nothing here implements it.</summary>
public interface IDynamicInterfaceCastable
{
    internal static nint GetDynamicInterfaceImplementation(
        IDynamicInterfaceCastable instance,
        nint interfaceType,
        ushort slot
    )
    {
        Internal.Runtime.CompilerHelpers.ThrowHelpers.ThrowFeatureBodyRemoved();
        return 0;
    }
}

/// <summary>The C# compiler encodes the <c>unmanaged</c> constraint with it.</summary>
public enum UnmanagedType;
