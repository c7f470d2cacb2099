using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary><c>EFI_RNG_PROTOCOL</c> (UEFI 2.10, 37.5): random numbers.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct RngProtocol : IProtocol
{
    /// <summary><c>EFI_RNG_PROTOCOL_GUID</c>.</summary>
    public static EfiGuid Guid => new(0x3152bca5, 0xeade, 0x433d, 0x862e_c01cdc291f44);

    public const int SizeBytes = 16;

    public ulong GetInfo;
    public ulong GetRng;
}
