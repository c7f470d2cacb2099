using Keelson.Arch.Arm64;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Efi;

/// <summary>
/// How many columns and rows the console has: one of the firmware's modes (UEFI 2.10, 12.4.4, 12.4.5).
/// </summary>
public readonly partial struct FirmwareConsole
{
    // SAFETY: the address only; firmware that breaks the rules has none.
    private unsafe SimpleTextOutputMode* Mode => (SimpleTextOutputMode*)_output->Mode;

    // SAFETY: the structure is the firmware's, which keeps it.
    public unsafe int ModeCount => Mode == null ? 0 : Mode->ModeCount;

    /// <summary>Below 0 for none.</summary>
    // SAFETY: as above.
    public unsafe int CurrentMode => Mode == null ? -1 : Mode->CurrentMode;

    /// <summary>Clears the console too.</summary>
    // SAFETY: no pointer but the protocol.
    public unsafe EfiStatus SetMode(int mode) => FirmwareCall.Invoke(_output->SetMode, _output, (ulong)mode);

    /// <summary>Columns and rows; 0 of each where the firmware does not say.</summary>
    // SAFETY: the firmware writes two locals.
    public unsafe (ulong Columns, ulong Rows) QueryMode(int mode)
    {
        ulong columns = 0,
            rows = 0;
        FirmwareCall.Invoke(_output->QueryMode, _output, (ulong)mode, &columns, &rows);
        return (columns, rows);
    }
}
