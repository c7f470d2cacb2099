using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary>
/// <c>SHIM_LOCK</c> (rhboot/shim, shim.h): shim's own verification, by its keys, the user's (MOK) and the firmware's,
/// and by what it revokes. From version 16 on shim answers LoadImage as well.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct ShimLockProtocol : IProtocol
{
    /// <summary><c>SHIM_LOCK_GUID</c>.</summary>
    public static EfiGuid Guid => new(0x605dab50, 0xe046, 0x4300, 0xabb6_3dd810dd8b23);

    public const int SizeBytes = 24;

    /// <summary>An image in memory, and its size in 32 bits.</summary>
    public ulong Verify;
    public ulong Hash;
    public ulong Context;
}
