using System.CommandLine;
using Keelson.Tools.Diagnostics;
using Keelson.Tools.Language;
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
        Option<AddressReach> addresses = new("--addresses")
        {
            Description = "near, if code and data are to lie within 1 MB",
        };
        Option<HeapKind> heap = new("--heap") { Required = true, Description = "what the program has for objects" };
        Command outline = new("outline", "make an object smaller: equal sequences of instructions are shared")
        {
            input,
            output,
            addresses,
            heap,
        };
        outline.SetAction(parsed =>
            Run(
                parsed.GetRequiredValue(input),
                parsed.GetRequiredValue(output),
                parsed.GetValue(addresses),
                parsed.GetRequiredValue(heap)
            )
        );
        return outline;
    }

    private static int Run(string input, string output, AddressReach reach, HeapKind heap)
    {
        try
        {
            AtomicFile.WriteIfChanged(output, OutlinedObject.Make(InputFile.Read(input), reach, heap));
            return ExitCodes.Success;
        }
        catch (BadImageFormatException error)
        {
            return GateCommand.Report([new Diagnostic(input, "KEEL005", $"can not be outlined: {error.Message}")]);
        }
    }
}
