using System.CommandLine;
using Keelson.Tools.Commands;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>No verb reads words out of a file that a word names: <c>@FILE</c> is a value like any other.</summary>
public sealed class ResponseFileTests : IDisposable
{
    private const string Word = "--out-of-a-file";

    private readonly string _file = Path.GetTempFileName();

    public ResponseFileTests() => File.WriteAllText(_file, Word + " more\n");

    public static TheoryData<string> Verbs => [.. Paths(CommandTree.Create(), "")];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void A_verb_takes_the_name_as_it_is(string path)
    {
        string[] verb = path.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Command command = verb.Aggregate((Command)CommandTree.Create(), (above, name) => Below(above, name));
        Holds([.. verb, "@" + _file]);
        foreach (Option option in command.Options.Where(option => option.Arity.MaximumNumberOfValues > 0))
        {
            Holds([.. verb, option.Name, "@" + _file]);
            Holds([.. verb, $"{option.Name}=@{_file}"]);
        }
    }

    [Fact]
    public void Every_verb_is_among_them() =>
        Assert.True(Verbs.Count > CommandTree.UserVerbs().Length + CommandTree.BuildSteps().Length);

    public void Dispose() => File.Delete(_file);

    private void Holds(string[] words)
    {
        ParseResult parsed = CommandTree.Parse(words);
        string[] seen = [.. parsed.Tokens.Select(token => token.Value), .. parsed.UnmatchedTokens];
        Assert.Contains(seen, value => value.EndsWith("@" + _file, StringComparison.Ordinal));
        Assert.DoesNotContain(Word, seen);
    }

    private static Command Below(Command above, string name) => above.Subcommands.Single(verb => verb.Name == name);

    private static IEnumerable<string> Paths(Command command, string path) =>
        command.Subcommands.SelectMany(verb => Paths(verb, $"{path} {verb.Name}".Trim())).Append(path);
}
