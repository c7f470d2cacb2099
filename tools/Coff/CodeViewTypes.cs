using System.Buffers.Binary;

namespace Keelson.Tools.Coff;

/// <summary>How the bits of a value read (DWARF 5, 7.8: DW_ATE).</summary>
internal enum ValueEncoding
{
    Address = 1,
    Boolean = 2,
    Float = 4,
    Signed = 5,
    Unsigned = 7,
    Utf = 0x10,
}

/// <param name="Name">C#'s.</param>
internal sealed record CodeViewType(string Name, ValueEncoding Encoding, int SizeBytes);

/// <summary>
/// The types of values that fit in a register (CodeView: simple types, LF_POINTER and LF_ENUM of <c>.debug$T</c>).
/// </summary>
internal sealed class CodeViewTypes
{
    private const uint FirstIndex = 0x1000;
    private const uint PointerMode = 0x0700;
    private const ushort Pointer = 0x1002;
    private const ushort Enum = 0x1507;
    private static readonly CodeViewType s_address = new("address", ValueEncoding.Address, 8);

    private readonly List<ReadOnlyMemory<byte>> _records = [];

    public static CodeViewTypes Read(CoffObject file)
    {
        CodeViewTypes types = new();
        foreach (CoffSection section in file.Sections.Where(section => section.Name == ".debug$T"))
        {
            int at = sizeof(uint);
            while (at + 4 <= section.Data.Length)
            {
                int next = at + 2 + BinaryPrimitives.ReadUInt16LittleEndian(section.Data.Span[at..]);
                if (next > section.Data.Length)
                {
                    break;
                }

                types._records.Add(section.Data[(at + 2)..next]);
                at = next;
            }
        }

        return types;
    }

    /// <returns>Null for what is no single value.</returns>
    public CodeViewType? Find(uint index)
    {
        if (index < FirstIndex)
        {
            return (index & PointerMode) != 0 ? s_address : Simple(index);
        }

        if (index - FirstIndex >= _records.Count)
        {
            return null;
        }

        ReadOnlySpan<byte> record = _records[(int)(index - FirstIndex)].Span;
        return BinaryPrimitives.ReadUInt16LittleEndian(record) switch
        {
            Pointer => s_address,
            // Count, properties, then what its values are.
            Enum when record.Length >= 10 => Find(BinaryPrimitives.ReadUInt32LittleEndian(record[6..])),
            _ => null,
        };
    }

    private static CodeViewType? Simple(uint index) =>
        index switch
        {
            0x10 or 0x68 => new("sbyte", ValueEncoding.Signed, 1),
            0x20 or 0x69 => new("byte", ValueEncoding.Unsigned, 1),
            0x11 or 0x72 => new("short", ValueEncoding.Signed, 2),
            0x21 or 0x73 => new("ushort", ValueEncoding.Unsigned, 2),
            0x12 or 0x74 => new("int", ValueEncoding.Signed, 4),
            0x22 or 0x75 => new("uint", ValueEncoding.Unsigned, 4),
            0x13 or 0x76 => new("long", ValueEncoding.Signed, 8),
            0x23 or 0x77 => new("ulong", ValueEncoding.Unsigned, 8),
            0x30 => new("bool", ValueEncoding.Boolean, 1),
            0x40 => new("float", ValueEncoding.Float, 4),
            0x41 => new("double", ValueEncoding.Float, 8),
            0x71 or 0x7a => new("char", ValueEncoding.Utf, 2),
            _ => null,
        };
}
