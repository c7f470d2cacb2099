using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary><c>EFI_SIMPLE_TEXT_OUTPUT_PROTOCOL</c> (UEFI 2.10, 12.4).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct SimpleTextOutputProtocol : IProtocol
{
    /// <summary><c>EFI_SIMPLE_TEXT_OUTPUT_PROTOCOL_GUID</c>.</summary>
    public static EfiGuid Guid => new(0x387477c2, 0x69c7, 0x11d2, 0x8e39_00a0c969723b);

    public const int SizeBytes = 80;

    public ulong Reset;
    public ulong OutputString;
    public ulong TestString;
    public ulong QueryMode;
    public ulong SetMode;
    public ulong SetAttribute;
    public ulong ClearScreen;
    public ulong SetCursorPosition;
    public ulong EnableCursor;
    public ulong Mode;
}
