namespace System.Runtime.CompilerServices;

/// <summary>
/// Any object, to ilc's stub that hands a box of a generic structure to a method of the structure: it takes the address
/// of the first field (dotnet/runtime,
/// src/coreclr/tools/aot/ILCompiler.Compiler).
/// </summary>
internal sealed class RawData
{
    public byte Data;
}
