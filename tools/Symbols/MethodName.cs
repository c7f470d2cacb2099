namespace Keelson.Tools.Symbols;

/// <summary>
/// Makes ilc's symbol names readable. ilc writes <c>Assembly_Namespace_Type__Method</c> with every character outside
/// [A-Za-z0-9] as '_'; C# names here hold no '_' of their own, so turning them into dots restores the name.
/// </summary>
internal static class MethodName
{
    /// <summary>The C# name, or the symbol itself when it is none of ilc's (assembly, linker).</summary>
    public static string Readable(string symbol)
    {
        int split = symbol.LastIndexOf("__", StringComparison.Ordinal);
        if (split <= 0 || split + 2 >= symbol.Length || !char.IsAsciiLetter(symbol[0]))
        {
            return symbol;
        }

        string type = symbol[..split].TrimEnd('_').Replace('_', '.');
        return $"{WithoutAssembly(type)}.{symbol[(split + 2)..]}";
    }

    /// <summary>An assembly is mostly named as its namespace, and then the same words stand there twice.</summary>
    private static string WithoutAssembly(string type)
    {
        string[] words = type.Split('.');
        for (int count = words.Length / 2; count > 0; count--)
        {
            if (words.AsSpan(0, count).SequenceEqual(words.AsSpan(count, count)))
            {
                return string.Join('.', words[count..]);
            }
        }

        return type;
    }
}
