using Mono.Cecil;

namespace Keelson.Tools.Weaving;

/// <summary>Texts that a module carries as bytes of UTF-8, each once, in fields of a type of its own.</summary>
internal sealed class Utf8Data(ModuleDefinition module, IMetadataScope coreLibrary)
{
    public const string HolderName = "<Utf8Literals>";

    private readonly ModuleDefinition _module = module;
    private readonly IMetadataScope _coreLibrary = coreLibrary;
    private readonly Dictionary<int, TypeDefinition> _shapes = [];
    private readonly Dictionary<string, FieldDefinition> _fields = [];
    private TypeDefinition? _holder;

    public FieldDefinition Field(string text, byte[] bytes)
    {
        if (!_fields.TryGetValue(text, out FieldDefinition? field))
        {
            const FieldAttributes Attributes =
                FieldAttributes.Static
                | FieldAttributes.Assembly
                | FieldAttributes.InitOnly
                | FieldAttributes.HasFieldRVA;
            field = _fields[text] = new FieldDefinition($"Text{_fields.Count}", Attributes, Shape(bytes.Length))
            {
                InitialValue = bytes,
            };
            Holder.Fields.Add(field);
        }

        return field;
    }

    /// <summary>Gives a field other bytes, whatever their number.</summary>
    public void Replace(FieldDefinition field, byte[] bytes)
    {
        field.FieldType = Shape(bytes.Length);
        field.InitialValue = bytes;
    }

    /// <summary>
    /// The type of a field that is so many bytes, as the C# compiler has one for its own UTF-8 literals.
    /// </summary>
    private TypeDefinition Shape(int size)
    {
        if (!_shapes.TryGetValue(size, out TypeDefinition? shape))
        {
            const TypeAttributes Attributes =
                TypeAttributes.NestedPrivate | TypeAttributes.ExplicitLayout | TypeAttributes.Sealed;
            shape = _shapes[size] = new TypeDefinition(
                "",
                $"Bytes{size}",
                Attributes,
                new TypeReference("System", "ValueType", _module, _coreLibrary)
            )
            {
                ClassSize = size,
                PackingSize = 1,
            };
            Holder.NestedTypes.Add(shape);
        }

        return shape;
    }

    /// <summary>Also for methods that go with the data.</summary>
    public TypeDefinition Holder
    {
        get
        {
            if (_holder is null)
            {
                const TypeAttributes Attributes =
                    TypeAttributes.NotPublic | TypeAttributes.Sealed | TypeAttributes.Abstract;
                _holder = new TypeDefinition(
                    "",
                    HolderName,
                    Attributes,
                    new TypeReference("System", "Object", _module, _coreLibrary)
                );
                _module.Types.Add(_holder);
            }

            return _holder;
        }
    }
}
