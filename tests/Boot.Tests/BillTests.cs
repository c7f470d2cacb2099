using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Supply;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>The bill of materials that the build writes beside each product, against the product.</summary>
public class BillTests
{
    public static TheoryData<string> Products { get; } = [Built.StubAlone, Built.Boot, Built.Product];

    [Theory]
    [MemberData(nameof(Products))]
    public void Every_linked_object_and_every_carried_file_is_listed(string product)
    {
        JsonNode bill = JsonNode.Parse(File.ReadAllBytes(Path.ChangeExtension(product, ".cdx.json")))!;
        Assert.Equal(HashOf(File.ReadAllBytes(product)), Hash(bill["metadata"]!["component"]!));
        JsonNode[] parts = [.. bill["components"]!.AsArray().Select(part => part!)];
        string[] names = [.. parts.Select(part => (string)part["name"]!)];
        foreach (string linked in LinkedParts.ObjectsIn(File.ReadLines(Path.ChangeExtension(product, ".map"))))
        {
            Assert.Contains(
                LinkedParts.IsOfArchive(linked) ? "arch/arm64/" + LinkedParts.SourceOf(linked) : "CoreLib",
                names
            );
        }

        Assert.Contains("efi/Sbat.S", names);
        // What is a file of the tree, or was built, is that file.
        string[] files = [.. names.Where(name => name.Contains('/'))];
        Assert.NotEmpty(files);
        Assert.All(
            parts.Where(part => files.Contains((string)part["name"]!)),
            part =>
                Assert.Equal(
                    HashOf(File.ReadAllBytes(Path.Combine(Repository.Current.Root, (string)part["name"]!))),
                    Hash(part)
                )
        );
        Assert.Equal(
            PeFile.Read(File.ReadAllBytes(product)).Sections.Any(section => section.Name == ".linux"),
            names.Contains("kernel-shim.pe")
        );
    }

    private static string HashOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static string Hash(JsonNode component) => (string)component["hashes"]![0]!["content"]!;
}
