using Keelson.Tools.Coff;
using Keelson.Tools.Diagnostics;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Symbols;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Debugging;

/// <summary>A linked image with what the build left beside it: its object and its map.</summary>
internal sealed class LinkedModule
{
    private const string ManagedCode = ".managedcode$I";

    private LinkedModule(string path, PeFile image, CoffObject compiled, int segment, uint offset)
    {
        CoffSection code = compiled.Sections.First(section => section.Name == ManagedCode);
        Path = path;
        Image = image;
        CodeOffset = (uint)image.Sections[segment - 1].VirtualAddress + offset;
        Code = image.ContentsOf(image.Sections[segment - 1]).Slice((int)offset, code.Data.Length).ToArray();
        Methods =
        [
            .. compiled
                .Symbols.OfType<CoffSymbol>()
                .Where(symbol => symbol.SectionNumber == code.Number && symbol.Name != code.Name)
                .OrderBy(symbol => symbol.Value)
                .DistinctBy(symbol => symbol.Value)
                .Select(symbol => (symbol.Value, symbol.Name)),
        ];
        Lines = WithPrologues(CodeViewLines.Read(compiled).Of(code.Number));
        Locals = CodeViewLocals.Read(compiled, code);
    }

    public string Path { get; }
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);
    public PeFile Image { get; }

    /// <summary>Where the compiler's code begins, from the image's start.</summary>
    public uint CodeOffset { get; }

    /// <summary>As it was linked.</summary>
    public ReadOnlyMemory<byte> Code { get; }

    /// <summary>By their offset in the code.</summary>
    public IReadOnlyList<(uint Offset, string Name)> Methods { get; }

    /// <inheritdoc cref="Methods"/>
    public IReadOnlyList<(uint Offset, string File, int Line)> Lines { get; }

    /// <summary>Variables and parameters of all methods.</summary>
    public IReadOnlyList<CodeViewLocal> Locals { get; }

    /// <exception cref="FailureException">Something is missing, or is not what a build leaves.</exception>
    public static LinkedModule Read(string path)
    {
        string folder = System.IO.Path.GetDirectoryName(path)!;
        string compiled = System.IO.Path.Combine(folder, System.IO.Path.GetFileName(folder) + ".obj");
        string map = System.IO.Path.ChangeExtension(path, ".map");
        try
        {
            PeFile image = PeFile.Read(InputFile.Read(path));
            (int segment, uint offset) =
                MapFile.FindSection(File.ReadLines(map), ManagedCode)
                ?? throw new FormatException($"{map} has no section {ManagedCode}");
            return new LinkedModule(path, image, CoffReader.Read(InputFile.Read(compiled)), segment, offset);
        }
        catch (Exception error) when (error is BadImageFormatException or FormatException or IOException)
        {
            throw new FailureException(
                $"{Repository.Shorten(path)} has no symbols to debug with: {error.Message}",
                "build it again, from clean, and leave its folder as it is"
            );
        }
    }

    /// <summary>What saves registers has no line: it is given the first one of its method, not the last of its
    /// neighbour's.</summary>
    private (uint Offset, string File, int Line)[] WithPrologues(
        IReadOnlyList<(uint Offset, string File, int Line)> lines
    ) =>
        [
            .. Methods
                .Zip(Methods.Skip(1).Select(next => next.Offset).Append(uint.MaxValue))
                .Select(pair =>
                    lines.FirstOrDefault(line => line.Offset >= pair.First.Offset && line.Offset < pair.Second)
                        is var first
                        ? (pair.First.Offset, first.File, first.Line)
                        : default
                )
                .Where(line => line.File is not null)
                .Concat(lines)
                .DistinctBy(line => (line.Offset, line.Line))
                .OrderBy(line => line.Offset),
        ];

    /// <summary>The file in this checkout that a line is of.</summary>
    public static string Source(string file) => SourcePath.Locate(file, Repository.Current.Root);
}
