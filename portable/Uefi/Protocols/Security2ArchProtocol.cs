using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary>
/// <c>EFI_SECURITY2_ARCH_PROTOCOL</c> (UEFI PI 1.8, volume 2, 12.9.2): what LoadImage asks whether an image may run.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct Security2ArchProtocol : IProtocol
{
    public static EfiGuid Guid => new(0x94ab2f58, 0x1438, 0x4ef1, 0x9152_18941a3a0e68);

    public const int SizeBytes = 8;

    /// <summary>Where the image came from, its bytes and how many they are, and whether it is a boot option.</summary>
    public ulong FileAuthentication;
}
