using System;
using Keelson.BootEntries;
using Keelson.Efi;
using Keelson.Handover;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// What a boot loader knows of itself and of the entry that is selected, for those who press <c>p</c> or <c>v</c>
/// (systemd-boot(7), "Key bindings"): the variables that the system reads, and the files as they were written.
/// </summary>
internal static class MenuStatus
{
    /// <summary>Of them, what the version is asked for.</summary>
    private const int VersionCount = 3;

    private static ReadOnlySpan<byte> Variables =>
        [
            (byte)KnownVariable.LoaderInfo,
            (byte)KnownVariable.LoaderFirmwareType,
            (byte)KnownVariable.LoaderFirmwareInfo,
            (byte)KnownVariable.LoaderImageIdentifier,
            (byte)KnownVariable.LoaderDevicePartition,
            (byte)KnownVariable.LoaderConfigTimeout,
            (byte)KnownVariable.LoaderEntryDefault,
            (byte)KnownVariable.LoaderEntryLastBooted,
        ];

    public static void Write(
        EfiSystem system,
        scoped in EntryChoice choice,
        MenuAction action,
        int selected,
        Firmware firmware
    )
    {
        Span<byte> buffer = stackalloc byte[LoaderVariables.MaximumTextBytes];
        foreach (byte number in Variables[..(action == MenuAction.ShowVersion ? VersionCount : Variables.Length)])
        {
            KnownVariable variable = (KnownVariable)number;
            if (choice.State.Variables.TryRead(variable, buffer, out ReadOnlySpan<byte> text))
            {
                Log.WriteLine($"{variable.Name()}: {text}");
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
