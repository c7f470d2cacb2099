using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Keelson.Tools.Diagnostics;
using Keelson.Tools.Processes;
using Keelson.Tools.Supply;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>What comes from outside is what was pinned; what goes out says what it is made of.</summary>
public sealed class SupplyTests : IDisposable
{
    private const string Lock = "packages.lock.json";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-supply-");

    [Fact]
    public void Every_project_with_packages_has_a_lock_file_and_says_so()
    {
        string[] projects =
        [
            .. SourceTree
                .WithExtensions(".csproj")
                .Where(file => SourceTree.Read(file).Contains("<PackageReference", StringComparison.Ordinal)),
        ];
        Assert.True(projects.Length >= 4);
        Assert.All(
            projects,
            project =>
            {
                string folder = project[..project.LastIndexOf('/')];
                Assert.Contains($"{folder}/{Lock}", SourceTree.Files);
                string settings = SourceTree.Read(
                    folder.StartsWith("tests/", StringComparison.Ordinal) ? "tests/Directory.Build.props" : project
                );
                Assert.Contains("<RestorePackagesWithLockFile>true<", settings, StringComparison.Ordinal);
            }
        );
        Assert.Contains("<RestoreLockedMode>true<", SourceTree.Read("Directory.Build.props"), StringComparison.Ordinal);
    }

    /// <summary>
    /// A source that offers another file under the name and version of a package of ours, and an empty cache: NuGet,
    /// with the tree's own settings and hashes, takes nothing of it. It needs no network: that source is the only one.
    /// </summary>
    [Fact]
    public void A_package_of_the_same_name_and_other_content_is_refused_by_its_hash()
    {
        JsonNode locked = JsonNode.Parse(SourceTree.Read($"tools/{Lock}"))!;
        JsonNode entry = locked["dependencies"]!["net10.0"]!["Mono.Cecil"]!;
        string version = entry["resolved"]!.GetValue<string>();
        foreach (string file in new[] { "Directory.Build.props", "Directory.Packages.props", "global.json" })
        {
            Write(file, SourceTree.Read(file));
        }

        Write(
            "app/app.csproj",
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><RestorePackagesWithLockFile>true</RestorePackagesWithLockFile></PropertyGroup>
              <ItemGroup><PackageReference Include="Mono.Cecil" /></ItemGroup>
            </Project>
            """
        );
        Write(
            $"app/{Lock}",
            "{\"version\":2,\"dependencies\":{\"net10.0\":{\"Mono.Cecil\":" + entry.ToJsonString() + "}}}"
        );
        Write(
            "nuget.config",
            """<configuration><packageSources><clear /><add key="a" value="near" /></packageSources></configuration>"""
        );
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "near"));
        using (
            ZipArchive forged = ZipFile.Open(
                Path.Combine(_folder.FullName, "near", $"Mono.Cecil.{version}.nupkg"),
                ZipArchiveMode.Create
            )
        )
        {
            using StreamWriter writer = new(forged.CreateEntry("Mono.Cecil.nuspec").Open());
            writer.Write(
                $"<package><metadata><id>Mono.Cecil</id><version>{version}</version><authors>a</authors>"
                    + "<description>forged</description></metadata></package>"
            );
        }

        List<string> said = [];
        int? status = ChildProcess.RunCollected(
            DotnetHost.Path,
            ["restore", "app/app.csproj", "-nodeReuse:false"],
            TimeLimit.OfWork(30),
            said.Add,
            _folder.FullName,
            ("NUGET_PACKAGES", Path.Combine(_folder.FullName, "packages"))
        );
        Assert.True(status is not (0 or null), string.Join('\n', said));
        Assert.Contains(said, line => line.Contains("NU1403", StringComparison.Ordinal));
    }

    [Fact]
    public void The_compiler_and_the_formatter_in_use_are_the_pinned_ones()
    {
        XDocument pins = XDocument.Parse(SourceTree.Read("Directory.Packages.props"));
        string[] names = [.. pins.Descendants("PinnedPackage").Select(pin => pin.Attribute("Include")!.Value)];
        Assert.Contains("csharpier", names);
        Assert.Contains(names, name => name.EndsWith("Microsoft.DotNet.ILCompiler", StringComparison.Ordinal));
        Assert.All(
            pins.Descendants("PinnedPackage"),
            pin => Assert.Equal(64, Convert.FromBase64String(pin.Attribute("ContentHash")!.Value).Length)
        );
        string compiler = Path.GetDirectoryName(Path.GetDirectoryName(Language.NativeCompiler.Path))!;
        List<string> said = [];
        Assert.Empty(
            PackagePin.Check(compiler, Path.Combine(Repository.Current.Root, "Directory.Packages.props"), said.Add)
        );
        // Hosts whose compiler nobody could fetch when the pins were made are told so, and build.
        Assert.Equal(OperatingSystem.IsLinux() && HostIs("x64"), said.Count == 0);
    }

    [Theory]
    // Base 64 of 64 bytes.
    [InlineData("{\"contentHash\":\"PINNED\"}", null)]
    [InlineData("{\"contentHash\":\"other\"}", "is not the package that is pinned: its content hash is other")]
    [InlineData("{\"contentHash\":3}", "has no content hash")]
    [InlineData("{}", "has no content hash")]
    [InlineData("[]", "has no content hash")]
    [InlineData("", "has no content hash")]
    [InlineData(null, "has no content hash")]
    public void A_package_runs_only_with_the_hash_that_is_pinned(string? metadata, string? refusal)
    {
        string folder = Path.Combine(_folder.FullName, "some.package", "1.0.0");
        Directory.CreateDirectory(folder);
        if (metadata is not null)
        {
            Write("some.package/1.0.0/.nupkg.metadata", metadata);
        }

        Write("pins", "<P><PinnedPackage Include=\"Some.Package\" ContentHash=\"PINNED\" /></P>");
        IReadOnlyList<Diagnostic> found = PackagePin.Check(
            folder + Path.DirectorySeparatorChar,
            Path.Combine(_folder.FullName, "pins"),
            _ => Assert.Fail("a pin is there")
        );
        if (refusal is null)
        {
            Assert.Empty(found);
        }
        else
        {
            Diagnostic one = Assert.Single(found);
            Assert.Equal("KEEL391", one.Code);
            Assert.Contains(refusal, one.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_package_without_a_pin_is_named_with_its_hash()
    {
        Write("some.package/1.0.0/.nupkg.metadata", "{\"contentHash\":\"abc\"}");
        Write("pins", "<P><PinnedPackage Include=\"Other\" ContentHash=\"abc\" /></P>");
        List<string> said = [];
        Assert.Empty(
            PackagePin.Check(
                Path.Combine(_folder.FullName, "some.package", "1.0.0"),
                Path.Combine(_folder.FullName, "pins"),
                said.Add
            )
        );
        Assert.Equal("  unpinned  some.package 1.0.0: content hash abc", Assert.Single(said));
    }

    [Fact]
    public void Linked_objects_are_those_that_the_map_names()
    {
        string[] map =
        [
            " Preferred load address is 0000000140000000",
            "  Address         Publics by Value              Rva+Base               Lib:Object",
            " 0000:00000020       LINES_A_TURN               0000000000000020     <absolute>",
            " 0001:00000000       CleanAndInvalidateToPoc    0000000140001000     arch:Caches.obj",
            " 0001:00000008       Other                      0000000140001008     arch:Caches.obj",
            " 0001:000002a0       CoreLib_System_Span__AsSpan 00000001400012a0     stub.obj",
            " Static symbols",
            " 0001:00000184       disable_mmu                0000000140001184     arch:EnterKernel.obj",
        ];
        Assert.Equal(["arch:Caches.obj", "arch:EnterKernel.obj", "stub.obj"], LinkedParts.ObjectsIn(map));
        Assert.Equal("Caches.S", LinkedParts.SourceOf("arch:Caches.obj"));
    }

    [Fact]
    public void A_bill_names_parts_and_tools_with_their_hashes_and_is_the_same_each_time()
    {
        byte[] kernel = Bill("kernel.pe", [1]).ToJson();
        BillOfMaterials Whole()
        {
            BillOfMaterials bill = Bill("whole.efi", [2]);
            bill.AddTool("compiler", "1.2", Convert.ToBase64String(new byte[64]));
            bill.AddPart(kernel);
            return bill;
        }

        byte[] json = Whole().ToJson();
        Assert.Equal(json, Whole().ToJson());
        JsonNode read = JsonNode.Parse(json)!;
        Assert.Equal("CycloneDX", (string?)read["bomFormat"]);
        Assert.Equal(Hash([2]), HashOf(read["metadata"]!["component"]!));
        Assert.Equal(Hash([7]), HashOf(read["components"]![0]!));
        Assert.Equal("kernel.pe", (string?)read["components"]![1]!["name"]);
        Assert.Equal(Hash([1]), HashOf(read["components"]![1]!));
        Assert.Equal(Hash([7]), HashOf(read["components"]![1]!["components"]![0]!));
        Assert.Equal(new string('0', 128), HashOf(read["metadata"]!["tools"]!["components"]![0]!));
        // References are unique in a document (CycloneDX 1.6, bom-ref), and dependencies name what is there.
        string[] references = [.. References(read)];
        Assert.Equal(references.Length, references.Distinct().Count());
        Assert.All(read["dependencies"]![0]!["dependsOn"]!.AsArray(), one => Assert.Contains((string?)one, references));
        Assert.Matches(
            "^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
            (string?)read["serialNumber"]
        );
        Assert.NotEqual((string?)read["serialNumber"], (string?)JsonNode.Parse(kernel)!["serialNumber"]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static BillOfMaterials Bill(string image, byte[] content)
    {
        BillOfMaterials bill = new(image, content);
        bill.AddPart("library", "CoreLib", [7]);
        return bill;
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static string? HashOf(JsonNode component) => (string?)component["hashes"]![0]!["content"];

    private static IEnumerable<string> References(JsonNode? node) =>
        node switch
        {
            JsonObject item => item.SelectMany(pair =>
                pair.Key == "bom-ref" ? [(string)pair.Value!] : References(pair.Value)
            ),
            JsonArray items => items.SelectMany(References),
            _ => [],
        };

    private static bool HostIs(string architecture) =>
        System
            .Runtime.InteropServices.RuntimeInformation.OSArchitecture.ToString()
            .Equals(architecture, StringComparison.OrdinalIgnoreCase);

    private void Write(string name, string content)
    {
        string path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
