namespace System.Runtime.CompilerServices;

/// <summary>Records ask for it, and netstandard2.0 has none.</summary>
internal static class IsExternalInit { }
