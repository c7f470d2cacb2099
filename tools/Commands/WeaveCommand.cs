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
        Option<string?> exports = new("--exports") { Description = "what a kernel is to export, with commas between" };
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
            exports,
            project,
        };
        weave.SetAction(parsed =>
        {
            string named = parsed.GetValue(project) ?? parsed.GetRequiredValue(assemblies)[0];
            return GateCommand.Report(
                ProgramWeaver.Weave(
                    parsed.GetRequiredValue(assemblies),
                    parsed.GetRequiredValue(output),
                    Repository.Current.Root,
                    parsed.GetValue(heap),
                    parsed.GetValue(entry) is { } symbol ? new ProgramEntry(symbol, named) : null,
                    parsed.GetValue(exports) is { } symbols ? new KernelExports(symbols.Split(','), named) : null
                )
            );
        });
        return weave;
    }
}
