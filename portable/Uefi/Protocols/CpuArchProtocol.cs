using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary><c>EFI_CPU_ARCH_PROTOCOL</c> (PI 1.7, volume 2, 12.3): the processor's caches and exceptions.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct CpuArchProtocol : IProtocol
{
    /// <summary><c>EFI_CPU_ARCH_PROTOCOL_GUID</c>.</summary>
    public static EfiGuid Guid => new(0x26baccb1, 0x6f42, 0x11d4, 0xbce7_0080c73c8881);

    public const int SizeBytes = 72;

    public ulong FlushDataCache;
    public ulong EnableInterrupt;
    public ulong DisableInterrupt;
    public ulong GetInterruptState;
    public ulong Init;
    public ulong RegisterInterruptHandler;
    public ulong GetTimerValue;
    public ulong SetMemoryAttributes;
    public uint NumberOfTimers;
    public uint DmaBufferAlignmentBytes;
}
