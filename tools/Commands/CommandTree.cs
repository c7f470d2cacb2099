using System.CommandLine;

namespace Keelson.Tools.Commands;

/// <summary>All verbs: those a user types, then the steps MSBuild calls.</summary>
internal static class CommandTree
{
    /// <summary>Failures and signals are Program's, which has one handler for each.</summary>
    public static InvocationConfiguration Invocation { get; } =
        new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    /// <summary>What MSBuild calls, by name: a build of everything calls a hundred and fifty of them.</summary>
    private static readonly Dictionary<string, Func<Command>> s_buildSteps = new()
    {
        ["weave"] = WeaveCommand.Create,
        ["tool-path"] = ToolPathCommand.Create,
        ["compile"] = CompileCommand.Create,
        ["gate"] = GateCommand.Create,
        ["outline"] = OutlineCommand.Create,
        ["header-room"] = HeaderRoomCommand.Create,
        ["kernel-image"] = KernelImageCommand.Create,
        ["bill"] = BillCommand.Create,
    };

    public static ParseResult Parse(IReadOnlyList<string> words) =>
        Parse(words is [string first, ..] && s_buildSteps.ContainsKey(first) ? OneStep(first) : Create(), words);

    /// <summary>No word is the name of a file with more words: <c>@FILE</c> is ours to read.</summary>
    public static ParseResult Parse(RootCommand root, IReadOnlyList<string> words) =>
        root.Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null });

    /// <summary>
    /// <c>--help</c> hides what is wrong with the rest, but nothing can be explained of a verb that there is not.
    /// </summary>
    public static bool IsWrong(ParseResult parsed) =>
        parsed.Errors.Count > 0
        || parsed.UnmatchedTokens.Count > 0 && parsed.CommandResult.Command.Subcommands.Count > 0;

    public static RootCommand Create()
    {
        RootCommand root = Root();
        foreach (Command verb in UserVerbs().Concat(BuildSteps()))
        {
            root.Add(verb);
        }

        root.Add(HelpCommand.Create(root));
        // No verb at all is a question, not a fault.
        root.SetAction(_ => HelpCommand.PrintOverview(Console.Out));
        return root;
    }

    /// <summary>A build step alone: to make the other verbs as well is most of its time.</summary>
    private static RootCommand OneStep(string name)
    {
        RootCommand root = Root();
        root.Add(s_buildSteps[name]());
        return root;
    }

    private static RootCommand Root()
    {
        RootCommand root = new("Keelson: builds, boots and tests a bare-metal EFI stub and kernel-shim.");
        root.Options.OfType<VersionOption>().Single().Action = new VersionText();
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

    public static Command[] BuildSteps() => [.. s_buildSteps.Values.Select(create => create())];
}
