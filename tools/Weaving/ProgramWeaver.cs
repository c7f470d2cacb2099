using Keelson.Tools.Diagnostics;
using Keelson.Tools.Language;
using Keelson.Tools.Workspace;
using Mono.Cecil;

namespace Keelson.Tools.Weaving;

/// <summary>
/// Rewrites the assemblies of a freestanding program before they are compiled: what takes sight of all of them at once.
/// </summary>
internal static class ProgramWeaver
{
    /// <summary>What lines say, whose texts are packed.</summary>
    public const string Listing = "lines.txt";

    /// <param name="assemblies">The program's own and all that it is made of, each with its symbols beside it.</param>
    /// <param name="destination">Folder that gets all of them under their own names.</param>
    /// <param name="sourceRoot">Where <c>/keelson/</c> in debug information points to.</param>
    /// <param name="heap">What the program has for objects.</param>
    /// <param name="entry">What is entered in it; null where assembly is.</param>
    /// <param name="kernel">What that assembly calls.</param>
    /// <returns>What the program may not do; then nothing was written.</returns>
    /// <exception cref="FailureException">A file is missing or is no assembly.</exception>
    public static IReadOnlyList<Diagnostic> Weave(
        IReadOnlyList<string> assemblies,
        string destination,
        string sourceRoot,
        HeapKind heap,
        ProgramEntry? entry = null,
        KernelExports? kernel = null
    )
    {
        using ProgramResolver resolver = new();
        List<ModuleDefinition> program = [];
        foreach (string path in assemblies)
        {
            program.Add(Read(path, resolver));
            resolver.Add(program[^1].Assembly);
        }

        SharedLines.Rewrite(program);
        Diagnostic[] findings =
        [
            .. LanguageGate.Check(program, sourceRoot, heap),
            .. EnumNumbers.Find(program, sourceRoot),
            .. entry is null ? [] : EntryPoint.Check(program[0], entry, sourceRoot),
            .. kernel is null ? [] : kernel.Check(program[0], sourceRoot),
        ];
        if (findings.Length > 0)
        {
            return findings;
        }

        Throws.Rewrite(program);
        LastWords.Rewrite(program);
        if (heap == HeapKind.Bump)
        {
            ModuleDefinition library = program.Single(module => module.Assembly.Name.Name == GivenMembers.CoreLibrary);
            InheritedMembers.Give(program, library);
            EnumTexts.Give(program, library);
        }
        else
        {
            KeptDelegates.LayDown(program);
        }

        if (heap != HeapKind.None)
        {
            StaticHolders.Prepare(program, heap);
            LongLines.Allow(program);
        }

        SeparateFrames.Mark(program);
        StackChecks.Insert(program);
        CalledOnce.Mark(program);
        PackedLines? lines = LinePatterns.Of(program);
        Dictionary<ModuleDefinition, Utf8Data> data = [];
        foreach (ModuleDefinition module in program)
        {
            WeaveTexts(module, program, data, lines);
        }

        lines?.Pack(data);
        Directory.CreateDirectory(destination);
        if (lines is not null)
        {
            File.WriteAllText(Path.Combine(destination, Listing), lines.Listing);
        }

        foreach ((ModuleDefinition module, string path) in program.Zip(assemblies))
        {
            LiteralNames.Give(module, heap);
            module.Write(
                Path.Combine(destination, Path.GetFileName(path)),
                new WriterParameters { WriteSymbols = true, DeterministicMvid = true }
            );
        }

        program.ForEach(module => module.Dispose());
        return [];
    }

    private static void WeaveTexts(
        ModuleDefinition module,
        IReadOnlyList<ModuleDefinition> program,
        Dictionary<ModuleDefinition, Utf8Data> dataOf,
        PackedLines? lines
    )
    {
        // The core library itself has no lines to log.
        if (module.AssemblyReferences.FirstOrDefault(one => one.Name == "CoreLib") is { } coreLibrary)
        {
            Utf8Data data = dataOf[module] = new Utf8Data(module, coreLibrary);
            TextLists.Rewrite(module, data, program);
            LineFormats.Rewrite(module, data);
            if (lines is not null)
            {
                LinePatterns.Rewrite(module, data, lines);
            }

            Utf8Literals.Rewrite(module, data);
        }
    }

    private static ModuleDefinition Read(string path, ProgramResolver resolver)
    {
        try
        {
            return ModuleDefinition.ReadModule(
                path,
                new ReaderParameters
                {
                    AssemblyResolver = resolver,
                    ReadSymbols = true,
                    InMemory = true,
                }
            );
        }
        catch (Exception error) when (error is IOException or BadImageFormatException or InvalidOperationException)
        {
            throw new FailureException(
                $"{path} can not be read as an assembly with its symbols: {error.Message}",
                "build it again, from clean"
            );
        }
    }

    /// <summary>Knows the assemblies of the program and nothing else: no .NET is under it.</summary>
    private sealed class ProgramResolver : BaseAssemblyResolver
    {
        private readonly Dictionary<string, AssemblyDefinition> _known = [];

        public void Add(AssemblyDefinition assembly) => _known[assembly.Name.Name] = assembly;

        public override AssemblyDefinition Resolve(AssemblyNameReference name) =>
            _known.TryGetValue(name.Name, out AssemblyDefinition? assembly)
                ? assembly
                : throw new AssemblyResolutionException(name);
    }
}
