using System;
using System.Runtime.InteropServices;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Guests.Hostile;

/// <summary>
/// <c>random</c>: an <c>EFI_RNG_PROTOCOL</c> that keeps no copy of what it gives, so that whoever finds one has found
/// somebody else's.
/// </summary>
internal static class OfferedRandom
{
    private static ulong s_state;

    // SAFETY: the protocol stays until boot services end.
    public static unsafe bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        if (
            !Setting.Is(setting, "random")
            || system.Boot.AllocateProtocol(MemoryType.BootServicesData, out ProtocolInterface<RngProtocol> made)
                != EfiStatus.Success
        )
        {
            return false;
        }
        s_state = Cpu.Counter() | 1;
        made.Value.GetRng = (ulong)(delegate* unmanaged<nint, nint, ulong, byte*, ulong>)&Fill;
        nint handle = 0;
        return system.Boot.InstallProtocol(ref handle, made) == EfiStatus.Success;
    }

    // SAFETY: the caller's buffer, as long as it says.
    [UnmanagedCallersOnly]
    private static unsafe ulong Fill(nint self, nint algorithm, ulong sizeBytes, byte* destination)
    {
        for (ulong i = 0; i < sizeBytes; i++)
        {
            s_state = s_state * 6364136223846793005 + 1442695040888963407;
            destination[i] = (byte)(s_state >> 56);
        }
        return 0;
    }
}
