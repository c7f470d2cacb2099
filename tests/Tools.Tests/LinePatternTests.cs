using System.Reflection;
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
            new Utf8Data(module, module.AssemblyReferences.Single(one => one.Name == "System.Runtime")),
            new PackedLines([])
        );
        Assert.InRange(lines, 15, before);
        Assert.InRange(Appends(module).Count(), 1, before / 2);
        Assert.Equal(PatternLines.All(), Say(module));
    }

    /// <summary>A line's memory is another's once it was told, and not before.</summary>
    [Fact]
    public void Lines_that_follow_each_other_have_one_memory()
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(
            typeof(PatternLines).Assembly.Location,
            new ReaderParameters { ReadSymbols = true }
        );
        int Locals(string method) =>
            module
                .GetType(typeof(PatternLines).FullName)
                .Methods.Single(one => one.Name == method)
                .Body.Variables.Count(one => one.VariableType.Name == nameof(TextLine));
        Assert.InRange(Locals(nameof(PatternLines.All)), 17, 100);
        SharedLines.Rewrite([module]);
        // One that is begun, and one within its values.
        Assert.Equal(2, Locals(nameof(PatternLines.All)));
        Assert.Equal(2, Locals("Kept"));
        Assert.Equal(PatternLines.All(), Say(module));
    }

    /// <summary>All lines by their code as it is now.</summary>
    private static string[] Say(ModuleDefinition module)
    {
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
        context.Unload();
        return (string[])said!;
    }

    [Fact]
    public void Packed_lines_say_the_same_and_are_listed()
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(typeof(PatternLines).Assembly.Location);
        using ModuleDefinition portable = ModuleDefinition.ReadModule(typeof(TextLine).Assembly.Location);
        PackedLines lines = new(module.GetType(typeof(PatternLines).FullName).Methods);
        Dictionary<ModuleDefinition, Utf8Data> data = new[] { module, portable }.ToDictionary(
            one => one,
            one => new Utf8Data(one, one.AssemblyReferences.Single(of => of.Name == "System.Runtime"))
        );
        LinePatterns.Rewrite(module, data[module], lines);
        int before = Constants(data[module]);
        lines.Pack(data);
        Assert.InRange(Constants(data[module]), 1, before - 100);
        Assert.Contains("at {Address}..{Address}, ", lines.Listing);
        PackedContext context = new(Stream(portable));
        object? said = context
            .LoadFromStream(Stream(module))
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

    private static int Constants(Utf8Data data) => data.Holder.Fields.Sum(one => one.InitialValue.Length);

    private static MemoryStream Stream(ModuleDefinition module)
    {
        MemoryStream woven = new();
        module.Write(woven);
        woven.Position = 0;
        return woven;
    }

    /// <summary>Where the text's own assembly is the woven one, which has the table.</summary>
    private sealed class PackedContext(Stream portable) : AssemblyLoadContext("packed", isCollectible: true)
    {
        private Assembly? _portable;

        protected override Assembly? Load(AssemblyName name) =>
            name.Name == typeof(TextLine).Assembly.GetName().Name ? _portable ??= LoadFromStream(portable) : null;
    }
}
