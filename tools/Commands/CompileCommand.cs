using System.CommandLine;
using Keelson.Tools.Language;
using Keelson.Tools.Processes;
using Keelson.Tools.Supply;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary>
/// <c>compile</c>: runs ilc for MSBuild. A construct that it can not compile ends it with a stack of its own, which
/// says nothing to who wrote the construct: this names the method and its line.
/// </summary>
internal static class CompileCommand
{
    // Far above what any program took; it only ends what hangs.
    private static readonly TimeSpan s_bound = TimeLimit.OfWork(60);

    public static Command Create()
    {
        Option<string> compiler = new("--compiler") { Required = true, Description = "ilc" };
        Option<string?> package = new("--package")
        {
            Description = "the folder of the NuGet package that ilc is from; held against its pin",
        };
        Argument<string[]> arguments = new("argument")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "what ilc is given, behind --; the program's own assembly first",
        };
        Command compile = new("compile", "run ilc; what it can not compile becomes a build error at its line")
        {
            compiler,
            package,
            arguments,
        };
        compile.SetAction(parsed =>
            parsed.GetValue(package) is { } folder && GateCommand.Report(PackagePin.Check(folder)) is not 0
                ? ExitCodes.Failure
                : Run(parsed.GetRequiredValue(compiler), parsed.GetRequiredValue(arguments))
        );
        return compile;
    }

    private static int Run(string compiler, string[] arguments)
    {
        List<string> said = [];
        int? status = ChildProcess.RunCollected(compiler, arguments, s_bound, said.Add);
        if (status == 0)
        {
            said.ForEach(Console.WriteLine);
            return ExitCodes.Success;
        }

        return GateCommand.Report([CompilerCrash.Explain(said, arguments[0], status, Repository.Current.Root)]);
    }
}
