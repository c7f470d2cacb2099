using Keelson.Addresses;
using Keelson.Arch.Arm64;

namespace Keelson.Kernel;

/// <summary>
/// The upper half of the address space, in windows of fixed place. Each holds physical memory at a fixed distance, but
/// for the <see cref="DeviceWindow"/>.
/// </summary>
public static class KernelLayout
{
    private const ulong LinearBase = 0xffff_0000_0000_0000;
    private const ulong DeviceBase = 0xffff_c000_0000_0000;

    /// <summary>Of the window at <see cref="DeviceStart"/>.</summary>
    public const ulong DeviceBytes = FirmwareBase - DeviceBase;
    private const ulong FirmwareBase = 0xffff_d000_0000_0000;
    private const ulong StackBase = 0xffff_e000_0000_0000;

    /// <summary>The firmware's window holds addresses of 44 bits, the linear one of 47.</summary>
    private const ulong WindowMask = (1ul << 44) - 1;
    private const ulong LinearMask = (1ul << 47) - 1;

    /// <summary>RAM that is ours, read and write.</summary>
    public static VirtualAddress Linear(PhysicalAddress address) => new(LinearBase + Require(address, LinearMask));

    /// <summary>Registers and framebuffers.</summary>
    public static VirtualAddress DeviceStart => new(DeviceBase);

    /// <summary>RAM that the linear window cannot hold is nobody's.</summary>
    public static PhysicalRange BeyondLinear => new(UnmappedPhysical, new PhysicalAddress(ulong.MaxValue));

    /// <summary>In the linear window, far above any RAM: nothing is ever mapped there.</summary>
    public static ulong UnmappedAddress => Linear(UnmappedPhysical).Value;

    private static PhysicalAddress UnmappedPhysical => new(1ul << 46);

    public static bool IsInFirmwareWindow(PhysicalAddress end) => end.Value <= WindowMask;

    /// <summary>Tables of the firmware, read only.</summary>
    public static VirtualAddress Firmware(PhysicalAddress address) => new(FirmwareBase + Require(address, WindowMask));

    /// <summary>Stacks with nothing mapped on either side.</summary>
    public static VirtualAddress GuardedStack => new(StackBase + 0x20_0000);

    /// <summary>Of a second processor.</summary>
    public static VirtualAddress SecondStack => new(StackBase + 0x80_0000);

    /// <summary>Memory for what services are handed pointers to, <see cref="GuardedStride"/> bytes apart.</summary>
    public static VirtualAddress GuardedBuffers => new(StackBase + 0x100_0000);

    /// <summary>A page of any granule, and as much that is never mapped.</summary>
    public const ulong GuardedStride = 0x2_0000;

    /// <summary>Physical address of something in our own image.</summary>
    public static PhysicalAddress ImageToPhysical(VirtualAddress address) =>
        KernelEntry.State.ImageStart + (address - KernelEntry.ImageBase);

    /// <summary>Past a window lies another: such an address would be something else's.</summary>
    private static ulong Require(PhysicalAddress address, ulong mask)
    {
        if (address.Value > mask)
        {
            Fatal.Stop($"{address} is beyond this kernel's linear map");
        }
        return address.Value;
    }
}
