namespace System.Runtime.CompilerServices;

/// <summary>An optional argument that the C# compiler fills in: the line of the call.</summary>
public sealed class CallerLineNumberAttribute : Attribute;

/// <summary>The file of the call, as the compiler was given it.</summary>
public sealed class CallerFilePathAttribute : Attribute;

/// <summary>The member that the call is in.</summary>
public sealed class CallerMemberNameAttribute : Attribute;

/// <summary>The text of another argument.</summary>
public sealed class CallerArgumentExpressionAttribute(string parameterName) : Attribute
{
    public string ParameterName { get; } = parameterName;
}
