using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary>
/// <c>SHIM_LOCK</c> (rhboot/shim, shim.h): shim's own verification, by its keys, the user's (MOK) and the firmware's,
/// and by what it revokes. From version 16 on shim answers LoadImage as well.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct ShimLockProtocol : IProtocol
{
    public static EfiGuid Guid => WellKnownGuids.ShimLock;

    public const int SizeBytes = 24;

    /// <summary>An image in memory, and its size in 32 bits.</summary>
    public ulong Verify;
    public ulong Hash;
    public ulong Context;
}
