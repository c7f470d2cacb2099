using System.CommandLine;
using System.Text;
using Keelson.Tools.BoardReports;
using Keelson.Tools.Symbols;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary>
/// <c>symbolize</c>: a transcript from anywhere, a board's serial log for instance, with source positions added.
/// </summary>
internal static class SymbolizeCommand
{
    private static readonly Argument<string> s_file = new("file")
    {
        Description = "a transcript, or - for standard input",
    };
    private static readonly Option<string[]> s_modules = new("--module")
    {
        Description = "NAME=PATH: the image a module name stands for, when it is not this checkout's",
    };

    public static Command Create()
    {
        OptionRules.RequireEach(
            s_modules,
            word => word.IndexOf('=') < 1 ? $"--module takes NAME=PATH, not '{word}'" : null
        );
        Command symbolize = new("symbolize", "add source positions to the backtraces in a transcript")
        {
            s_file,
            s_modules,
        };
        symbolize.SetAction(parsed =>
        {
            Dictionary<string, string> given = (parsed.GetValue(s_modules) ?? [])
                .Select(pair => pair.Split('=', 2))
                // Of one name the last counts, as with every option that is given twice.
                .GroupBy(pair => pair[0], StringComparer.Ordinal)
                .ToDictionary(same => same.Key, same => same.Last()[1]);
            Symbolizer symbolizer = new(new ModuleMap(Repository.Current.NativeImages, given));
            SymbolizedLog log = symbolizer.Rewrite(ReadLines(parsed.GetRequiredValue(s_file)));
            foreach (string line in log.Lines)
            {
                Console.WriteLine(line);
            }

            foreach (string refusal in log.Refusals)
            {
                Console.Error.WriteLine("keelson: " + refusal);
            }

            return log.Refusals.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
        });
        return symbolize;
    }

    /// <summary>What <c>report</c> takes for no log is none here.</summary>
    private static string[] ReadLines(string file)
    {
        string name = file == "-" ? "standard input" : file;
        string text = Encoding.UTF8.GetString(BoardLog.Text(name, InputFile.ReadNamed(file)));
        return text.TrimEnd('\n').Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
    }
}
