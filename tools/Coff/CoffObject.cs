namespace Keelson.Tools.Coff;

/// <summary>
/// A COFF object as the compiler or assembler left it (Microsoft PE and COFF specification), both headers: plain and
/// bigobj.
/// </summary>
/// <param name="SymbolTable">Where the symbols are in the file; the string table follows them.</param>
internal sealed record CoffObject(
    ushort Machine,
    IReadOnlyList<CoffSection> Sections,
    IReadOnlyList<CoffSymbol?> Symbols,
    int SymbolTable
)
{
    /// <summary>The section a symbol number counts from 1 to; null for undefined, absolute and debug symbols.</summary>
    public CoffSection? SectionOf(CoffSymbol symbol) =>
        symbol.SectionNumber >= 1 && symbol.SectionNumber <= Sections.Count ? Sections[symbol.SectionNumber - 1] : null;
}

/// <param name="Number">Counted from 1, as symbols do.</param>
/// <param name="Header">Where its header is in the file.</param>
/// <param name="Characteristics">IMAGE_SCN_*.</param>
internal sealed record CoffSection(
    int Number,
    int Header,
    string Name,
    uint Characteristics,
    ReadOnlyMemory<byte> Data,
    IReadOnlyList<CoffRelocation> Relocations
)
{
    private const uint Executable = 0x2000_0000;
    private const uint Writable = 0x8000_0000;
    private const uint LinkOnce = 0x1000; // IMAGE_SCN_LNK_COMDAT

    public bool IsExecutable => (Characteristics & Executable) != 0;
    public bool IsLinkOnce => (Characteristics & LinkOnce) != 0;
    public bool IsWritable => (Characteristics & Writable) != 0;
}

/// <param name="Offset">Into the section's data.</param>
/// <param name="Kind">IMAGE_REL_*.</param>
internal readonly record struct CoffRelocation(uint Offset, CoffSymbol Symbol, ushort Kind)
{
    private const ushort Address64 = 0xe;

    /// <summary>What of the content it fills in: an address, or an instruction or a distance.</summary>
    public uint SizeBytes => Kind == Address64 ? 8u : 4u;
}

/// <param name="Index">Place in the symbol table, auxiliary records counted.</param>
/// <param name="Value">For a defined symbol its offset in the section.</param>
/// <param name="SectionNumber">0 undefined, -1 absolute, -2 debug.</param>
/// <param name="StorageClass">IMAGE_SYM_CLASS_*.</param>
internal sealed record CoffSymbol(int Index, string Name, uint Value, int SectionNumber, byte StorageClass)
{
    public const byte External = 2; // IMAGE_SYM_CLASS_EXTERNAL
    private const byte WeakExternal = 105;

    /// <summary>
    /// Something another object must bring. A value instead of an address would make it a common block, which is a
    /// definition.
    /// </summary>
    public bool IsUndefined =>
        SectionNumber == 0 && (StorageClass == WeakExternal || (StorageClass == External && Value == 0));
}
