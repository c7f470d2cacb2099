using System;
using System.Runtime.InteropServices;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary><c>SetVirtualAddressMap</c> that fails, or does nothing: <c>svam-STATUS</c>.</summary>
internal static class BentRelocation
{
    private static EfiStatus s_status;

    // SAFETY: the table is the firmware's; the pointer of this service is not converted by itself.
    public static unsafe bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        s_status =
            Setting.Is(setting, "svam-unsupported") ? EfiStatus.Unsupported
            : Setting.Is(setting, "svam-invalid") ? EfiStatus.InvalidParameter
            : Setting.Is(setting, "svam-no-mapping") ? EfiStatus.NoMapping
            : EfiStatus.Success;
        if (s_status == EfiStatus.Success && !Setting.Is(setting, "svam-nothing"))
        {
            return false;
        }
        SystemTable* table = (SystemTable*)system.Address.Value;
        RuntimeServicesTable* runtime = (RuntimeServicesTable*)table->RuntimeServices;
        runtime->SetVirtualAddressMap = (ulong)(delegate* unmanaged<ulong, ulong, uint, void*, ulong>)&Answer;
        return true;
    }

    // SAFETY: the map is never read.
    [UnmanagedCallersOnly]
    private static unsafe ulong Answer(ulong size, ulong descriptorSize, uint version, void* map) => (ulong)s_status;
}
