using System;
using System.Runtime.InteropServices;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Guests.Hostile;
using Keelson.Uefi;

namespace Keelson.Guests.HostileDriver;

/// <summary>
/// A service that gives one status whatever it is asked, and does nothing: <c>always-SERVICE-STATUS</c>, from
/// SetVirtualAddressMap on.
/// </summary>
internal static class Statuses
{
    private const string Prefix = "always-";

    private static RuntimeService s_service;
    private static ulong s_original;
    private static ulong s_status;
    private static bool s_moved;

    public static bool TryChoose(ReadOnlySpan<char> name)
    {
        if (name.Length <= Prefix.Length || !Setting.Is(name[..Prefix.Length], Prefix))
        {
            return false;
        }
        name = name[Prefix.Length..];
        int dash = name.IndexOf('-');
        for (s_service = 0; s_service <= RuntimeService.QueryVariableInfo; s_service++)
        {
            ReadOnlySpan<byte> text = s_service.Text();
            int same = 0;
            while (same < dash && same < text.Length && name[same] == text[same])
            {
                same++;
            }
            if (same == dash && same == text.Length)
            {
                return StatusFaults.TryParse(name[(dash + 1)..], out s_status);
            }
        }
        return false;
    }

    // SAFETY: the function is code of this image, which stays.
    public static unsafe EfiStatus Install(EfiSystem system)
    {
        delegate* unmanaged<ulong, ulong, ulong, ulong, ulong, ulong> answer = &Answer;
        s_original = EfiApplication.Runtime.AddressOf(s_service);
        return EntryPoint.Replace(system, s_service, (ulong)answer, OnMoved);
    }

    private static void OnMoved(nint signalled) => s_moved = true;

    [UnmanagedCallersOnly]
    private static ulong Answer(ulong a, ulong b, ulong c, ulong d, ulong e) =>
        s_moved ? s_status : (ulong)FirmwareCall.Invoke(s_original, a, b, c, d, e);
}
