namespace System;

/// <summary>Those of .NET that ask no culture.</summary>
public enum StringComparison
{
    Ordinal = 4,
}
