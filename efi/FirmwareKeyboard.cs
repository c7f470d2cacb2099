using System.Runtime.InteropServices;
using Keelson.Arch.Arm64;
using Keelson.Uefi;

namespace Keelson.Efi;

/// <summary><c>EFI_SIMPLE_TEXT_INPUT_PROTOCOL</c> (UEFI 2.10, 12.3).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct SimpleTextInput
{
    public ulong Reset;
    public ulong ReadKeyStroke;
    public ulong WaitForKey;
}

/// <summary>ConIn. A system without one has nobody to press a key.</summary>
public readonly struct FirmwareKeyboard
{
    /// <summary><c>EFI_INPUT_KEY</c> (UEFI 2.10, 12.3.3).</summary>
    private struct Key
    {
        public ushort ScanCode,
            UnicodeChar;
    }

    private readonly unsafe SimpleTextInput* _input;

    // SAFETY: kept, and followed only where Exists has been asked.
    internal unsafe FirmwareKeyboard(SimpleTextInput* input) => _input = input;

    // SAFETY: compared with null and not followed.
    public unsafe bool Exists => _input != null;

    /// <param name="character">In UTF-16; 0 for a key that is none.</param>
    /// <returns>False where nobody has pressed any; it does not wait.</returns>
    public unsafe bool TryRead(out ushort character)
    {
        Key key = default;
        // SAFETY: the protocol is the firmware's, until ExitBootServices.
        bool pressed = FirmwareCall.Invoke(_input->ReadKeyStroke, _input, &key) == EfiStatus.Success;
        character = key.UnicodeChar;
        return pressed;
    }
}
