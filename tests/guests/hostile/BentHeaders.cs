using System;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>
/// The header of a table with one field of it wrong, and its CRC32 that of what it then says: <c>system-</c>,
/// <c>boot-</c> or <c>runtime-</c>, and <c>signature</c>, <c>revision</c>, <c>short</c> or <c>long</c>.
/// </summary>
internal static class BentHeaders
{
    // SAFETY: the tables are the firmware's.
    public static unsafe bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        SystemTable* table = (SystemTable*)system.Address.Value;
        int dash = setting.IndexOf('-');
        ReadOnlySpan<char> name = dash < 0 ? default : setting[..dash];
        TableHeader* header =
            Setting.Is(name, "system") ? &table->Header
            : Setting.Is(name, "boot") ? (TableHeader*)table->BootServices
            : Setting.Is(name, "runtime") ? (TableHeader*)table->RuntimeServices
            : null;
        return header != null && TrySpoil(ref *header, setting[(dash + 1)..]);
    }

    private static bool TrySpoil(ref TableHeader header, ReadOnlySpan<char> what)
    {
        if (Setting.Is(what, "signature"))
        {
            header.Signature ^= 0x20;
        }
        else if (Setting.Is(what, "revision"))
        {
            header.Revision = 0x0001_000a;
        }
        else if (Setting.Is(what, "short"))
        {
            header.HeaderSizeBytes = TableHeader.SizeBytes;
        }
        else if (Setting.Is(what, "long"))
        {
            header.HeaderSizeBytes = 0x2000;
        }
        else
        {
            return false;
        }
        return true;
    }
}
