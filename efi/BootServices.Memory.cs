using System;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.BootTime;
using Keelson.Uefi;

namespace Keelson.Efi;

/// <summary>Pool and pages by what is in them (UEFI 2.10, 7.2).</summary>
public readonly partial struct BootServices : IMemoryServices
{
    /// <summary>AllocatePool: 8-byte aligned, not cleared.</summary>
    // SAFETY: the firmware writes one pointer into a local.
    public unsafe EfiStatus AllocatePool(MemoryType type, ulong sizeBytes, out void* memory)
    {
        void* found = null;
        EfiStatus status = FirmwareCall.Invoke(_table->AllocatePool, (ulong)type, sizeBytes, &found);
        memory = found;
        return status;
    }

    // SAFETY: the caller no longer uses what AllocatePool gave.
    public unsafe EfiStatus FreePool(void* memory) => FirmwareCall.Invoke(_table->FreePool, memory);

    /// <summary>AllocatePages for data of the application's: aligned as every device wants it, and cleared.</summary>
    public EfiStatus AllocateBuffer(int sizeBytes, out PageBuffer buffer)
    {
        ulong pages = ((ulong)sizeBytes + MemoryDescriptor.PageSizeBytes - 1) / MemoryDescriptor.PageSizeBytes;
        EfiStatus status = AllocatePages(
            MemoryType.LoaderData,
            pages,
            new PhysicalAddress(ulong.MaxValue),
            out PhysicalAddress address
        );
        buffer = status == EfiStatus.Success ? new PageBuffer(address, sizeBytes) : default;
        buffer.Bytes.Clear();
        return status;
    }

    public EfiStatus FreeBuffer(PageBuffer buffer) =>
        buffer.Bytes.IsEmpty ? EfiStatus.Success : FreePages(buffer.Address, buffer.PageCount);

    /// <summary>The bytes of a range that these services gave.</summary>
    // SAFETY: the caller's own pages, and under boot services an address is its own.
    public unsafe Span<byte> Memory(PhysicalRange range) =>
        new((void*)range.Start.Value, checked((int)range.SizeBytes));
}

/// <summary>Pages of <see cref="BootServices.AllocateBuffer"/>, until they are freed.</summary>
public readonly struct PageBuffer
{
    private readonly int _sizeBytes;

    internal PageBuffer(PhysicalAddress address, int sizeBytes)
    {
        Address = address;
        _sizeBytes = sizeBytes;
    }

    public PhysicalAddress Address { get; }
    internal ulong PageCount =>
        ((ulong)_sizeBytes + MemoryDescriptor.PageSizeBytes - 1) / MemoryDescriptor.PageSizeBytes;

    // SAFETY: as many pages as that are the application's, and under boot services an address is its own.
    public unsafe Span<byte> Bytes => new((void*)Address.Value, _sizeBytes);
}
