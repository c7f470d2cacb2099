using System;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>The CRC32s of the tables that hold bent pointers: nothing but what was asked for is to be wrong.</summary>
internal static class Checksums
{
    // SAFETY: the tables are the firmware's, which says how long each is.
    public static unsafe void Renew(EfiSystem system)
    {
        SystemTable* table = (SystemTable*)system.Address.Value;
        Renew((TableHeader*)table);
        Renew((TableHeader*)table->BootServices);
        Renew((TableHeader*)table->RuntimeServices);
    }

    // SAFETY: as above.
    private static unsafe void Renew(TableHeader* table)
    {
        table->Crc32 = 0;
        table->Crc32 = Crc32.Of(new ReadOnlySpan<byte>(table, (int)table->HeaderSizeBytes));
    }
}
