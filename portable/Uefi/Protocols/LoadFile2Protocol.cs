using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary><c>EFI_LOAD_FILE2_PROTOCOL</c> (UEFI 2.10, 13.2).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct LoadFile2Protocol : IProtocol
{
    /// <summary><c>EFI_LOAD_FILE2_PROTOCOL_GUID</c>.</summary>
    public static EfiGuid Guid => new(0x4006c0c1, 0xfcb3, 0x403e, 0x996d_4a6c8724e06d);

    public const int SizeBytes = 8;

    public ulong LoadFile;
}
