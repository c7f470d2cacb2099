using Keelson.Tools.Commands;
using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Keelson.Tools.Supply;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// Somebody without a checkout: packages from a feed, templates, an empty folder, <c>dotnet build</c>. Pack and build
/// are one call each, as every start of MSBuild takes seconds.
/// </summary>
public sealed class PackageTests : IDisposable
{
    private static readonly (string Template, string Name, string LastLine)[] s_kinds =
    [
        ("keelson-app", "Hello", "Hello: done"),
        ("keelson-driver", "Ticker", "Ticker: installed"),
        ("keelson-runtime-driver", "Stayer", "Stayer: installed"),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-package-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Every_template_builds_and_boots_outside_of_the_tree()
    {
        using (await Machine.TakePlaceAsync())
        {
            PackCommand.Run(Repository.Current, TestContext.Current.SendDiagnosticMessage);
            string feed = PackCommand.FolderIn(Repository.Current);
            PreparePackages();
            Write(
                "nuget.config",
                $"""
                <configuration>
                  <packageSources><clear /><add key="keelson" value="{feed}" /></packageSources>
                </configuration>
                """
            );
            // The user's own settings must not get through to what has no .NET under it.
            Write(
                "Directory.Build.props",
                "<Project><PropertyGroup><ImplicitUsings>enable</ImplicitUsings></PropertyGroup></Project>"
            );
            Dotnet("new", "install", Directory.GetFiles(feed, "Keelson.Templates.*.nupkg").Single());
            foreach ((string template, string name, _) in s_kinds)
            {
                Dotnet("new", template, "-o", name);
            }

            Write(
                "All.proj",
                """
                <Project>
                  <ItemGroup><One Include="*/*.csproj" /></ItemGroup>
                  <Target Name="Build">
                    <MSBuild Projects="@(One)" Targets="Restore" Properties="Restoring=true" />
                    <MSBuild Projects="@(One)" BuildInParallel="true" />
                  </Target>
                </Project>
                """
            );
            Dotnet("build", "All.proj", "-nologo", "-m");
        }

        foreach ((_, string name, string lastLine) in s_kinds)
        {
            QemuResult run = await Machine.RunAsync(
                new QemuRunOptions
                {
                    Name = "package-" + name,
                    EfiApplication = Path.Combine(_folder.FullName, name, "bin", "native", name, name + ".efi"),
                    StopWhen = line => line.Contains(lastLine, StringComparison.Ordinal),
                }
            );
            run.RequireExit(QemuExit.Stopped);
        }
    }

    /// <summary>A folder of its own, as one version is unpacked once; the compiler is there already.</summary>
    private void PreparePackages()
    {
        DirectoryInfo packages = _folder.CreateSubdirectory("packages");
        foreach (string compiler in Directory.GetDirectories(NugetPackages.Root, "runtime.*.ilcompiler"))
        {
            Directory.CreateSymbolicLink(Path.Combine(packages.FullName, Path.GetFileName(compiler)), compiler);
        }
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    private void Dotnet(params string[] arguments)
    {
        List<string> said = [];
        int? status = ChildProcess.RunCollected(
            DotnetHost.Path,
            arguments,
            TimeLimit.OfWork(60),
            said.Add,
            _folder.FullName,
            ("NUGET_PACKAGES", Path.Combine(_folder.FullName, "packages")),
            ("DOTNET_CLI_HOME", Path.Combine(_folder.FullName, "home")),
            ("DOTNET_NOLOGO", "1"),
            ("DOTNET_CLI_TELEMETRY_OPTOUT", "1")
        );
        Assert.True(status == 0, $"dotnet {string.Join(' ', arguments)}:\n{string.Join('\n', said)}");
    }
}
