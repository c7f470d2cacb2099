using System;
using Keelson.Arch.Arm64;
using Keelson.Pci;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Efi;

/// <summary>
/// <c>EFI_PCI_ROOT_BRIDGE_IO_PROTOCOL</c> (UEFI 2.10, 14.2): what is on a bus of PCI, and on those below, by its
/// configuration space.
/// </summary>
public readonly struct PciRootBridge : IPciConfiguration
{
    private const ulong WidthUint32 = 2;

    private readonly unsafe PciRootBridgeIoProtocol* _bridge;

    // SAFETY: the protocol is the firmware's, until ExitBootServices.
    private unsafe PciRootBridge(PciRootBridgeIoProtocol* bridge) => _bridge = bridge;

    /// <param name="handle">One of <see cref="BootServices.FindHandles(EfiGuid)"/>.</param>
    /// <returns>False for a handle that is no root bridge.</returns>
    // SAFETY: found on the handle, or not.
    public static unsafe bool TryOpen(EfiSystem system, nint handle, out PciRootBridge bridge)
    {
        PciRootBridgeIoProtocol* found = system.Boot.FindProtocol<PciRootBridgeIoProtocol>(handle);
        bridge = new PciRootBridge(found);
        return found != null;
    }

    /// <summary>Which of several spaces of 256 buses.</summary>
    // SAFETY: TryOpen found the protocol.
    public unsafe uint Segment => _bridge->SegmentNumber;

    /// <summary>All functions, of the root bridge's own bus first.</summary>
    /// <returns>False where the bridge does not say which buses it has.</returns>
    public bool TryScan(out PciScan<PciRootBridge> scan)
    {
        bool isKnown = BusRange.TryRead(Resources, out byte first, out byte last);
        scan = new PciScan<PciRootBridge>(this, first, last);
        return isKnown;
    }

    /// <summary>Pci.Read, of four bytes.</summary>
    /// <returns>All ones where there is nothing.</returns>
    // SAFETY: the firmware writes one number into a local.
    public unsafe uint Read(PciAddress function, uint offset)
    {
        // EFI_PCI_ADDRESS: a register beyond the first 256 bytes stands in the upper half.
        ulong address =
            (ulong)function.Bus << 24
            | (ulong)function.Device << 16
            | (ulong)function.Function << 8
            | (offset < 0x100 ? offset : (ulong)offset << 32);
        uint value = 0;
        EfiStatus status = FirmwareCall.Invoke(_bridge->ReadConfiguration, _bridge, WidthUint32, address, 1, &value);
        return status == EfiStatus.Success ? value : uint.MaxValue;
    }

    /// <summary>Configuration: descriptors up to their end.</summary>
    // SAFETY: the firmware's list has an end; each descriptor says how long it is.
    private unsafe ReadOnlySpan<byte> Resources
    {
        get
        {
            const int MaximumLength = 4096;
            const int HeaderLength = 3;
            byte* list = null;
            if (FirmwareCall.Invoke(_bridge->Configuration, _bridge, &list) != EfiStatus.Success || list == null)
            {
                return default;
            }
            int length = 0;
            for (int next = 1; next != 0 && length < MaximumLength; length += next)
            {
                next = BusRange.DescriptorLength(new ReadOnlySpan<byte>(list + length, HeaderLength));
            }
            return length < MaximumLength ? new ReadOnlySpan<byte>(list, length) : default;
        }
    }
}
