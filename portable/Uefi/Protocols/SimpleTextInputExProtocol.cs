using System;
using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary><c>EFI_SIMPLE_TEXT_INPUT_EX_PROTOCOL</c> (UEFI 2.10, 12.2).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct SimpleTextInputExProtocol : IProtocol
{
    /// <summary><c>EFI_SIMPLE_TEXT_INPUT_EX_PROTOCOL_GUID</c>.</summary>
    public static EfiGuid Guid => new(0xdd9e7534, 0x7762, 0x4698, 0x8c14_f58517a625aa);

    public const int SizeBytes = 48;

    public ulong Reset;
    public ulong ReadKeyStrokeEx;
    public ulong WaitForKeyEx;
    public ulong SetState;
    public ulong RegisterKeyNotify;
    public ulong UnregisterKeyNotify;
}

/// <summary><c>EFI_KEY_DATA</c> (UEFI 2.10, 12.2.3): a key, and what was held down with it.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct KeyData
{
    public const int SizeBytes = 12;

    public InputKey Key;
    public KeyShifts Shifts;
    public KeyToggles Toggles;

    /// <summary>A keyboard that knows of shift keys says so; a serial line does not.</summary>
    public readonly bool KnowsShifts => (Shifts & KeyShifts.IsKnown) != 0;
}

/// <summary><c>EFI_SHIFT_STATE</c>.</summary>
[Flags]
public enum KeyShifts : uint
{
    None = 0,
    RightShift = 1,
    LeftShift = 2,
    RightControl = 4,
    LeftControl = 8,
    RightAlt = 0x10,
    LeftAlt = 0x20,
    RightLogo = 0x40,
    LeftLogo = 0x80,
    Menu = 0x100,
    SystemRequest = 0x200,

    /// <summary><c>EFI_SHIFT_STATE_VALID</c>.</summary>
    IsKnown = 0x8000_0000,
}

/// <summary><c>EFI_KEY_TOGGLE_STATE</c>.</summary>
[Flags]
public enum KeyToggles : byte
{
    None = 0,
    ScrollLock = 1,
    NumLock = 2,
    CapsLock = 4,

    /// <summary><c>EFI_KEY_STATE_EXPOSED</c>: keys that are held down alone are told too.</summary>
    IsExposed = 0x40,

    /// <summary><c>EFI_TOGGLE_STATE_VALID</c>.</summary>
    IsKnown = 0x80,
}
