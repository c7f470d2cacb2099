using System;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>One field of a table that gets another value.</summary>
/// <param name="table">Of the tables below.</param>
/// <param name="offset">Of the field.</param>
/// <param name="size">Of the field.</param>
/// <param name="value">Little endian.</param>
/// <param name="sumAt">Where a byte makes the sum zero again; 0 where the sum is what is wrong.</param>
internal readonly struct TablePatch(PatchedTable table, int offset, int size, ulong value, int sumAt)
{
    public EfiGuid Guid => table == PatchedTable.Smbios ? WellKnownGuids.Smbios3Table : WellKnownGuids.Acpi20Table;
    public int Length => table == PatchedTable.Smbios ? 24 : 36;
    public int Offset => offset;
    public int Size => size;
    public ulong Value => value;
    public int SumAt => sumAt;
}

internal enum PatchedTable
{
    Smbios,
    AcpiRoot,
}

/// <summary>What is changed, by the name of a setting.</summary>
internal static class TablePatches
{
    private const PatchedTable Smbios = PatchedTable.Smbios;
    private const PatchedTable Root = PatchedTable.AcpiRoot;

    public static bool TryFind(ReadOnlySpan<char> name, out TablePatch patch)
    {
        patch =
            Setting.Is(name, "smbios-sound") ? new(Smbios, 10, 1, 1, 5)
            : Setting.Is(name, "smbios-sum") ? new(Smbios, 12, 4, 0x12345, 0)
            : Setting.Is(name, "smbios-anchor") ? new(Smbios, 0, 1, 'X', 5)
            : Setting.Is(name, "smbios-entry-empty") ? new(Smbios, 6, 1, 0, 5)
            : Setting.Is(name, "smbios-entry-long") ? new(Smbios, 6, 1, 255, 5)
            : Setting.Is(name, "smbios-empty") ? new(Smbios, 12, 4, 0, 5)
            : Setting.Is(name, "smbios-huge") ? new(Smbios, 12, 4, 0x7fff_ffff, 5)
            : Setting.Is(name, "smbios-all") ? new(Smbios, 12, 4, 0xffff_ffff, 5)
            : Setting.Is(name, "smbios-lost") ? new(Smbios, 16, 8, 0x7fff_0000_0000, 5)
            : Setting.Is(name, "smbios-hole") ? new(Smbios, 16, 8, 0x0f00_0000, 5)
            : Setting.Is(name, "root-sound") ? new(Root, 33, 1, 0, 32)
            : Setting.Is(name, "root-sum") ? new(Root, 9, 1, 0x55, 0)
            : Setting.Is(name, "root-extended") ? new(Root, 32, 1, 0x55, 0)
            : Setting.Is(name, "root-length") ? new(Root, 20, 4, 0xffff_fff0, 0)
            : Setting.Is(name, "root-lost") ? new(Root, 24, 8, 0x7fff_0000_0000, 32)
            : Setting.Is(name, "root-hole") ? new(Root, 24, 8, 0x0f00_0000, 32)
            : Setting.Is(name, "root-null") ? new(Root, 24, 8, 0, 32)
            : Setting.Is(name, "root-self") ? new(Root, 24, 8, 0x4000_0000, 32)
            : default;
        return patch.Size != 0;
    }
}
