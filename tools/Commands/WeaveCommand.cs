using System.CommandLine;
using Keelson.Tools.Language;
using Keelson.Tools.Weaving;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary>
/// <c>weave</c>: what MSBuild has done to the assemblies of a freestanding program before ilc gets them.
/// </summary>
internal static class WeaveCommand
{
    public static Command Create()
    {
        Argument<string[]> assemblies = new("assembly")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "all assemblies of the program",
        };
        Option<string> output = new("--output") { Required = true, Description = "folder for the woven assemblies" };
        Option<HeapKind> heap = new("--heap") { Description = "what the program has for objects" };
        Command weave = new(
            "weave",
            "rewrite a program's assemblies: log texts to UTF-8, methods called once into their callers"
        )
        {
            assemblies,
            output,
            heap,
        };
        weave.SetAction(parsed =>
        {
            return GateCommand.Report(
                ProgramWeaver.Weave(
                    parsed.GetRequiredValue(assemblies),
                    parsed.GetRequiredValue(output),
                    Repository.Current.Root,
                    parsed.GetValue(heap)
                )
            );
        });
        return weave;
    }
}
