using System;
using Keelson.BootEntries;
using Keelson.Efi;
using Keelson.Handover;

namespace Keelson.Stub;

/// <summary>
/// What a boot loader knows of itself and of the entry that is selected, for those who press <c>p</c> or <c>v</c>
/// (systemd-boot(7), "Key bindings"): the variables that the system reads, and the files as they were written.
/// </summary>
internal static class MenuStatus
{
    private const int VersionCount = 3;
    private const int Count = 8;

    private static string NameOf(int index) =>
        index switch
        {
            0 => "LoaderInfo",
            1 => "LoaderFirmwareType",
            2 => "LoaderFirmwareInfo",
            3 => "LoaderImageIdentifier",
            4 => "LoaderDevicePartUUID",
            5 => "LoaderConfigTimeout",
            6 => "LoaderEntryDefault",
            _ => "LoaderEntryLastBooted",
        };

    public static void Write(
        EfiSystem system,
        scoped in EntryChoice choice,
        MenuAction action,
        int selected,
        Firmware firmware
    )
    {
        Span<byte> buffer = stackalloc byte[LoaderVariables.MaximumTextBytes];
        for (int i = 0; i < (action == MenuAction.ShowVersion ? VersionCount : Count); i++)
        {
            if (choice.State.Variables.TryRead(NameOf(i), buffer, out ReadOnlySpan<byte> text))
            {
                Log.WriteLine($"{NameOf(i)}: {text}");
            }
        }
        if (action == MenuAction.ShowVersion)
        {
            return;
        }
        Log.WriteLine($"Secure Boot {SecureBootVariables.Read(system).Text()}");
        WriteLines("loader.conf"u8, choice.Files.ConfigurationText(firmware));
        BootEntry entry = choice.Files.List[selected];
        WriteLines(entry.Name.FileName, choice.Files.List.TextOf(selected));
    }

    private static void WriteLines(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> text)
    {
        for (ConfigurationLines lines = new(text); lines.TryNext(); )
        {
            Log.WriteLine($"{name}: {lines.Key} {lines.Value}");
        }
    }
}
