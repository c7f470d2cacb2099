using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary><c>EFI_SIMPLE_NETWORK_PROTOCOL</c> (UEFI 2.10, 24.1): a network card by its frames.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct SimpleNetworkProtocol : IProtocol
{
    /// <summary><c>EFI_SIMPLE_NETWORK_PROTOCOL_GUID</c>.</summary>
    public static EfiGuid Guid => new(0xa19832b9, 0xac25, 0x11d3, 0x9a2d_0090273fc14d);

    public const int SizeBytes = 128;

    public ulong Revision;
    public ulong Start;
    public ulong Stop;
    public ulong Initialize;
    public ulong Reset;
    public ulong Shutdown;
    public ulong ReceiveFilters;
    public ulong StationAddress;
    public ulong Statistics;
    public ulong MulticastAddressOf;
    public ulong NonVolatileData;
    public ulong GetStatus;
    public ulong Transmit;
    public ulong Receive;
    public ulong WaitForPacket;

    /// <summary>Of a <see cref="SimpleNetworkMode"/>.</summary>
    public ulong Mode;
}

/// <summary><c>EFI_SIMPLE_NETWORK_MODE</c> (UEFI 2.10, 24.1.2).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct SimpleNetworkMode
{
    public const int SizeBytes = 656;

    public NetworkState State;

    /// <summary>6 for Ethernet.</summary>
    public uint HardwareAddressSizeBytes;

    /// <summary>14 for Ethernet: destination, source, type.</summary>
    public uint MediaHeaderSizeBytes;

    /// <summary>Without the header.</summary>
    public uint MaximumPacketSizeBytes;
    public uint NonVolatileSizeBytes;
    public uint NonVolatileAccessSizeBytes;
    public NetworkFilters SupportedFilters;
    public NetworkFilters Filters;
    public uint MaximumMulticastFilters;
    public uint MulticastFilterCount;
    public MulticastFilters MulticastFilter;
    public HardwareAddress CurrentAddress;
    public HardwareAddress BroadcastAddress;
    public HardwareAddress PermanentAddress;

    /// <summary>By RFC 1700; 1 for Ethernet.</summary>
    public byte InterfaceType;
    public byte AddressIsChangeable;
    public byte SendsSeveral;
    public byte KnowsWhetherMediaIsPresent;
    public byte MediaIsPresent;

    /// <summary>Sixteen <c>EFI_MAC_ADDRESS</c>.</summary>
    [InlineArray(16 * 32)]
    public struct MulticastFilters
    {
        private byte _first;
    }
}

/// <summary><c>EFI_MAC_ADDRESS</c>: as many bytes as the mode says, and zeros behind.</summary>
[InlineArray(32)]
public struct HardwareAddress
{
    private byte _first;
}

/// <summary><c>EFI_SIMPLE_NETWORK_STATE</c>.</summary>
public enum NetworkState : uint
{
    Stopped = 0,
    Started = 1,
    Initialized = 2,
}

/// <summary><c>EFI_SIMPLE_NETWORK_RECEIVE_*</c> (UEFI 2.10, 24.1.8).</summary>
[Flags]
public enum NetworkFilters : uint
{
    None = 0,
    Unicast = 1,
    Multicast = 2,
    Broadcast = 4,
    Promiscuous = 8,
    PromiscuousMulticast = 0x10,
}

/// <summary><c>EFI_NETWORK_STATISTICS</c> (UEFI 2.10, 24.1.10); all ones where the card does not count.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct NetworkStatistics
{
    public const int SizeBytes = 208;

    public ulong ReceivedFrames;
    public ulong ReceivedGoodFrames;
    public ulong ReceivedUndersizeFrames;
    public ulong ReceivedOversizeFrames;
    public ulong ReceivedDroppedFrames;
    public ulong ReceivedUnicastFrames;
    public ulong ReceivedBroadcastFrames;
    public ulong ReceivedMulticastFrames;
    public ulong ReceivedCrcErrorFrames;
    public ulong ReceivedBytes;
    public ulong SentFrames;
    public ulong SentGoodFrames;
    public ulong SentUndersizeFrames;
    public ulong SentOversizeFrames;
    public ulong SentDroppedFrames;
    public ulong SentUnicastFrames;
    public ulong SentBroadcastFrames;
    public ulong SentMulticastFrames;
    public ulong SentCrcErrorFrames;
    public ulong SentBytes;
    public ulong Collisions;
    public ulong UnsupportedProtocols;
    public ulong ReceivedDuplicatedFrames;
    public ulong ReceivedDecryptErrorFrames;
    public ulong SentErrorFrames;
    public ulong SentRetryFrames;
}
