using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary><c>EFI_SIMPLE_FILE_SYSTEM_PROTOCOL</c> (UEFI 2.10, 13.4).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct SimpleFileSystemProtocol : IProtocol
{
    /// <summary><c>EFI_SIMPLE_FILE_SYSTEM_PROTOCOL_GUID</c>.</summary>
    public static EfiGuid Guid => new(0x964e5b22, 0x6459, 0x11d2, 0x8e39_00a0c969723b);

    public const int SizeBytes = 16;

    public ulong Revision;
    public ulong OpenVolume;
}
