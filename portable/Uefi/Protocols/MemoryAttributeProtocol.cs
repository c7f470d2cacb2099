using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary><c>EFI_MEMORY_ATTRIBUTE_PROTOCOL</c> (UEFI 2.10, 37.7): what pages of memory may be used for.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct MemoryAttributeProtocol : IProtocol
{
    /// <summary><c>EFI_MEMORY_ATTRIBUTE_PROTOCOL_GUID</c>.</summary>
    public static EfiGuid Guid => new(0xf4560cf6, 0x40ec, 0x4b4a, 0xa192_bf1d57d0b189);

    public const int SizeBytes = 24;

    public ulong GetMemoryAttributes;
    public ulong SetMemoryAttributes;
    public ulong ClearMemoryAttributes;
}
