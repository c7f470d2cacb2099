using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary><c>EFI_SIMPLE_TEXT_INPUT_PROTOCOL</c> (UEFI 2.10, 12.3).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct SimpleTextInputProtocol : IProtocol
{
    /// <summary><c>EFI_SIMPLE_TEXT_INPUT_PROTOCOL_GUID</c>.</summary>
    public static EfiGuid Guid => new(0x387477c1, 0x69c7, 0x11d2, 0x8e39_00a0c969723b);

    public const int SizeBytes = 24;

    public ulong Reset;
    public ulong ReadKeyStroke;
    public ulong WaitForKey;
}

/// <summary><c>EFI_INPUT_KEY</c> (UEFI 2.10, 12.3.3).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct InputKey
{
    public const int SizeBytes = 4;

    /// <summary>0 for a key that is a character.</summary>
    public ushort ScanCode;

    /// <summary>In UTF-16; 0 for a key that is none.</summary>
    public ushort UnicodeChar;
}
