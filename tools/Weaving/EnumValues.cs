using System.Globalization;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Keelson.Tools.Weaving;

/// <summary>An enum's names, in the order in which .NET looks through them (System.Enum.ToString).</summary>
internal sealed class EnumValues(TypeDefinition type)
{
    /// <summary>So many flags find a place in a mask.</summary>
    private const int MaximumFlags = 64;

    private readonly FieldDefinition[] _names = [.. type.Fields.Where(field => field.HasConstant)];

    /// <summary>What a value is stored in.</summary>
    public TypeReference Underlying { get; } = type.Fields.Single(field => !field.IsStatic).FieldType;

    public bool IsFlags { get; } =
        type.CustomAttributes.Any(one => one.AttributeType.FullName == "System.FlagsAttribute");

    /// <summary>By their values; of several names of a value the first.</summary>
    public (string Name, ulong Bits)[] Members =>
        [
            .. _names
                .Select(name => (name.Name, Bits: Bits(name.Constant)))
                .OrderBy(member => member.Bits)
                .DistinctBy(member => member.Bits),
        ];

    /// <summary>Those that may be a part of a value.</summary>
    public (string Name, ulong Bits)[] Flags => [.. Members.Where(member => member.Bits != 0).Take(MaximumFlags)];

    public int SizeBytes =>
        Underlying.MetadataType switch
        {
            MetadataType.Byte or MetadataType.SByte => 1,
            MetadataType.UInt16 or MetadataType.Int16 => 2,
            MetadataType.UInt32 or MetadataType.Int32 => 4,
            _ => 8,
        };

    /// <summary>Makes a value unsigned, and no wider than it is.</summary>
    public OpCode ToUnsigned =>
        SizeBytes switch
        {
            1 => OpCodes.Conv_U1,
            2 => OpCodes.Conv_U2,
            4 => OpCodes.Conv_U4,
            _ => OpCodes.Conv_U8,
        };

    private ulong Bits(object constant)
    {
        ulong mask = SizeBytes == 8 ? ulong.MaxValue : (1ul << 8 * SizeBytes) - 1;
        return constant is ulong unsigned
            ? unsigned
            : unchecked((ulong)Convert.ToInt64(constant, CultureInfo.InvariantCulture)) & mask;
    }
}
