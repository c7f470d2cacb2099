using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Efi;

/// <summary>
/// Where the structure of a protocol lies: in memory of the firmware's or, for one's own, of
/// <see cref="BootServices.AllocateProtocol"/>. As long as it is installed it stays there.
/// </summary>
public readonly struct ProtocolInterface<T>
    where T : unmanaged, IProtocol
{
    // SAFETY: whoever makes one has the pointer from the firmware, for a structure of this kind.
    internal unsafe ProtocolInterface(void* location) => Location = (T*)location;

    // SAFETY: kept, and followed where it exists.
    internal unsafe T* Location { get; }

    // SAFETY: compared with null and not followed.
    public unsafe bool Exists => Location != null;

    /// <summary>To be asked for only where it exists.</summary>
    // SAFETY: as long as the structure is there, which its installation vouches for.
    public unsafe ref T Value => ref *Location;
}
