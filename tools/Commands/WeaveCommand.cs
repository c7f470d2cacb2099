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
        Option<string?> entry = new("--entry")
        {
            Description = "the exported method that firmware enters the image at",
        };
        Option<string?> project = new("--project") { Description = "the project's file, for errors without a line" };
        Command weave = new(
            "weave",
            "rewrite a program's assemblies: log texts to UTF-8, methods called once into their callers"
        )
        {
            assemblies,
            output,
            heap,
            entry,
            project,
        };
        weave.SetAction(parsed =>
        {
            return GateCommand.Report(
                ProgramWeaver.Weave(
                    parsed.GetRequiredValue(assemblies),
                    parsed.GetRequiredValue(output),
                    Repository.Current.Root,
                    parsed.GetValue(heap),
                    parsed.GetValue(entry) is { } symbol
                        ? new ProgramEntry(symbol, parsed.GetValue(project) ?? parsed.GetRequiredValue(assemblies)[0])
                        : null
                )
            );
        });
        return weave;
    }
}
