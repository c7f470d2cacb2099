using System;

namespace Keelson.Smbios;

/// <summary>
/// One structure (SMBIOS 3.7, 6.1): a formatted area, then strings, each ended by a NUL, all by another.
/// </summary>
public readonly ref struct SmbiosStructure
{
    public const byte Firmware = 0;
    public const byte System = 1;
    public const byte Baseboard = 2;
    public const byte OemStrings = 11;
    private const byte EndOfTable = 127;

    private const int HeaderBytes = 4;

    private readonly ReadOnlySpan<byte> _area;
    private readonly ReadOnlySpan<byte> _strings;

    private SmbiosStructure(ReadOnlySpan<byte> area, ReadOnlySpan<byte> strings)
    {
        _area = area;
        _strings = strings;
    }

    /// <summary>The first structure of a type.</summary>
    public static bool TryFind(ReadOnlySpan<byte> table, byte type, out SmbiosStructure structure)
    {
        while (table.Length >= HeaderBytes && table[1] >= HeaderBytes && table[1] <= table.Length)
        {
            ReadOnlySpan<byte> rest = table[table[1]..];
            int end = 0;
            while (end + 1 < rest.Length && (rest[end] | rest[end + 1]) != 0)
            {
                end++;
            }

            if (end + 1 >= rest.Length)
            {
                break;
            }

            if (table[0] == type)
            {
                structure = new SmbiosStructure(table[..table[1]], rest[..(end + 1)]);
                return true;
            }

            table = rest[(end + 2)..];
        }

        structure = default;
        return false;
    }

    /// <summary>
    /// Whether each structure leads to the next one, up to the end-of-table structure or the end of the table: readers
    /// stop at the first that does not (Linux, drivers/firmware/dmi_scan.c).
    /// </summary>
    public static bool AreChained(ReadOnlySpan<byte> table)
    {
        while (!table.IsEmpty)
        {
            if (table.Length < HeaderBytes || table[1] < HeaderBytes || table[1] > table.Length)
            {
                return false;
            }
            if (table[0] == EndOfTable)
            {
                return true;
            }

            table = table[table[1]..];
            int end = 0;
            while (end + 1 < table.Length && (table[end] | table[end + 1]) != 0)
            {
                end++;
            }
            if (end + 1 >= table.Length)
            {
                return false;
            }

            table = table[(end + 2)..];
        }
        return true;
    }

    /// <summary>Of its strings the first that begins so, without that; empty where none does.</summary>
    public ReadOnlySpan<byte> FindText(ReadOnlySpan<byte> prefix)
    {
        ReadOnlySpan<byte> rest = _strings;
        while (rest.IndexOf((byte)0) is > 0 and int length)
        {
            if (rest[..length].StartsWith(prefix))
            {
                return rest[prefix.Length..length];
            }

            rest = rest[(length + 1)..];
        }

        return default;
    }

    /// <summary>The string whose number stands at an offset of the formatted area; empty where there is none.</summary>
    public ReadOnlySpan<byte> Text(int offset)
    {
        int number = offset < _area.Length ? _area[offset] : 0;
        ReadOnlySpan<byte> rest = _strings;
        while (number > 1 && rest.IndexOf((byte)0) is >= 0 and int end)
        {
            rest = rest[(end + 1)..];
            number--;
        }

        int length = rest.IndexOf((byte)0);
        return number != 1 || length < 0 ? default : rest[..length];
    }
}
