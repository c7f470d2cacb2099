using System.CommandLine;

namespace Keelson.Tools.Commands;

/// <summary>All verbs: those a user types, then the steps MSBuild calls.</summary>
internal static class CommandTree
{
    /// <summary>Failures and signals are Program's, which has one handler for each.</summary>
    public static InvocationConfiguration Invocation { get; } =
        new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    public static ParseResult Parse(IReadOnlyList<string> words) => Parse(Create(), words);

    /// <summary>No word is the name of a file with more words: <c>@FILE</c> is ours to read.</summary>
    public static ParseResult Parse(RootCommand root, IReadOnlyList<string> words) =>
        root.Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null });

    public static RootCommand Create()
    {
        RootCommand root = new("Keelson: builds, boots and tests a bare-metal EFI stub and kernel-shim.");
        foreach (Command verb in UserVerbs().Concat(BuildSteps()))
        {
            root.Add(verb);
        }

        root.Add(HelpCommand.Create(root));
        // No verb at all is a question, not a fault.
        root.SetAction(_ => HelpCommand.PrintOverview(Console.Out));
        return root;
    }

    public static Command[] UserVerbs() =>
        [
            SetupCommand.Create(),
            BuildCommand.Create(),
            BootCommand.Create(),
            DebugCommand.Create(),
            KexecCommand.Create(),
            MatrixCommand.Create(),
            ReportCommand.Create(),
            ImageCommand.Create(),
            LavaCommand.Create(),
            TestCommand.Create(),
            FormatCommand.Create(),
            FuzzCommand.Create(),
            CorpusCommand.Create(),
            BenchCommand.Create(),
            CoherenceCommand.Create(),
            FetchCommand.Create(),
            LinuxCommand.Create(),
            UkiCommand.Create(),
            SymbolizeCommand.Create(),
            ExplainCommand.Create(),
            PackCommand.Create(),
            CleanCommand.Create(),
            DoctorCommand.Create(),
        ];

    public static Command[] BuildSteps() =>
        [
            WeaveCommand.Create(),
            ToolPathCommand.Create(),
            CompileCommand.Create(),
            GateCommand.Create(),
            OutlineCommand.Create(),
            HeaderRoomCommand.Create(),
            KernelImageCommand.Create(),
            BillCommand.Create(),
        ];
}
