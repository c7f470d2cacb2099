using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Uefi.Protocols;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>Protocols that applications use, and the products do not.</summary>
public partial class AbiLayoutTests
{
    [Fact]
    public void EFI_DEVICE_PATH_TO_TEXT_PROTOCOL() =>
        AssertLayout<DevicePathToTextProtocol>(
            16,
            DevicePathToTextProtocol.SizeBytes,
            ("ConvertDeviceNodeToText", 0),
            ("ConvertDevicePathToText", 8)
        );

    [Fact]
    public void EFI_SIMPLE_TEXT_INPUT_EX_PROTOCOL() =>
        AssertLayout<SimpleTextInputExProtocol>(
            48,
            SimpleTextInputExProtocol.SizeBytes,
            ("Reset", 0),
            ("ReadKeyStrokeEx", 8),
            ("WaitForKeyEx", 16),
            ("SetState", 24),
            ("RegisterKeyNotify", 32),
            ("UnregisterKeyNotify", 40)
        );

    [Fact]
    public void EFI_KEY_DATA()
    {
        Assert.Equal((12, 12), (Unsafe.SizeOf<KeyData>(), KeyData.SizeBytes));
        Assert.Equal(
            [0, 4, 8],
            new[]
            {
                OffsetOf((ref KeyData value) => value.Key.ScanCode = 1),
                OffsetOf((ref KeyData value) => value.Shifts = KeyShifts.RightShift),
                OffsetOf((ref KeyData value) => value.Toggles = KeyToggles.ScrollLock),
            }
        );
    }

    [Fact]
    public void EFI_PCI_ROOT_BRIDGE_IO_PROTOCOL() =>
        AssertLayout<PciRootBridgeIoProtocol>(
            152,
            PciRootBridgeIoProtocol.SizeBytes,
            ("ParentHandle", 0),
            ("PollMemory", 8),
            ("PollIo", 16),
            ("ReadMemory", 24),
            ("WriteMemory", 32),
            ("ReadIo", 40),
            ("WriteIo", 48),
            ("ReadConfiguration", 56),
            ("WriteConfiguration", 64),
            ("CopyMemory", 72),
            ("Map", 80),
            ("Unmap", 88),
            ("AllocateBuffer", 96),
            ("FreeBuffer", 104),
            ("Flush", 112),
            ("GetAttributes", 120),
            ("SetAttributes", 128),
            ("Configuration", 136),
            ("SegmentNumber", 144)
        );

    [Fact]
    public void EFI_SIMPLE_NETWORK_PROTOCOL() =>
        AssertLayout<SimpleNetworkProtocol>(
            128,
            SimpleNetworkProtocol.SizeBytes,
            ("Revision", 0),
            ("Start", 8),
            ("Stop", 16),
            ("Initialize", 24),
            ("Reset", 32),
            ("Shutdown", 40),
            ("ReceiveFilters", 48),
            ("StationAddress", 56),
            ("Statistics", 64),
            ("MulticastAddressOf", 72),
            ("NonVolatileData", 80),
            ("GetStatus", 88),
            ("Transmit", 96),
            ("Receive", 104),
            ("WaitForPacket", 112),
            ("Mode", 120)
        );

    [Fact]
    public void EFI_SIMPLE_NETWORK_MODE()
    {
        Assert.Equal((656, 656), (Unsafe.SizeOf<SimpleNetworkMode>(), SimpleNetworkMode.SizeBytes));
        Assert.Equal(
            [0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 552, 584, 616, 648, 649, 650, 651, 652],
            new[]
            {
                OffsetOf((ref SimpleNetworkMode value) => value.State = NetworkState.Started),
                OffsetOf((ref SimpleNetworkMode value) => value.HardwareAddressSizeBytes = 1),
                OffsetOf((ref SimpleNetworkMode value) => value.MediaHeaderSizeBytes = 1),
                OffsetOf((ref SimpleNetworkMode value) => value.MaximumPacketSizeBytes = 1),
                OffsetOf((ref SimpleNetworkMode value) => value.NonVolatileSizeBytes = 1),
                OffsetOf((ref SimpleNetworkMode value) => value.NonVolatileAccessSizeBytes = 1),
                OffsetOf((ref SimpleNetworkMode value) => value.SupportedFilters = NetworkFilters.Unicast),
                OffsetOf((ref SimpleNetworkMode value) => value.Filters = NetworkFilters.Unicast),
                OffsetOf((ref SimpleNetworkMode value) => value.MaximumMulticastFilters = 1),
                OffsetOf((ref SimpleNetworkMode value) => value.MulticastFilterCount = 1),
                OffsetOf((ref SimpleNetworkMode value) => ((Span<byte>)value.MulticastFilter)[0] = 1),
                OffsetOf((ref SimpleNetworkMode value) => value.CurrentAddress[0] = 1),
                OffsetOf((ref SimpleNetworkMode value) => value.BroadcastAddress[0] = 1),
                OffsetOf((ref SimpleNetworkMode value) => value.PermanentAddress[0] = 1),
                OffsetOf((ref SimpleNetworkMode value) => value.InterfaceType = 1),
                OffsetOf((ref SimpleNetworkMode value) => value.AddressIsChangeable = 1),
                OffsetOf((ref SimpleNetworkMode value) => value.SendsSeveral = 1),
                OffsetOf((ref SimpleNetworkMode value) => value.KnowsWhetherMediaIsPresent = 1),
                OffsetOf((ref SimpleNetworkMode value) => value.MediaIsPresent = 1),
            }
        );
    }

    [Fact]
    public void EFI_NETWORK_STATISTICS() =>
        AssertLayout<NetworkStatistics>(
            208,
            NetworkStatistics.SizeBytes,
            ("ReceivedFrames", 0),
            ("ReceivedGoodFrames", 8),
            ("ReceivedUndersizeFrames", 16),
            ("ReceivedOversizeFrames", 24),
            ("ReceivedDroppedFrames", 32),
            ("ReceivedUnicastFrames", 40),
            ("ReceivedBroadcastFrames", 48),
            ("ReceivedMulticastFrames", 56),
            ("ReceivedCrcErrorFrames", 64),
            ("ReceivedBytes", 72),
            ("SentFrames", 80),
            ("SentGoodFrames", 88),
            ("SentUndersizeFrames", 96),
            ("SentOversizeFrames", 104),
            ("SentDroppedFrames", 112),
            ("SentUnicastFrames", 120),
            ("SentBroadcastFrames", 128),
            ("SentMulticastFrames", 136),
            ("SentCrcErrorFrames", 144),
            ("SentBytes", 152),
            ("Collisions", 160),
            ("UnsupportedProtocols", 168),
            ("ReceivedDuplicatedFrames", 176),
            ("ReceivedDecryptErrorFrames", 184),
            ("SentErrorFrames", 192),
            ("SentRetryFrames", 200)
        );

    [Fact]
    public void EFI_FILE_SYSTEM_INFO()
    {
        Assert.Equal((104, 104), (Unsafe.SizeOf<EfiFileSystemInfo>(), EfiFileSystemInfo.SizeBytes));
        Assert.Equal(
            [0, 8, 16, 24, 32, 36],
            new[]
            {
                OffsetOf((ref EfiFileSystemInfo value) => value.InfoSizeBytes = 1),
                OffsetOf((ref EfiFileSystemInfo value) => value.ReadOnly = 1),
                OffsetOf((ref EfiFileSystemInfo value) => value.VolumeSizeBytes = 1),
                OffsetOf((ref EfiFileSystemInfo value) => value.FreeSpaceBytes = 1),
                OffsetOf((ref EfiFileSystemInfo value) => value.BlockSizeBytes = 1),
                OffsetOf((ref EfiFileSystemInfo value) => ((Span<byte>)value.Label)[0] = 1),
            }
        );
    }

    private delegate void Setting<T>(ref T value);

    /// <summary>For fields that do not say where they lie: enumerations, bytes, arrays.</summary>
    private static int OffsetOf<T>(Setting<T> set)
        where T : struct
    {
        T[] value = [default];
        set(ref value[0]);
        return MemoryMarshal.AsBytes(value.AsSpan()).IndexOfAnyExcept((byte)0);
    }
}
