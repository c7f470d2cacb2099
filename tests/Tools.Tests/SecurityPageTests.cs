using Keelson.Handover;
using Keelson.Tools.Workspace;
using Keelson.Trust;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>What docs/security.md promises is what the code decides.</summary>
public class SecurityPageTests
{
    private static readonly string[] s_lines = File.ReadAllLines(
        Path.Combine(Repository.Current.Root, "docs", "security.md")
    );

    /// <summary>The rows of the table that begins with this cell.</summary>
    private static string[][] Rows(string first) =>
        [
            .. s_lines
                .SkipWhile(line => !line.StartsWith($"| {first} |", StringComparison.Ordinal))
                .Skip(2)
                .TakeWhile(line => line.StartsWith('|'))
                .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
        ];

    [Fact]
    public void The_table_is_the_policy()
    {
        string Said(MaterialSource source, SecureBootState state) =>
            BootPolicy.Decide(source, state).ToString().ToLowerInvariant().Replace("notread", "not read");

        Assert.Equal(
            Enum.GetValues<MaterialSource>()
                .Select(source =>
                    (
                        $"`{source}`",
                        Said(source, SecureBootState.Disabled),
                        Said(source, SecureBootState.SetupMode),
                        Said(source, SecureBootState.Enabled),
                        Said(source, SecureBootState.Unknown)
                    )
                ),
            Rows("Source").Select(row => (row[0], row[2], row[3], row[4], row[4]))
        );
    }
}
