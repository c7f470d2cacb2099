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
        ("keelson-kernel", "Nucleus", "Nucleus: done"),
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
                """
                <Project>
                  <PropertyGroup><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
                  <ItemGroup><AssemblySource Include="*.S" /></ItemGroup>
                </Project>
                """
            );
            Dotnet("new", "install", Directory.GetFiles(feed, "Keelson.Templates.*.nupkg").Single());
            Write(
                "Directory.Packages.props",
                """
                <Project>
                  <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
                </Project>
                """
            );
            Write(
                "Directory.Build.targets",
                """
                <Project>
                  <Target Name="Own" AfterTargets="Build"><Message Importance="high" Text="own target" /></Target>
                </Project>
                """
            );
            foreach ((string template, string name, _) in s_kinds)
            {
                Dotnet("new", template, "-o", name);
            }

            CallOwnAssembly(s_kinds[0].Name);
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
            List<string> built = Dotnet("build", "All.proj", "-nologo", "-m");
            Require(built, "warning KEEL003: Own.Three makes a int[] at run time");
            Require(built, "own target");
            // What changes links again; and it boots the image.
            WriteOwnAssembly(s_kinds[0].Name, answer: 43);
            Require(Dotnet("test", s_kinds[0].Name, "-nologo"), "own assembly: 43");
            // What is published is the image, and it goes with the rest.
            string first = s_kinds[0].Name;
            Dotnet("publish", first, "-nologo", "--no-build", "-c", "Debug");
            string published = Path.Combine(_folder.FullName, first, "bin", "Debug", "net10.0", "publish");
            Assert.Equal([first + ".efi"], Directory.EnumerateFiles(published).Select(Path.GetFileName));
            string sdk = Path.Combine(_folder.FullName, "packages", "keelson.sdk");
            string tool = Directory.GetFiles(sdk, "keelson.dll", SearchOption.AllDirectories).Single();
            Require(Dotnet(tool, "explain", "KEEL305"), "KEEL305: local variables of more than 8 KB");
            Dotnet("clean", first, "-nologo");
            Assert.False(File.Exists(ImageOf(first)));
        }

        foreach ((string template, string name, string lastLine) in s_kinds[1..])
        {
            if (template == "keelson-runtime-driver")
            {
                await StopInDriverAsync(name);
                continue;
            }

            bool endsItself = template == "keelson-kernel";
            QemuResult run = await Machine.RunAsync(
                new QemuRunOptions
                {
                    Name = "package-" + name,
                    EfiApplication = ImageOf(name),
                    StopWhen = endsItself ? null : line => line.Contains(lastLine, StringComparison.Ordinal),
                }
            );
            run.RequireExit(endsItself ? QemuExit.GuestShutdown : QemuExit.Stopped).RequireInOrder(lastLine);
        }
    }

    /// <summary>A debugger's view of a driver, which says its last line as well.</summary>
    private async Task StopInDriverAsync(string name)
    {
        int line = DebugTests.LineOf(Path.Combine(_folder.FullName, name, "Program.cs"), "EfiApplication.WriteLine(");
        IReadOnlyList<string> said = await DebugTests.RunAsync(
            "debug-driver",
            ImageOf(name),
            $"breakpoint set --file Program.cs --line {line}",
            "continue",
            "thread backtrace",
            "next",
            "thread backtrace"
        );
        DebugTests.Require(
            said,
            "stop reason = breakpoint 1.1",
            $"{name}.Program.EfiMain",
            $" at Program.cs:{line}",
            "stop reason = step over",
            $" at Program.cs:{line + 1}"
        );
    }

    private string ImageOf(string name) => Path.Combine(_folder.FullName, name, "bin", "native", name, name + ".efi");

    /// <summary>A folder of its own, as one version is unpacked once; the compiler is there already.</summary>
    private void PreparePackages()
    {
        DirectoryInfo packages = _folder.CreateSubdirectory("packages");
        foreach (string compiler in Directory.GetDirectories(NugetPackages.Root, "runtime.*.ilcompiler"))
        {
            Directory.CreateSymbolicLink(Path.Combine(packages.FullName, Path.GetFileName(compiler)), compiler);
        }
    }

    /// <summary>A file of assembly beside the program's own, which the project names as an item.</summary>
    private void CallOwnAssembly(string name)
    {
        WriteOwnAssembly(name, answer: 42);
        Write(
            Path.Combine(name, "Own.cs"),
            """
            using System.Runtime;
            using System.Runtime.CompilerServices;

            internal static class Own
            {
                [RuntimeImport("*", "OwnAnswer")]
                [MethodImpl(MethodImplOptions.InternalCall)]
                public static extern ulong Answer();

                // Nobody calls it, so that the gate never sees it; the analyzer does.
                public static int[] Three() => new int[3];
            }
            """
        );
        string program = Path.Combine(name, "Program.cs");
        string lastLine = $"EfiApplication.WriteLine($\"{s_kinds[0].LastLine}\");";
        string source = File.ReadAllText(Path.Combine(_folder.FullName, program));
        Assert.Contains(lastLine, source, StringComparison.Ordinal);
        Write(
            program,
            source.Replace(
                lastLine,
                "EfiApplication.WriteLine($\"own assembly: {Own.Answer()}\");\n" + lastLine,
                StringComparison.Ordinal
            )
        );
    }

    private void WriteOwnAssembly(string name, int answer) =>
        Write(Path.Combine(name, "Own.S"), $".text\n.globl OwnAnswer\nOwnAnswer:\n mov x0, #{answer}\n ret\n");

    private static void Require(List<string> said, string text) =>
        Assert.Contains(said, line => line.Contains(text, StringComparison.Ordinal));

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    private List<string> Dotnet(params string[] arguments)
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
        return said;
    }
}
