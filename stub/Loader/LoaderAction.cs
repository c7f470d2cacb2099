using System;
using System.Buffers.Binary;
using Keelson.BootEntries;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// What a boot loader does itself where it boots nothing: by a key of the menu, or by an entry of its own
/// (systemd-boot(7), <c>auto-poweroff</c> and its kind).
/// </summary>
internal static class LoaderAction
{
    /// <summary><c>EFI_OS_INDICATIONS_BOOT_TO_FW_UI</c> (UEFI 2.10, 8.5.4).</summary>
    private const ulong BootToFirmware = 1;

    /// <summary>The firmware opens its set-up if it is told to before a reset.</summary>
    public static bool HasSetup(EfiSystem system) =>
        (Read(system, KnownVariable.OsIndicationsSupported) & BootToFirmware) != 0;

    /// <param name="system">Is reset.</param>
    /// <param name="action">By its <see cref="MenuText.Word"/>.</param>
    /// <returns>Only if nothing could be done, or nothing is to be done.</returns>
    public static EfiStatus Run(EfiSystem system, scoped ReadOnlySpan<byte> action)
    {
        if (action.SequenceEqual(MenuAction.Quit.Word()))
        {
            return EfiStatus.Success;
        }
        if (action.SequenceEqual(MenuAction.SetUpFirmware.Word()))
        {
            Span<byte> value = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(value, Read(system, KnownVariable.OsIndications) | BootToFirmware);
            EfiStatus status = system.Runtime.SetVariable(KnownVariable.OsIndications, KnownVariables.Kept, value);
            if (status != EfiStatus.Success)
            {
                Log.WriteLine($"error: OsIndications: {status}");
                return status;
            }
        }
        return system.Runtime.ResetSystem(
            action.SequenceEqual(MenuAction.PowerOff.Word()) ? ResetType.Shutdown : ResetType.Cold
        );
    }

    /// <summary>0 where there is none.</summary>
    private static ulong Read(EfiSystem system, KnownVariable variable)
    {
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        value.Clear();
        system.Runtime.GetVariable(variable, value, out _);
        return BinaryPrimitives.ReadUInt64LittleEndian(value);
    }
}
