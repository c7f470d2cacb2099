using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Fetch;

/// <summary>The package lists can't be had, so nothing can.</summary>
internal sealed class UnreachableMirrorException(FailureException cause) : FailureException(cause.What, cause.Advice);

/// <summary>
/// apt with lists, cache and state of its own, so that packages of other releases and of another architecture can be
/// fetched while the machine's own package state is not touched. apt checks every signature as always.
/// </summary>
internal sealed class AptTree
{
    private static readonly TimeSpan s_updateLimit = TimeLimit.OfWork(30);
    private static readonly TimeSpan s_downloadLimit = TimeLimit.OfWork(120);

    private readonly string _folder;
    private readonly string _configuration;
    private readonly string _firstSuite;
    private readonly string _mirror;
    private bool _updated;

    /// <param name="folder">Holds the tree; made when it is not there.</param>
    /// <param name="mirror">Where packages come from.</param>
    private AptTree(string folder, DebianMirror mirror, string types, string suites, string settings)
    {
        _folder = folder;
        _configuration = Path.Combine(folder, "apt.conf");
        _firstSuite = Path.Combine(folder, "first.conf");
        _mirror = mirror.Uri;
        foreach (string below in new[] { "lists/partial", "cache/archives/partial", "nothing" })
        {
            Directory.CreateDirectory(Path.Combine(folder, below));
        }

        File.WriteAllText(Path.Combine(folder, "status"), "");
        File.WriteAllText(Path.Combine(folder, "debian.sources"), SourcesOf(types, suites));
        string first = Path.Combine(folder, "first.sources");
        File.WriteAllText(first, SourcesOf("deb", suites.Split(' ')[0]));
        // Read after the machine's own settings, whose proxies are wanted and whose hooks are not.
        File.WriteAllText(
            _configuration,
            $$"""
            #clear APT::Update::Pre-Invoke;
            #clear APT::Update::Post-Invoke;
            #clear APT::Update::Post-Invoke-Success;
            #clear APT::Default-Release;
            #clear DPkg::Pre-Install-Pkgs;
            Dir::State "{{folder}}";
            Dir::State::lists "{{folder}}/lists";
            Dir::State::status "{{folder}}/status";
            Dir::State::extended_states "{{folder}}/extended_states";
            Dir::Cache "{{folder}}/cache";
            Dir::Cache::archives "{{folder}}/cache/archives";
            Dir::Cache::pkgcache "{{folder}}/cache/pkgcache.bin";
            Dir::Cache::srcpkgcache "";
            Dir::Etc::sourcelist "{{folder}}/debian.sources";
            Dir::Etc::sourceparts "{{folder}}/nothing";
            Dir::Etc::preferences "{{folder}}/nothing/preferences";
            Dir::Etc::preferencesparts "{{folder}}/nothing";
            Dir::Log "{{folder}}";
            APT::Sandbox::User "";
            APT::Update::Error-Mode "any";
            Acquire::GzipIndexes "true";
            Acquire::Languages "none";
            Acquire::Retries "2";
            Acquire::http::Timeout "20";
            Acquire::https::Timeout "20";
            {{settings}}
            """
        );
        File.WriteAllText(
            _firstSuite,
            $$"""
            #include "{{_configuration}}";
            Dir::Etc::sourcelist "{{first}}";
            APT::Get::List-Cleanup "false";
            Acquire::Retries "0";
            """
        );

        string SourcesOf(string kinds, string names) =>
            $"Types: {kinds}\nURIs: {mirror.Uri}\nSuites: {names}\nComponents: main\nSigned-By: {mirror.Keyring}\n";
    }

    /// <summary>Packages for arm64, whatever this machine is.</summary>
    /// <param name="suites">Whose lists are fetched, separated by blanks.</param>
    public static AptTree ForGuest(string folder, DebianMirror mirror, string suites) =>
        new(
            folder,
            mirror,
            "deb",
            suites,
            "APT::Architecture \"arm64\";\n#clear APT::Architectures;\nAPT::Architectures { \"arm64\"; };\n"
        );

    /// <summary>Packages and sources for this machine, which knows what it has installed.</summary>
    public static AptTree ForHost(string folder, DebianMirror mirror) =>
        new(
            folder,
            mirror,
            "deb deb-src",
            "bookworm bookworm-backports",
            "Dir::State::status \"/var/lib/dpkg/status\";\n"
        );

    /// <summary>The package that a package without contents depends on.</summary>
    public string ResolveMeta(string package, string suite)
    {
        Update();
        string version = VersionOf(package, suite);
        string depends =
            Query("apt-cache", "show", $"{package}={version}")
                .FirstOrDefault(line => line.StartsWith("Depends: ", StringComparison.Ordinal))
            ?? throw Changed($"{package} {version} depends on nothing");
        return depends["Depends: ".Length..].Split([' ', ','])[0];
    }

    /// <summary>The version of a package in a suite.</summary>
    public string VersionOf(string package, string suite)
    {
        Update();
        // "package | version | mirror suite/component architecture Packages", one line for each place that has it
        return Query("apt-cache", "madison", package)
                .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
                .FirstOrDefault(columns =>
                    columns is [_, _, var place] && place.Contains($" {suite}/main ", StringComparison.Ordinal)
                )
                ?[1]
            ?? throw Changed($"{suite} has no package {package}");
    }

    /// <summary>Downloads exactly these packages.</summary>
    /// <returns>The .deb files.</returns>
    public string[] Download(IEnumerable<string> packages, string suite, string into)
    {
        Update();
        Run(s_downloadLimit, into, "apt-get", ["-q", "download", .. packages.Select(package => $"{package}/{suite}")]);
        return Directory.GetFiles(into, "*.deb");
    }

    /// <summary>Downloads these packages and what they need that this machine does not have.</summary>
    /// <returns>The .deb files.</returns>
    public string[] DownloadWithDependencies(IEnumerable<string> packages, string suite, string into)
    {
        Update();
        Directory.CreateDirectory(Path.Combine(into, "partial"));
        Run(
            s_downloadLimit,
            into,
            "apt-get",
            [
                "-q",
                "-o",
                $"Dir::Cache::archives={into}",
                "install",
                "--download-only",
                "--reinstall",
                "-y",
                // Nothing is installed: a newer one on the machine itself is no reason against this one.
                "--allow-downgrades",
                "--no-install-recommends",
                .. packages.Select(package => $"{package}/{suite}"),
            ]
        );
        return Directory.GetFiles(into, "*.deb");
    }

    /// <summary>Downloads the upstream part of a source package.</summary>
    /// <returns>The tar file.</returns>
    public string DownloadSource(string package, string suite, string into)
    {
        Update();
        Run(s_downloadLimit, into, "apt-get", ["-q", "source", "--download-only", "--tar-only", $"{package}/{suite}"]);
        return Directory.GetFiles(into, "*.orig.tar.*") is [var only]
            ? only
            : throw Changed($"the source package {package} in {suite} has no single .orig.tar");
    }

    /// <summary>Fetches the package lists, once in the life of this object.</summary>
    private void Update()
    {
        if (!_updated)
        {
            try
            {
                // A mirror that accepts and never answers has apt wait for each list of each suite, one after the
                // other: one suite shows it in less than a minute.
                Run(s_updateLimit, _folder, "apt-get", ["-q", "update"], _firstSuite);
                Run(s_updateLimit, _folder, "apt-get", ["-q", "update"]);
            }
            catch (FailureException failure)
            {
                throw new UnreachableMirrorException(failure);
            }

            _updated = true;
        }
    }

    private List<string> Query(string program, params string[] arguments) =>
        Run(s_updateLimit, _folder, program, arguments);

    private List<string> Run(
        TimeSpan limit,
        string workingDirectory,
        string program,
        IEnumerable<string> arguments,
        string? configuration = null
    )
    {
        string file =
            ExecutableSearch.Find(program)
            ?? throw new FailureException(
                $"fetching needs {program}, which this machine does not have",
                "run it on Debian, or in a container of it"
            );
        string[] all = ["-c", configuration ?? _configuration, .. arguments];
        List<string> lines = [];
        int? status = ChildProcess.RunCollected(file, all, limit, lines.Add, workingDirectory);
        return status switch
        {
            0 => lines,
            null => throw new FailureException(
                $"{CommandText.Format(program, arguments)} from {_mirror} did not end in "
                    + $"{limit.TotalMinutes:F0} minutes",
                "check the network, or name another mirror in " + DebianMirror.Variable
            ),
            _ => throw new FailureException(
                $"{CommandText.Format(program, arguments)} failed: {WordsOf(lines)}",
                lines.Any(line => line.Contains("No space left", StringComparison.Ordinal))
                    ? "make room, or name another place in " + FetchedPackages.Variable
                    : "check the network and the proxy of apt, or name another mirror in " + DebianMirror.Variable
            ),
        };
    }

    /// <summary>apt's errors are in lines that begin with E: or W:, the first of which has the cause.</summary>
    private static string WordsOf(List<string> lines) =>
        lines
            .Where(line => line.StartsWith("E: ", StringComparison.Ordinal))
            .Concat(lines.Where(line => line.StartsWith("W: ", StringComparison.Ordinal)))
            .FirstOrDefault()
            ?[3..].Trim()
        ?? lines.LastOrDefault(line => line.Length > 0)
        ?? "without a word";

    private static FailureException Changed(string what) =>
        new(what, "Debian has changed: correct the entry in tools/Fetch/Catalogue.cs");
}
