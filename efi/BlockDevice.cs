using System;
using Keelson.Arch.Arm64;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Efi;

/// <summary>A disk, or a partition of one, by its blocks (UEFI 2.10, 13.9).</summary>
public readonly struct BlockDevice
{
    private readonly unsafe BlockIoProtocol* _device;

    // SAFETY: the protocol is the firmware's, and found on the handle.
    private unsafe BlockDevice(BlockIoProtocol* device) => _device = device;

    /// <summary>False for a handle that has no blocks.</summary>
    // SAFETY: as above.
    public static unsafe bool TryOpen(EfiSystem system, nint handle, out BlockDevice device)
    {
        BlockIoProtocol* found = system.Boot.FindProtocol<BlockIoProtocol>(handle);
        device = new BlockDevice(found);
        return found != null;
    }

    // SAFETY: the protocol names its medium, of which it keeps the description up to date.
    private unsafe ref BlockIoMedia Media => ref *(BlockIoMedia*)_device->Media;

    public bool IsPresent => Media.IsPresent;
    public bool IsRemovable => Media.IsRemovable;
    public bool IsPartition => Media.IsPartition;
    public bool IsReadOnly => Media.IsReadOnly;
    public uint BlockBytes => Media.BlockSize;
    public ulong BlockCount => IsPresent ? Media.LastBlock + 1 : 0;

    /// <param name="firstBlock">Below <see cref="BlockCount"/>.</param>
    /// <param name="destination">Whole blocks; at a page's begin it suits every device.</param>
    // SAFETY: the firmware writes as many bytes as it is told, into the pinned buffer.
    public unsafe EfiStatus Read(ulong firstBlock, Span<byte> destination)
    {
        fixed (byte* bytes = destination)
        {
            return FirmwareCall.Invoke(
                _device->ReadBlocks,
                _device,
                Media.MediaId,
                firstBlock,
                (ulong)destination.Length,
                bytes
            );
        }
    }

    /// <inheritdoc cref="Read"/>
    /// <param name="source">As for reading.</param>
    // SAFETY: the firmware reads as many bytes as it is told.
    public unsafe EfiStatus Write(ulong firstBlock, ReadOnlySpan<byte> source)
    {
        fixed (byte* bytes = source)
        {
            return FirmwareCall.Invoke(
                _device->WriteBlocks,
                _device,
                Media.MediaId,
                firstBlock,
                (ulong)source.Length,
                bytes
            );
        }
    }

    /// <summary>Until it is called, what was written may be in the device's memory only.</summary>
    // SAFETY: no pointer but the protocol's own is handed over.
    public unsafe EfiStatus Flush() => FirmwareCall.Invoke(_device->FlushBlocks, _device);
}
