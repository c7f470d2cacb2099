using System.CommandLine;
using Keelson.Tools.Coff;
using Keelson.Tools.Diagnostics;
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
                (path, content) => ObjectGate.Check(path, content, Repository.Current.Root)
            ),
            Gate(
                "pe",
                "refuse EFI applications that strict firmware would not load",
                (path, content) => PeLint.Check(path, content)
            ),
        };

    private static Command Gate(string name, string description, Func<string, byte[], IReadOnlyList<Diagnostic>> check)
    {
        Argument<string[]> files = new("file") { Arity = ArgumentArity.OneOrMore };
        Command gate = new(name, description) { files };
        gate.SetAction(parsed =>
            Report(parsed.GetRequiredValue(files).SelectMany(file => check(file, InputFile.Read(file))))
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
