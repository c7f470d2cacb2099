namespace Keelson.Tools.Language;

/// <summary>
/// Interfaces that strings, numbers, enums and arrays have in .NET and not here: asked whether it is one, such a value
/// would answer no.
/// </summary>
internal static class LibraryInterfaces
{
    public static bool Has(string name) =>
        name is "System.IComparable" or "System.Collections.IEnumerable" or "System.Collections.IEnumerator";
}
