using System;
using System.Runtime.InteropServices;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>
/// <c>SetVirtualAddressMap</c> that does what it should, and spoils a field of the tables then: <c>after-FIELD</c>.
/// </summary>
internal static class BentOutcome
{
    private static ulong s_original;
    private static unsafe ulong* s_field;
    private static ulong s_value;
    private static bool s_isAdded;

    // SAFETY: the tables are the firmware's, whose fields are there to be replaced.
    public static unsafe bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        SystemTable* table = (SystemTable*)system.Address.Value;
        RuntimeServicesTable* runtime = (RuntimeServicesTable*)table->RuntimeServices;
        ulong* services = (ulong*)(table->RuntimeServices + TableHeader.SizeBytes);
        s_field =
            Setting.Is(setting, "after-services-null")
            || Setting.Is(setting, "after-services-lost")
            || Setting.Is(setting, "after-services-odd")
            || Setting.Is(setting, "after-services-high")
                ? &table->RuntimeServices
            : Setting.Is(setting, "after-tables-many") || Setting.Is(setting, "after-tables-none") ? &table->TableCount
            : Setting.Is(setting, "after-tables-lost") ? &table->ConfigurationTable
            : Setting.Is(setting, "after-vendor-null") ? &table->FirmwareVendor
            : Setting.Is(setting, "after-header") ? (ulong*)table
            : Setting.Is(setting, "after-time-odd") || Setting.Is(setting, "after-time-high")
                ? services + (int)RuntimeService.GetTime
            : Setting.Is(setting, "after-header-runtime") ? (ulong*)runtime
            : null;
        if (s_field == null)
        {
            return false;
        }
        s_isAdded = Setting.Is(setting, "after-services-odd") || Setting.Is(setting, "after-time-odd");
        s_value =
            s_isAdded ? 2ul
            : Setting.Is(setting, "after-services-lost") || Setting.Is(setting, "after-tables-lost")
                ? 0x7fff_0000_0000ul
            : Setting.Is(setting, "after-services-high") || Setting.Is(setting, "after-time-high")
                ? 0xffff_8000_0000_0000ul
            : Setting.Is(setting, "after-tables-many") ? 0x7fff_ffff_fffful
            : 0ul;
        s_original = runtime->SetVirtualAddressMap;
        runtime->SetVirtualAddressMap = (ulong)(delegate* unmanaged<ulong, ulong, uint, byte*, ulong>)&Relocate;
        return true;
    }

    // SAFETY: as above, at its physical address.
    [UnmanagedCallersOnly]
    private static unsafe ulong Relocate(ulong size, ulong descriptorSize, uint version, byte* map)
    {
        ulong status = (ulong)FirmwareCall.Invoke(s_original, size, descriptorSize, version, map);
        *s_field = s_isAdded ? *s_field + s_value : s_value;
        return status;
    }
}
