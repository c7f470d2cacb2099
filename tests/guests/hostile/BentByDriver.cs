using System;
using Keelson.Efi;
using Keelson.Guests.Launcher;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>
/// Settings that begin with <c>driver-</c>: a runtime driver, which this program carries, is started and stays, with
/// what is behind that as its load options.
/// </summary>
internal static class BentByDriver
{
    private const string Prefix = "driver-";

    public static bool TryApply(EfiSystem system, nint imageHandle, ReadOnlySpan<char> setting)
    {
        if (
            setting.Length <= Prefix.Length
            || !Setting.Is(setting[..Prefix.Length], Prefix)
            || !OwnImage.TryFind(system, imageHandle, out OwnImage image)
            || !image.TryFindSection(".driver"u8, out ReadOnlySpan<byte> file)
            || system.Boot.LoadImage(imageHandle, file, out nint driver) != EfiStatus.Success
        )
        {
            return false;
        }
        ChildImage.Describe(system, driver, setting[Prefix.Length..], device: 0);
        return system.Boot.StartImage(driver) == EfiStatus.Success;
    }
}
