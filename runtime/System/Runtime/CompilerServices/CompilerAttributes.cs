// Attributes by which the C# compiler, or ilc, marks or recognises things. None carries behaviour of its own.
namespace System.Runtime.CompilerServices;

public sealed class IntrinsicAttribute : Attribute;

public sealed class IsReadOnlyAttribute : Attribute;

public sealed class IsByRefLikeAttribute : Attribute;

public sealed class IsUnmanagedAttribute : Attribute;

public sealed class IsExternalInit;

public sealed class RequiresLocationAttribute : Attribute;

public sealed class ScopedRefAttribute : Attribute;

public sealed class ExtensionAttribute : Attribute;

public sealed class UnsafeValueTypeAttribute : Attribute;

public sealed class CompilerGeneratedAttribute : Attribute;

public sealed class RefSafetyRulesAttribute(int version) : Attribute
{
    public int Version { get; } = version;
}

public sealed class NullableAttribute : Attribute
{
    public NullableAttribute(byte flag) { }

    public NullableAttribute(byte[] flags) { }
}

public sealed class NullableContextAttribute : Attribute
{
    public NullableContextAttribute(byte flag) { }
}

public sealed class InlineArrayAttribute(int length) : Attribute
{
    public int Length { get; } = length;
}

public sealed class IndexerNameAttribute : Attribute
{
    public IndexerNameAttribute(string name) { }
}

public sealed class InterpolatedStringHandlerAttribute : Attribute;

public sealed class InterpolatedStringHandlerArgumentAttribute : Attribute
{
    public InterpolatedStringHandlerArgumentAttribute(string argument) { }
}

public sealed class FixedBufferAttribute : Attribute
{
    public FixedBufferAttribute(Type type, int length) { }
}

[Flags]
public enum MethodImplOptions
{
    NoInlining = 0x8,
    NoOptimization = 0x40,
    AggressiveInlining = 0x100,
    InternalCall = 0x1000,
}

public sealed class MethodImplAttribute(MethodImplOptions options) : Attribute
{
    public MethodImplOptions Value { get; } = options;
}

public sealed class SkipLocalsInitAttribute : Attribute;

public sealed class CallConvCdecl;

public sealed class TupleElementNamesAttribute : Attribute
{
    public TupleElementNamesAttribute(string?[] transformNames) { }
}

/// <summary>Stands on a field's type where the field is <c>volatile</c>.</summary>
public static class IsVolatile;

public sealed class ParamCollectionAttribute : Attribute;

public sealed class RequiredMemberAttribute : Attribute;

public sealed class CompilerFeatureRequiredAttribute : Attribute
{
    public CompilerFeatureRequiredAttribute(string featureName) { }
}
