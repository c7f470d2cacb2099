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

    /// <summary>
    /// In the order of the runtime services table, but for the two services of virtual memory, which come behind three
    /// of variables here. A case for each is eight times the code.
    /// </summary>
    private static uint BitOf(RuntimeService service) =>
        1u
        << (int)(
            service < RuntimeService.SetVirtualAddressMap || service > RuntimeService.SetVariable ? service
            : service < RuntimeService.GetVariable ? service + 3
            : service - 2
        );
}
