using System;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>
/// The CRC32s of the tables that hold bent pointers, which are made right again, as nothing but what was asked for is
/// to be wrong; or wrong, where that is what was asked for: <c>system-crc</c>, <c>boot-crc</c>, <c>runtime-crc</c>.
/// </summary>
internal struct Checksums
{
    private uint _ofSystem;
    private uint _ofBoot;
    private uint _ofRuntime;

    public bool TrySpoil(ReadOnlySpan<char> setting)
    {
        _ofSystem |= Setting.Is(setting, "system-crc") ? 1u : 0;
        _ofBoot |= Setting.Is(setting, "boot-crc") ? 1u : 0;
        _ofRuntime |= Setting.Is(setting, "runtime-crc") ? 1u : 0;
        return Setting.Is(setting, "system-crc")
            || Setting.Is(setting, "boot-crc")
            || Setting.Is(setting, "runtime-crc");
    }

    // SAFETY: the tables are the firmware's, which says how long each is.
    public readonly unsafe void Renew(EfiSystem system)
    {
        SystemTable* table = (SystemTable*)system.Address.Value;
        Renew((TableHeader*)table, _ofSystem);
        Renew((TableHeader*)table->BootServices, _ofBoot);
        Renew((TableHeader*)table->RuntimeServices, _ofRuntime);
    }

    // SAFETY: as above.
    private static unsafe void Renew(TableHeader* table, uint flip)
    {
        table->Crc32 = 0;
        table->Crc32 = Crc32.Of(new ReadOnlySpan<byte>(table, (int)table->HeaderSizeBytes)) ^ flip;
    }
}
