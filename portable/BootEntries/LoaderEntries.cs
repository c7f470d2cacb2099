using System;

namespace Keelson.BootEntries;

/// <summary>
/// Entries that a boot loader adds itself, behind all others (systemd-boot(7); src/boot/boot.c,
/// config_load_all_entries). They are booted only if somebody chooses them.
/// </summary>
public enum LoaderEntry
{
    Shell,
    DefaultLoader,
    FirmwareSetup,
    PowerOff,
    Reboot,
}

public static class LoaderEntries
{
    public const int Count = 5;

    /// <summary>What all of them take in a <see cref="BootEntryList"/>, and some more.</summary>
    public const ulong RoomBytes = 0x800;

    public static ReadOnlySpan<byte> Name(this LoaderEntry entry) =>
        entry switch
        {
            LoaderEntry.Shell => "auto-efi-shell"u8,
            LoaderEntry.DefaultLoader => "auto-efi-default"u8,
            LoaderEntry.FirmwareSetup => "auto-reboot-to-firmware-setup"u8,
            LoaderEntry.PowerOff => "auto-poweroff"u8,
            _ => "auto-reboot"u8,
        };

    /// <summary>Of a program that may be there; empty for what the loader does itself.</summary>
    public static ReadOnlySpan<byte> Path(this LoaderEntry entry) =>
        entry switch
        {
            LoaderEntry.Shell => "/shellaa64.efi"u8,
            LoaderEntry.DefaultLoader => "/EFI/BOOT/BOOTAA64.EFI"u8,
            _ => default,
        };

    /// <summary>
    /// As a file has it, but for the key <c>loader</c>, which says what the loader does and counts in no file.
    /// </summary>
    public static ReadOnlySpan<byte> Contents(this LoaderEntry entry) =>
        entry switch
        {
            LoaderEntry.Shell => "title EFI Shell\nefi /shellaa64.efi"u8,
            LoaderEntry.DefaultLoader => "title EFI Default Loader\nefi /EFI/BOOT/BOOTAA64.EFI"u8,
            LoaderEntry.FirmwareSetup => "title Reboot Into Firmware Interface\nloader setup"u8,
            LoaderEntry.PowerOff => "title Power Off The System\nloader poweroff"u8,
            _ => "title Reboot The System\nloader reboot"u8,
        };
}
