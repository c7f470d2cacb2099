using System;
using Keelson.Addresses;
using Keelson.RuntimeServices;

namespace Keelson.Handover;

/// <summary>What goes to the kernel besides the memory map, gathered while boot services last.</summary>
public ref struct HandoverRequest
{
    public PhysicalAddress SystemTable;

    /// <summary>The firmware's device tree, or empty where it offers none: the kernel then gets an empty one.</summary>
    public ReadOnlySpan<byte> DeviceTree;

    /// <summary>The command line in UTF-8, without an end mark.</summary>
    public ReadOnlySpan<byte> BootArguments;
    public PhysicalRange Initrd;

    /// <summary>
    /// Where there is none: what the device tree says of one stays as it is. <see cref="BootExit{TFirmware}.Prepare"/>
    /// takes that back where it is not of a loader (<see cref="TreeInitrd"/>).
    /// </summary>
    public bool KeepsInitrdOfTree;
    public SecureBootState SecureBoot;

    /// <summary>0 where the firmware has no random numbers: the property then stays away.</summary>
    public ulong KaslrSeed;
    public ReadOnlySpan<byte> RngSeed;

    /// <summary>First address that the CPU cannot form: what the map lists beyond cannot be mapped.</summary>
    public PhysicalAddress PhysicalEnd;

    /// <summary>How the kernel finds runtime services: relocated, or where they are.</summary>
    public VirtualMapMode VirtualMap;

    /// <summary>
    /// Call SetVirtualAddressMap once more where it succeeded: it must say EFI_UNSUPPORTED (UEFI 2.10, 8.4.1). Firmware
    /// that does not may be lost.
    /// </summary>
    public bool ProbesSecondCall;
}

public enum VirtualMapMode
{
    /// <summary>SetVirtualAddressMap with <see cref="RuntimeLayout"/>.</summary>
    Relocated,

    /// <summary>
    /// "novamap": virtual equals physical, SetVirtualAddressMap is not called. For firmware that says it has none.
    /// </summary>
    Identity,
}
