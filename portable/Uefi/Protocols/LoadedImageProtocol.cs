using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary><c>EFI_LOADED_IMAGE_PROTOCOL</c> (UEFI 2.10, 9.1): what the firmware knows of an image it loaded.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct LoadedImageProtocol : IProtocol
{
    /// <summary><c>EFI_LOADED_IMAGE_PROTOCOL_GUID</c>.</summary>
    public static EfiGuid Guid => new(0x5b1b31a1, 0x9562, 0x11d2, 0x8e3f_00a0c969723b);

    public const int SizeBytes = 96;

    public uint Revision;
    public ulong ParentHandle;
    public ulong SystemTable;
    public ulong DeviceHandle;
    public ulong FilePath;
    public ulong Reserved;
    public uint LoadOptionsSizeBytes;
    public ulong LoadOptions;
    public ulong ImageBase;
    public ulong ImageSizeBytes;
    public MemoryType ImageCodeType;
    public MemoryType ImageDataType;
    public ulong Unload;
}
