using System.CommandLine;
using Keelson.Tools.Fetch;
using Keelson.Tools.Terminal;
using Keelson.Tools.Workspace;
using Spectre.Console;

namespace Keelson.Tools.Commands;

/// <summary>
/// <c>fetch</c>: brings kernels, firmware and tools of other releases into the cache, by our names for them.
/// </summary>
internal static class FetchCommand
{
    private static readonly Option<bool> s_list = new("--list")
    {
        Description = "only show what there is, and what of it is here",
    };
    private static readonly Argument<string[]> s_names = new("name")
    {
        Description = "what to fetch or list; without a name, what the tests need, or all",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Command Create()
    {
        Command fetch = new("fetch", "download stock kernels, firmware and tools from Debian into artifacts/fetch")
        {
            s_names,
            s_list,
        };
        fetch.SetAction(parsed =>
            parsed.GetValue(s_list)
                ? List(FetchedPackages.Current, parsed.GetValue(s_names) ?? [])
                : Fetch(FetchedPackages.Current, parsed.GetValue(s_names) ?? [])
        );
        return fetch;
    }

    /// <summary>What the tests need; a machine without a network is told once, and goes on.</summary>
    public static void EnsureForTests()
    {
        try
        {
            foreach (CatalogueEntry entry in Catalogue.ForTests)
            {
                FetchedPackages.Current.Require(entry.Name, line => Console.WriteLine("fetch: " + line));
            }
        }
        catch (FailureException failure)
        {
            Console.WriteLine($"fetch: {failure.What}");
            Console.WriteLine("fetch: the tests that need it will be skipped");
        }
    }

    private static int Fetch(FetchedPackages cache, string[] names)
    {
        string[] wanted = names.Length > 0 ? names : [.. Catalogue.ForTests.Select(entry => entry.Name)];
        foreach (string name in wanted)
        {
            // Wrong names before the first download.
            cache.Find(name);
        }

        List<FetchedPackage> fetched =
        [
            .. wanted.Select(name => cache.Require(name, line => Console.WriteLine("fetch: " + line))),
        ];
        Table table = new Table().Border(TableBorder.Minimal).AddColumns("name", "version", "size", "where");
        foreach (FetchedPackage one in fetched)
        {
            table.AddRow(
                one.Entry.Name,
                Markup.Escape(one.Version),
                $"{SizeOf(one.Root) >> 20} MB",
                Markup.Escape(Repository.Shorten(one.Root))
            );
        }

        Screen.Write(table);
        return ExitCodes.Success;
    }

    private static int List(FetchedPackages cache, string[] names)
    {
        foreach (string name in names)
        {
            cache.Find(name);
        }

        Table table = new Table().Border(TableBorder.Minimal).AddColumns("name", "release", "here", "what for");
        foreach (CatalogueEntry entry in Catalogue.All.Where(one => names.Length == 0 || names.Contains(one.Name)))
        {
            table.AddRow(
                entry.Name,
                entry.Suite,
                Markup.Escape(cache.Find(entry.Name)?.Version ?? "-"),
                Markup.Escape(entry.Purpose + (entry.ForTests ? " (tests)" : ""))
            );
        }

        Screen.Write(table);
        return ExitCodes.Success;
    }

    private static long SizeOf(string folder) =>
        new DirectoryInfo(folder)
            .EnumerateFiles(
                "*",
                new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }
            )
            .Sum(file => file.Length);
}
