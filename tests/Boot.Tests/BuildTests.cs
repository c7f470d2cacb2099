using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// What the build promises, on a second tree in another folder. Both tests write to it: one class, one after the other.
/// </summary>
public sealed class BuildTests(TreeCopy tree) : IClassFixture<TreeCopy>
{
    [Fact]
    public async Task Two_folders_give_the_same_bytes()
    {
        using IDisposable place = await Machine.TakePlaceAsync();
        foreach (string project in new[] { "stub", "stub/Boot" })
        {
            (int? status, string said) = tree.Build(project);
            Assert.True(status == 0, said);
        }

        foreach (
            string product in new[]
            {
                Built.Product,
                Built.StubAlone,
                Built.KernelShimImage,
                Path.ChangeExtension(Built.Product, ".cdx.json"),
                Path.ChangeExtension(Built.StubAlone, ".cdx.json"),
            }
        )
        {
            string other = tree.Path(Repository.Current.RelativePath(product));
            Assert.True(
                File.ReadAllBytes(product).AsSpan().SequenceEqual(File.ReadAllBytes(other)),
                $"{Repository.Current.RelativePath(product)} differs from {other}"
            );
        }
    }

    [Fact]
    public async Task What_needs_a_collector_fails_the_build_and_is_named()
    {
        using IDisposable place = await Machine.TakePlaceAsync();
        await File.WriteAllTextAsync(
            tree.Path("tests", "guests", "nothing", "Wasteful.cs"),
            """
            using System.Runtime;
            using System.Runtime.CompilerServices;

            namespace Keelson.Guests.Nothing;

            internal static class Wasteful
            {
                private static string s_last = "first";

                [RuntimeExport("Waste")]
                private static object Waste(string text)
                {
                    KeepForTheCollector(text);
                    return TakeFromTheHeap();
                }

                [MethodImpl(MethodImplOptions.NoInlining)]
                private static object TakeFromTheHeap() => new object();

                [MethodImpl(MethodImplOptions.NoInlining)]
                private static void KeepForTheCollector(string text) => s_last = text;
            }
            """,
            TestContext.Current.CancellationToken
        );
        try
        {
            (int? status, string said) = tree.Build("tests/guests/nothing");
            Assert.True(status is not null and not 0, said);
            Assert.Contains("error KEEL", said);
            Assert.Matches(
                @"Wasteful\.cs\(1[0-9]\): error KEEL003: Nothing\.Keelson\.Guests\.Nothing\.Wasteful\."
                    + "TakeFromTheHeap .* refers to RhpNewFast",
                said
            );
            Assert.Matches(
                @"Wasteful\.cs\(2[0-9]\): error KEEL002: Nothing\.Keelson\.Guests\.Nothing\.Wasteful\."
                    + @"KeepForTheCollector .* refers to \?__GCSTATICS@",
                said
            );
            Assert.False(
                File.Exists(tree.Path("artifacts", "native", "nothing", "nothing.efi")),
                "an image was linked from a refused object"
            );
        }
        finally
        {
            File.Delete(tree.Path("tests", "guests", "nothing", "Wasteful.cs"));
        }
    }

    /// <summary>csc advises to add a reference; there is none to add.</summary>
    [Fact]
    public async Task What_the_compiler_does_not_know_leads_to_the_page_that_says_what_there_is()
    {
        using IDisposable place = await Machine.TakePlaceAsync();
        string file = tree.Path("samples", "hello", "Unknown.cs");
        await File.WriteAllTextAsync(
            file,
            """
            namespace Hello;

            internal static class Unknown
            {
                private static void Run() => new System.Collections.Generic.List<int>().Add(3);
            }
            """,
            TestContext.Current.CancellationToken
        );
        try
        {
            (int? status, string said) = tree.Build("samples/hello");
            Assert.True(status is not null and not 0, said);
            Assert.Contains("Unknown.cs(5,", said);
            Assert.Contains("error KEEL300: ", said);
            Assert.Contains("docs/csharp.md", said);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
