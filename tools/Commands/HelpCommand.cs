using System.CommandLine;
using Keelson.Tools.Fetch;

namespace Keelson.Tools.Commands;

/// <summary><c>help [verb]</c>: the verbs on one screen, or everything about one of them.</summary>
internal static class HelpCommand
{
    private const string Description = "list the verbs, or explain one";

    public static Command Create(RootCommand root)
    {
        Argument<string[]> verb = new("verb") { Description = "the verb to explain", Arity = ArgumentArity.ZeroOrMore };
        Command help = new("help", Description) { verb };
        help.SetAction(parsed =>
            parsed.GetValue(verb) is { Length: > 0 } words ? Explain(root, words) : PrintOverview(Console.Out)
        );
        return help;
    }

    public static int PrintOverview(TextWriter output)
    {
        output.WriteLine("usage: ./build.sh VERB [options]      (PowerShell: ./build.ps1 VERB [options])");
        PrintGroup(output, "verbs", [.. CommandTree.UserVerbs(), new Command("help", Description)]);
        PrintGroup(output, "build steps, called by MSBuild", CommandTree.BuildSteps());
        output.WriteLine();
        output.WriteLine("environment:");
        PrintVariable(output, FetchedPackages.Variable, "folder of fetched packages, in place of artifacts/fetch");
        PrintVariable(output, DebianMirror.Variable, "URL of a Debian mirror, in place of the machine's own");
        PrintVariable(output, FailureMessage.TraceVariable, "1: adds the stack trace to an error message");
        output.WriteLine();
        output.WriteLine("help VERB lists the options of one.");
        output.WriteLine("Exit status: 0 done, 1 failed, 2 wrong usage, 128 + N ended by signal N.");
        return ExitCodes.Success;
    }

    private static void PrintVariable(TextWriter output, string name, string meaning) =>
        output.WriteLine($"  {name, -23}{meaning}");

    private static int Explain(RootCommand root, string[] words)
    {
        ParseResult parsed = CommandTree.Parse(root, [.. words, "--help"]);
        return CommandTree.IsWrong(parsed)
            ? UsageMessage.Print(parsed, Console.Error)
            : parsed.Invoke(CommandTree.Invocation);
    }

    private static void PrintGroup(TextWriter output, string title, IEnumerable<Command> commands)
    {
        output.WriteLine();
        output.WriteLine($"{title}:");
        foreach (Command command in commands)
        {
            output.WriteLine($"  {command.Name, -14}{command.Description}");
        }
    }
}
