using Mono.Cecil;

namespace Keelson.Tools.Weaving;

/// <summary>
/// Names constant data by its size and alignment: an object's symbols have neither, and ilc gives each literal a place
/// of its own at a multiple of eight. With both, literals can be laid close (<c>Outlining/PackedLiterals.cs</c>).
/// </summary>
internal static class LiteralNames
{
    public static void Give(ModuleDefinition module)
    {
        foreach (
            FieldDefinition field in module
                .GetTypes()
                .SelectMany(type => type.Fields)
                .Where(field => field.InitialValue.Length > 0)
        )
        {
            int size = field.InitialValue.Length;
            // csc packs the type of the data to the elements' alignment; data of 2, 4 or 8 bytes has a primitive type.
            int alignment = field.FieldType is TypeDefinition { PackingSize: > 0 } shape ? shape.PackingSize : size;
            field.Name = $"{field.Name}_Literal{size}x{alignment}";
        }
    }
}
