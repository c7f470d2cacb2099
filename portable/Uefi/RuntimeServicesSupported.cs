using System.Runtime.InteropServices;

namespace Keelson.Uefi;

/// <summary>
/// <c>EFI_RT_PROPERTIES_TABLE</c> (UEFI 2.10, 4.6.2): which services the firmware claims after ExitBootServices.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct RtPropertiesTable
{
    public const int SizeBytes = 8;
    public const ushort CurrentVersion = 1;

    public ushort Version;
    public ushort LengthBytes;
    public uint Supported;
}

/// <summary>The claims of <see cref="RtPropertiesTable"/>; without one, all of them.</summary>
public readonly struct RuntimeServicesSupported(uint mask)
{
    /// <summary>All fourteen services of UEFI 2.10, 8.1.</summary>
    public static RuntimeServicesSupported All => new(0x3fff);

    public uint Mask { get; } = mask;

    /// <remarks>
    /// The bits of <c>EFI_RT_SUPPORTED_*</c> follow an order of their own, not that of the services table.
    /// </remarks>
    public bool Claims(RuntimeService service) => (Mask & BitOf(service)) != 0;

    private static uint BitOf(RuntimeService service) =>
        service switch
        {
            RuntimeService.GetTime => 0x0001,
            RuntimeService.SetTime => 0x0002,
            RuntimeService.GetWakeupTime => 0x0004,
            RuntimeService.SetWakeupTime => 0x0008,
            RuntimeService.GetVariable => 0x0010,
            RuntimeService.GetNextVariableName => 0x0020,
            RuntimeService.SetVariable => 0x0040,
            RuntimeService.SetVirtualAddressMap => 0x0080,
            RuntimeService.ConvertPointer => 0x0100,
            RuntimeService.GetNextHighMonotonicCount => 0x0200,
            RuntimeService.ResetSystem => 0x0400,
            RuntimeService.UpdateCapsule => 0x0800,
            RuntimeService.QueryCapsuleCapabilities => 0x1000,
            _ => 0x2000,
        };
}
