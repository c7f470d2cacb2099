using System.CommandLine;
using Keelson.Tools.Coff;
using Keelson.Tools.Diagnostics;
using Keelson.Tools.Language;
using Keelson.Tools.Outlining;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary><c>gate</c>: what MSBuild asks about objects and images before it lets them pass.</summary>
internal static class GateCommand
{
    public static Command Create() =>
        new("gate", "check an object or a linked image; findings are build errors") { OfObject(), OfImage() };

    private static Command OfObject()
    {
        Argument<string> file = new("file");
        Option<HeapKind> heap = new("--heap") { Description = "what the program has for objects" };
        Command gate = new("object", "refuse objects that need a .NET runtime") { file, heap };
        gate.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            return Report(ObjectGate.Check(path, InputFile.Read(path), Repository.Current.Root, parsed.GetValue(heap)));
        });
        return gate;
    }

    private static Command OfImage()
    {
        Argument<string> file = new("file");
        Option<AddressReach> addresses = new("--addresses") { Description = "near, if it was outlined for that" };
        Option<bool> firmware = new("--firmware") { Description = "refuse what strict firmware would not load, too" };
        Command gate = new(
            "image",
            "refuse images with code that early Cortex-A53 execute wrongly, or whose data is too far for the code"
        )
        {
            file,
            addresses,
            firmware,
        };
        gate.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            return Report(
                ImageGate.Check(
                    path,
                    InputFile.Read(path),
                    parsed.GetValue(addresses) == AddressReach.Near,
                    parsed.GetValue(firmware)
                )
            );
        });
        return gate;
    }

    public static int Report(IEnumerable<Diagnostic> findings)
    {
        bool clean = true;
        foreach (Diagnostic finding in findings)
        {
            clean = false;
            Console.WriteLine(finding);
        }

        return clean ? ExitCodes.Success : ExitCodes.Failure;
    }
}
