using Keelson.Arch.Arm64;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Efi;

/// <summary>ConIn. A system may have none.</summary>
public readonly struct FirmwareKeyboard
{
    private readonly unsafe SimpleTextInputProtocol* _input;

    // SAFETY: kept, and followed only where Exists has been asked.
    internal unsafe FirmwareKeyboard(SimpleTextInputProtocol* input) => _input = input;

    // SAFETY: compared with null and not followed.
    public unsafe bool Exists => _input != null;

    /// <summary>Waits for a key, and no longer than it is told.</summary>
    /// <param name="character">In UTF-16; 0 for a key that is none.</param>
    /// <returns>False where no key was pressed in time.</returns>
    // SAFETY: the event of a key is the protocol's; the timer's is closed here.
    public unsafe bool TryRead(BootServices boot, uint milliseconds, out ushort character)
    {
        character = 0;
        return Exists && boot.WaitForEvent((nint)_input->WaitForKey, milliseconds) && TryRead(out character);
    }

    /// <param name="character">In UTF-16; 0 for a key that is none.</param>
    /// <returns>False where no key is waiting; it does not block.</returns>
    public bool TryRead(out ushort character)
    {
        bool pressed = TryRead(out InputKey key);
        character = key.UnicodeChar;
        return pressed;
    }

    /// <returns>False where no key is waiting; it does not block.</returns>
    public unsafe bool TryRead(out InputKey key)
    {
        InputKey pressed = default;
        // SAFETY: the protocol is the firmware's, until ExitBootServices.
        EfiStatus status = FirmwareCall.Invoke(_input->ReadKeyStroke, _input, &pressed);
        key = pressed;
        return status == EfiStatus.Success;
    }
}
