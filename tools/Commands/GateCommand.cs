using System.CommandLine;
using Keelson.Tools.Coff;
using Keelson.Tools.Diagnostics;
using Keelson.Tools.Language;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary><c>gate</c>: what MSBuild asks about objects and images before it lets them pass.</summary>
internal static class GateCommand
{
    public static Command Create() =>
        new("gate", "check an object or a linked image; findings are build errors")
        {
            Gate(
                "object",
                "refuse objects that need a .NET runtime",
                (path, content, heap) => ObjectGate.Check(path, content, Repository.Current.Root, heap)
            ),
            Gate(
                "pe",
                "refuse EFI applications that strict firmware would not load",
                (path, content, _) => PeLint.Check(path, content)
            ),
            Gate(
                "errata",
                "refuse images with code that early Cortex-A53 execute wrongly",
                (path, content, _) => CortexA53Errata.Check(path, content)
            ),
            Gate(
                "reach",
                "refuse images whose data is too far from their code for short addresses",
                (path, content, _) => ReachGate.Check(path, content)
            ),
        };

    private static Command Gate(
        string name,
        string description,
        Func<string, byte[], HeapKind, IReadOnlyList<Diagnostic>> check
    )
    {
        Argument<string[]> files = new("file") { Arity = ArgumentArity.OneOrMore };
        Option<HeapKind> heap = new("--heap") { Description = "what the program has for objects" };
        Command gate = new(name, description) { files, heap };
        gate.SetAction(parsed =>
            Report(
                parsed
                    .GetRequiredValue(files)
                    .SelectMany(file => check(file, InputFile.Read(file), parsed.GetValue(heap)))
            )
        );
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
