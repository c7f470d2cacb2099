using System.Text.RegularExpressions;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>What documents and comments point at is there.</summary>
public partial class ReferenceTests
{
    private static readonly Lazy<NamedThings> s_things = new(() => new NamedThings());

    // Names that are somebody else's, in groups by whose they are.
    private static readonly string[] s_foreign =
    [
        // UEFI and EDK II
        "AllocateAnyPages",
        "EfiConventionalMemory",
        "EfiPersistentMemory",
        "EfiUnacceptedMemoryType",
        "EfiUnusableMemory",
        "MdeModulePkg",
        "MemmapAndMatTestApp",
        "RuntimeDxe",
        // Arm
        "AttrIndx",
        "DminLine",
        "PrimeCell",
        "SystemReady",
        // Microsoft: PE, .NET, C#
        "NumberOfRvaAndSizes",
        "PascalCase",
        "ToUpper",
        // systemd
        "EntrySelected",
        "FirmwareInfo",
        "FirmwareType",
        "ImageIdentifier",
        "LastBooted",
        "OneShot",
        // Files of Linux, QEMU and U-Boot in folders that have the names of ours
        "docs/interop/qmp-spec",
        "tools/mkenvimage.c",
        // A place for a name
        "NAME.qemu",
        "qemu-scripts/NAME.qemu",
    ];

    [Fact]
    public void Files_types_and_folders_that_are_named_exist()
    {
        HashSet<string> used = [];
        string[] unknown =
        [
            .. s_things.Value.Unknown(name =>
            {
                bool isForeign = s_foreign.Contains(name, StringComparer.Ordinal);
                if (isForeign)
                {
                    used.Add(name);
                }

                return isForeign;
            }),
        ];
        Assert.True(unknown.Length == 0, string.Join('\n', unknown));
        Assert.Empty(s_foreign.Except(used));
    }

    [Theory]
    [InlineData("as `portable/Nowhere/Thing.cs` does", "portable/Nowhere/Thing.cs")]
    [InlineData("// see ExceptionVectorz.S", "ExceptionVectorz.S")]
    [InlineData("// what RuntimeGlueing does", "RuntimeGlueing")]
    [InlineData("/// <see cref=\"Nothingness.Here\"/>", "Nothingness", "Here")]
    [InlineData("`tools/Nowhere/`", "tools/Nowhere")]
    [InlineData("`portable/`, `tests/Boot.Tests/Linux*.cs`, ProcessLock, Repository.cs, drivers/net/phy.c")]
    public void Unknown_names_are_found(string text, params string[] unknown) =>
        Assert.Equal(unknown, s_things.Value.UnknownIn(text));

    [Fact]
    public void The_map_of_tools_has_every_folder_of_it()
    {
        string map = SourceTree.Read("docs/architecture.md");
        Assert.All(
            SourceTree
                .Files.Where(file =>
                    file.StartsWith("tools/", StringComparison.Ordinal) && file.Count(c => c == '/') > 1
                )
                .Select(file => file.Split('/')[1])
                .Distinct(),
            folder => Assert.Contains($"`{folder}/`", map)
        );
    }

    public static TheoryData<string> Documents => [.. SourceTree.WithExtensions(".md")];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_lead_to_a_file_and_a_heading(string document)
    {
        string[] broken =
        [
            .. Link()
                .Matches(SourceTree.Read(document))
                .Select(match => match.Groups[1].Value)
                .Where(target => !target.Contains("://") && !LeadsSomewhere(document, target)),
        ];
        Assert.Empty(broken);
    }

    private static bool LeadsSomewhere(string document, string target)
    {
        string[] parts = target.Split('#');
        string file =
            parts[0].Length == 0
                ? document
                : Path.GetRelativePath(
                        Path.GetFullPath("/"),
                        Path.GetFullPath(Path.Combine("/", Path.GetDirectoryName(document)!, parts[0]))
                    )
                    .Replace('\\', '/');
        return SourceTree.Files.Contains(file)
            && (parts.Length == 1 || Headings(SourceTree.Read(file)).Contains(parts[1]));
    }

    /// <summary>As GitHub names the anchors of headings.</summary>
    private static IEnumerable<string> Headings(string text) =>
        Heading()
            .Matches(text)
            .Select(match => NoAnchor().Replace(match.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?m)^#+ (.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();
}
