using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary><c>EFI_PCI_ROOT_BRIDGE_IO_PROTOCOL</c> (UEFI 2.10, 14.2): a bus of PCI that the processor has.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct PciRootBridgeIoProtocol : IProtocol
{
    /// <summary><c>EFI_PCI_ROOT_BRIDGE_IO_PROTOCOL_GUID</c>.</summary>
    public static EfiGuid Guid => new(0x2f707ebb, 0x4a1a, 0x11d4, 0x9a38_0090273fc14d);

    public const int SizeBytes = 152;

    public ulong ParentHandle;
    public ulong PollMemory;
    public ulong PollIo;
    public ulong ReadMemory;
    public ulong WriteMemory;
    public ulong ReadIo;
    public ulong WriteIo;
    public ulong ReadConfiguration;
    public ulong WriteConfiguration;
    public ulong CopyMemory;
    public ulong Map;
    public ulong Unmap;
    public ulong AllocateBuffer;
    public ulong FreeBuffer;
    public ulong Flush;
    public ulong GetAttributes;
    public ulong SetAttributes;

    /// <summary>What the bridge decodes, as resource descriptors of ACPI.</summary>
    public ulong Configuration;
    public uint SegmentNumber;
}
