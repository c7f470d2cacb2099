using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary>
/// <c>EFI_DEVICE_PATH_TO_TEXT_PROTOCOL</c> (UEFI 2.10, 10.6.2): what <c>DevicePathText</c> is held against.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct DevicePathToTextProtocol : IProtocol
{
    /// <summary><c>EFI_DEVICE_PATH_TO_TEXT_PROTOCOL_GUID</c>.</summary>
    public static EfiGuid Guid => new(0x8b843e20, 0x8132, 0x4852, 0x90cc_551a4e4a7f1c);

    public const int SizeBytes = 16;

    public ulong ConvertDeviceNodeToText;
    public ulong ConvertDevicePathToText;
}
