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

        foreach (string product in new[] { Built.Product, Built.StubAlone, Built.KernelShimImage })
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
            tree.Path("samples", "hello", "Wasteful.cs"),
            """
            using System.Runtime;
            using System.Runtime.CompilerServices;

            namespace Hello;

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
            (int? status, string said) = tree.Build("samples/hello");
            Assert.True(status is not null and not 0, said);
            Assert.Contains("error KEEL", said);
            Assert.Matches(
                @"Wasteful\.cs\(1[0-9]\): error KEEL003: Hello\.Wasteful\.TakeFromTheHeap .* refers to RhpNewFast",
                said
            );
            Assert.Matches(
                @"Wasteful\.cs\(2[0-9]\): error KEEL002: Hello\.Wasteful\.KeepForTheCollector "
                    + @".* refers to \?__GCSTATICS@",
                said
            );
            Assert.False(
                File.Exists(tree.Path("artifacts", "native", "hello", "hello.efi")),
                "an image was linked from a refused object"
            );
        }
        finally
        {
            File.Delete(tree.Path("samples", "hello", "Wasteful.cs"));
        }
    }
}
