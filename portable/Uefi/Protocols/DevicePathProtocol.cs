using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary><c>EFI_DEVICE_PATH_PROTOCOL</c> (UEFI 2.10, 10.2): the header of each node.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct DevicePathProtocol : IProtocol
{
    /// <summary><c>EFI_DEVICE_PATH_PROTOCOL_GUID</c>.</summary>
    public static EfiGuid Guid => new(0x09576e91, 0x6d3f, 0x11d2, 0x8e39_00a0c969723b);

    public const int SizeBytes = 4;

    public byte Type;
    public byte Subtype;

    /// <summary>Of the whole node.</summary>
    public ushort LengthBytes;

    /// <summary>End of the entire path (10.3.1).</summary>
    public static DevicePathProtocol End =>
        new()
        {
            Type = 0x7f,
            Subtype = 0xff,
            LengthBytes = SizeBytes,
        };
}

/// <summary>A path of one vendor-defined media node (UEFI 2.10, 10.3.5.3) and the end node.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct VendorMediaDevicePath
{
    public const int SizeBytes = NodeSizeBytes + DevicePathProtocol.SizeBytes;
    private const int NodeSizeBytes = DevicePathProtocol.SizeBytes + EfiGuid.SizeBytes;

    public DevicePathProtocol Header;
    public EfiGuid Vendor;
    public DevicePathProtocol End;

    public static VendorMediaDevicePath Of(EfiGuid vendor) =>
        new()
        {
            Header = new()
            {
                Type = 4,
                Subtype = 3,
                LengthBytes = NodeSizeBytes,
            },
            Vendor = vendor,
            End = DevicePathProtocol.End,
        };
}
