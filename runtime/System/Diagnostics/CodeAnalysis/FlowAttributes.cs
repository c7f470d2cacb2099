namespace System.Diagnostics.CodeAnalysis;

public sealed class DoesNotReturnAttribute : Attribute;

public sealed class NotNullWhenAttribute : Attribute
{
    public NotNullWhenAttribute(bool returnValue) { }
}

public sealed class UnscopedRefAttribute : Attribute;

public sealed class SetsRequiredMembersAttribute : Attribute;
