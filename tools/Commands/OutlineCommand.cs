using System.CommandLine;
using Keelson.Tools.Diagnostics;
using Keelson.Tools.Outlining;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary><c>outline</c>: what MSBuild has done to ilc's object before it is linked.</summary>
internal static class OutlineCommand
{
    public static Command Create()
    {
        Argument<string> input = new("object") { Description = "what ilc made" };
        Option<string> output = new("--out") { Required = true, Description = "the object to write" };
        Command outline = new("outline", "make an object smaller: equal sequences of instructions are shared")
        {
            input,
            output,
        };
        outline.SetAction(parsed => Run(parsed.GetRequiredValue(input), parsed.GetRequiredValue(output)));
        return outline;
    }

    private static int Run(string input, string output)
    {
        try
        {
            AtomicFile.WriteIfChanged(output, OutlinedObject.Make(InputFile.Read(input)));
            return ExitCodes.Success;
        }
        catch (BadImageFormatException error)
        {
            return GateCommand.Report([new Diagnostic(input, "KEEL005", $"can not be outlined: {error.Message}")]);
        }
    }
}
