using System.Runtime.Loader;
using System.Text;
using Keelson.Text;
using Keelson.Tools.Weaving;
using Mono.Cecil;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>Methods that became lists tell what they told.</summary>
public sealed class TextListTests
{
    private static readonly int[] s_numbers = [.. Enumerable.Range(0, 70), -1, int.MinValue, int.MaxValue, 255, 256];

    [Fact]
    public void Lists_tell_of_each_number_what_the_switch_told()
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(typeof(ToldNumbers).Assembly.Location);
        using ModuleDefinition portable = ModuleDefinition.ReadModule(typeof(TextList).Assembly.Location);
        Utf8Data data = new(module, module.AssemblyReferences.Single(one => one.Name == "System.Runtime"));
        Assert.Equal(ToldNumbers.Lists.Count, Mine(module).Count(method => ToldTexts.Of(method) is not null));
        // One of them is too short to be worth it.
        Assert.InRange(TextLists.Rewrite(module, data, [module, portable]), ToldNumbers.Lists.Count - 1, int.MaxValue);
        using MemoryStream woven = new();
        module.Write(woven);
        woven.Position = 0;
        AssemblyLoadContext context = new("woven lists", isCollectible: true);
        context.Resolving += (_, name) =>
            AssemblyLoadContext.Default.Assemblies.Single(one => one.GetName().Name == name.Name);
        object? said = context
            .LoadFromStream(woven)
            .GetType(typeof(ToldNumbers).FullName!)!
            .GetMethod(nameof(ToldNumbers.All))!
            .Invoke(null, [s_numbers]);
        Assert.Equal(ToldNumbers.All(s_numbers), (string[])said!);
        context.Unload();
    }

    [Fact]
    public void A_method_that_does_more_than_tell_stays_as_it_is()
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(typeof(ToldNumbers).Assembly.Location);
        Assert.Equal(
            [.. ToldNumbers.Lists.Order(StringComparer.Ordinal)],
            Mine(module).Where(method => ToldTexts.Of(method) is not null).Select(method => method.Name).Order()
        );
    }

    [Theory]
    [InlineData(0u, "none")]
    [InlineData(1u, "")]
    [InlineData(2u, "two")]
    [InlineData(3u, "rest")]
    [InlineData(4u, "rest")]
    [InlineData(uint.MaxValue, "rest")]
    public void A_list_ends_with_the_text_of_all_others(uint number, string text)
    {
        ReadOnlySpan<byte> list = "none\0\0two\0rest\0"u8;
        Assert.Equal(text, Encoding.UTF8.GetString(TextList.At(number, in list[0], list.Length)));
    }

    private static IEnumerable<MethodDefinition> Mine(ModuleDefinition module) =>
        module.GetType(typeof(ToldNumbers).FullName).Methods;
}
