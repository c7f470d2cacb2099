namespace System.Diagnostics.CodeAnalysis;

public sealed class DoesNotReturnAttribute : Attribute;

public sealed class NotNullWhenAttribute : Attribute
{
    public NotNullWhenAttribute(bool returnValue) { }
}

public sealed class UnscopedRefAttribute : Attribute;

public sealed class SetsRequiredMembersAttribute : Attribute;

public sealed class DoesNotReturnIfAttribute : Attribute
{
    public DoesNotReturnIfAttribute(bool parameterValue) { }
}

public sealed class NotNullAttribute : Attribute;

public sealed class MaybeNullAttribute : Attribute;

public sealed class AllowNullAttribute : Attribute;

public sealed class MaybeNullWhenAttribute : Attribute
{
    public MaybeNullWhenAttribute(bool returnValue) { }
}
