using Keelson.Tools.Language;
using Keelson.Tools.Weaving;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>What the names of constant data say of its size.</summary>
public sealed class LiteralNameTests
{
    [Theory]
    [InlineData(nameof(Literals.Text), "5x1", "6x1")]
    [InlineData(nameof(Literals.Short), "3x1", "4x4")] // its data has a primitive type
    [InlineData(nameof(Literals.OwnZero), "5x1", "6x1")]
    [InlineData(nameof(Literals.Bytes), "5x1", "5x1")]
    [InlineData(nameof(Literals.LikeBytes), "5x1", "5x1")]
    [InlineData(nameof(Literals.Words), "12x4", "12x4")]
    public void A_text_ends_where_its_span_does(string name, string ours, string others)
    {
        Assert.EndsWith("_Literal" + ours, NameOf(name, HeapKind.None));
        Assert.EndsWith("_Literal" + others, NameOf(name, HeapKind.Statics));
        Assert.EndsWith("_Literal" + others, NameOf(name, HeapKind.Bump));
    }

    private static string NameOf(string method, HeapKind heap)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(typeof(Literals).Assembly.Location);
        LiteralNames.Give(module, heap);
        return module
            .GetType(typeof(Literals).FullName)
            .Methods.Single(one => one.Name == method)
            .Body.Instructions.Select(one => one.Operand)
            .OfType<FieldDefinition>()
            .Single()
            .Name;
    }
}

/// <summary>Constant data as csc lays it, for <see cref="LiteralNameTests"/> to name.</summary>
public static class Literals
{
    public static ReadOnlySpan<byte> Text() => "wxyza"u8;

    public static ReadOnlySpan<byte> Short() => "wxy"u8;

    public static ReadOnlySpan<byte> OwnZero() => "wxyz\0"u8;

    public static ReadOnlySpan<byte> Bytes() => [1, 2, 3, 4, 0];

    /// <summary>Its zero is a byte of the array above.</summary>
    public static ReadOnlySpan<byte> LikeBytes() => "\u0001\u0002\u0003\u0004"u8;

    public static ReadOnlySpan<int> Words() => [1, 2, 0];
}
