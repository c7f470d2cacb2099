namespace System.Runtime;

/// <summary>Gives a managed method a symbol that assembly and the linker can name.</summary>
public sealed class RuntimeExportAttribute(string entry) : Attribute
{
    public string Entry { get; } = entry;
}

/// <summary>Binds an <c>extern</c> method to a symbol: a plain call, with no transition around it.</summary>
public sealed class RuntimeImportAttribute : Attribute
{
    public RuntimeImportAttribute(string library, string entry) { }
}
