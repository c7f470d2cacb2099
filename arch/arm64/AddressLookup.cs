using System.Runtime;
using System.Runtime.CompilerServices;

namespace Keelson.Arch.Arm64;

/// <summary>What a pointer of somebody else's leads to, without following it.</summary>
public static class AddressLookup
{
    [RuntimeImport("*", "LookUpMemory")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong LookUp(ulong address);

    /// <summary>Mapped by the tables in use, and as memory.</summary>
    public static bool IsMemory(ulong address) => LookUp(address) != 0;
}
