using System.Runtime.Loader;
using Keelson.Text;
using Keelson.Tools.Weaving;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>Lines that became one call say what they said.</summary>
public sealed class LinePatternTests
{
    [Fact]
    public void Lines_say_the_same_by_their_patterns()
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(typeof(PatternLines).Assembly.Location);
        int before = Appends(module).Count();
        int lines = LinePatterns.Rewrite(
            module,
            new Utf8Data(module, module.AssemblyReferences.Single(one => one.Name == "System.Runtime"))
        );
        Assert.InRange(lines, 15, before);
        Assert.InRange(Appends(module).Count(), 1, before / 2);
        using MemoryStream woven = new();
        module.Write(woven);
        woven.Position = 0;
        AssemblyLoadContext context = new("woven", isCollectible: true);
        context.Resolving += (_, name) =>
            AssemblyLoadContext.Default.Assemblies.Single(one => one.GetName().Name == name.Name);
        object? said = context
            .LoadFromStream(woven)
            .GetType(typeof(PatternLines).FullName!)!
            .GetMethod(nameof(PatternLines.All))!
            .Invoke(null, null);
        Assert.Equal(PatternLines.All(), (string[])said!);
        context.Unload();
    }

    [Fact]
    public void A_text_stays_a_call_where_the_next_value_may_write_over_it()
    {
        string[] lines = PatternLines.All();
        Assert.Contains("scratch aaaa bbbb cccc", lines);
        Assert.Contains("outer inner 1 two and 2inner 1 two", lines);
    }

    private static IEnumerable<Instruction> Appends(ModuleDefinition module) =>
        module
            .GetType(typeof(PatternLines).FullName)
            .Methods.Where(method => method.HasBody)
            .SelectMany(method => method.Body.Instructions)
            .Where(one =>
                one.Operand is MethodReference { Name: "AppendLiteral" or "AppendFormatted" } callee
                && callee.DeclaringType.Name == nameof(TextLine)
            );
}
