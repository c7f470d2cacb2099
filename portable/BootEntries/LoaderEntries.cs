using System;
using System.Runtime.CompilerServices;

namespace Keelson.BootEntries;

/// <summary>
/// Entries that a boot loader adds itself, behind all others (systemd-boot(7); src/boot/boot.c,
/// config_load_all_entries). They are booted only if somebody chooses them.
/// </summary>
public enum LoaderEntry
{
    Windows,
    Shell,
    DefaultLoader,
    FirmwareSetup,
    PowerOff,
    Reboot,
}

public static class LoaderEntries
{
    public const int Count = 6;

    /// <summary>What all of them take in a <see cref="BootEntryList"/>, and some more.</summary>
    public const ulong RoomBytes = 0x800;

    /// <summary>Of each its name and, a line further, its text; each ends with a zero.</summary>
    private static ReadOnlySpan<byte> Texts =>
        "auto-windows\ntitle Windows Boot Manager\nefi /EFI/Microsoft/Boot/bootmgfw.efi\0"u8
        + "auto-efi-shell\ntitle EFI Shell\nefi /shellaa64.efi\0"u8
        + "auto-efi-default\ntitle EFI Default Loader\nefi /EFI/BOOT/BOOTAA64.EFI\0"u8
        + "auto-reboot-to-firmware-setup\ntitle Reboot Into Firmware Interface\nloader setup\0"u8
        + "auto-poweroff\ntitle Power Off The System\nloader poweroff\0"u8
        + "auto-reboot\ntitle Reboot The System\nloader reboot\0"u8;

    public static ReadOnlySpan<byte> Name(this LoaderEntry entry)
    {
        ReadOnlySpan<byte> text = TextOf(entry);
        return text[..text.IndexOf((byte)'\n')];
    }

    /// <summary>Of a program that may be there; empty for what the loader does itself.</summary>
    public static ReadOnlySpan<byte> Path(this LoaderEntry entry)
    {
        ReadOnlySpan<byte> text = TextOf(entry);
        ReadOnlySpan<byte> value = text[(text.LastIndexOf((byte)' ') + 1)..];
        return value[0] == '/' ? value : default;
    }

    /// <summary>
    /// As a file has it, but for the key <c>loader</c>, which says what the loader does and counts in no file.
    /// </summary>
    public static ReadOnlySpan<byte> Contents(this LoaderEntry entry)
    {
        ReadOnlySpan<byte> text = TextOf(entry);
        return text[(text.IndexOf((byte)'\n') + 1)..];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ReadOnlySpan<byte> TextOf(LoaderEntry entry)
    {
        ReadOnlySpan<byte> rest = Texts;
        for (int i = 0; i < (int)entry; i++)
        {
            rest = rest[(rest.IndexOf((byte)0) + 1)..];
        }

        return rest[..rest.IndexOf((byte)0)];
    }
}
