using Keelson.Arch.Arm64;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Efi;

/// <summary>
/// <c>EFI_SIMPLE_TEXT_INPUT_EX_PROTOCOL</c> (UEFI 2.10, 12.2): keys with the shift keys held down, and the lights. Of
/// the console that the system table names.
/// </summary>
public readonly struct ExtendedKeyboard
{
    private readonly unsafe SimpleTextInputExProtocol* _input;

    // SAFETY: the protocol is the firmware's, until ExitBootServices.
    private unsafe ExtendedKeyboard(SimpleTextInputExProtocol* input) => _input = input;

    /// <returns>False where there is none: a console may know of plain keys only.</returns>
    // SAFETY: found on the handle, or not.
    public static unsafe bool TryOpen(EfiSystem system, out ExtendedKeyboard keyboard)
    {
        SimpleTextInputExProtocol* input =
            system.ConsoleInput == 0 ? null : system.Boot.FindProtocol<SimpleTextInputExProtocol>(system.ConsoleInput);
        keyboard = new ExtendedKeyboard(input);
        return input != null;
    }

    /// <summary>ReadKeyStrokeEx.</summary>
    /// <returns>False where no key is waiting; it does not block.</returns>
    // SAFETY: the firmware writes one structure into a local.
    public unsafe bool TryRead(out KeyData key)
    {
        KeyData pressed = default;
        EfiStatus status = FirmwareCall.Invoke(_input->ReadKeyStrokeEx, _input, &pressed);
        key = pressed;
        return status == EfiStatus.Success;
    }

    /// <summary>WaitForKeyEx, and no longer than it is told.</summary>
    /// <returns>False where no key was pressed in time.</returns>
    // SAFETY: the event is the protocol's own.
    public unsafe bool TryRead(BootServices boot, uint milliseconds, out KeyData key)
    {
        key = default;
        return boot.WaitForEvent((nint)_input->WaitForKeyEx, milliseconds) && TryRead(out key);
    }

    /// <summary>SetState: lights on and off, and whether shift keys alone are told.</summary>
    // SAFETY: the firmware reads one byte, of a local.
    public unsafe EfiStatus SetState(KeyToggles toggles)
    {
        KeyToggles state = toggles | KeyToggles.IsKnown;
        return FirmwareCall.Invoke(_input->SetState, _input, &state);
    }
}
