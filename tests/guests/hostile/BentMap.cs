using System;
using System.Runtime.InteropServices;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>A memory map that breaks one rule: <c>map-FAULT</c>. Every caller of GetMemoryMap sees the same.</summary>
internal static class BentMap
{
    private enum Fault
    {
        None,
        NoRuntimeAttribute,
        NoRuntimeAtAll,
        BeyondRange,
        Empty,
        Wraps,
        Off64K,
        Duplicate,
        Nested,
        RuntimeInFree,
        Uncached,
        FreeRuntime,
        NoSuchMemory,
        NoSuchEnd,
        Overlaps,
        Unaligned,
        DeviceBeyond,
        EmptyDevice,
        Version,
        Stride,
        Grows,
        NoClock,
    }

    private static Fault s_fault;
    private static ulong s_original;
    private static ulong s_more;

    public static unsafe bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        s_fault =
            Setting.Is(setting, "map-no-runtime-attribute") ? Fault.NoRuntimeAttribute
            : Setting.Is(setting, "map-no-runtime") ? Fault.NoRuntimeAtAll
            : Setting.Is(setting, "map-beyond") ? Fault.BeyondRange
            : Setting.Is(setting, "map-empty") ? Fault.Empty
            : Setting.Is(setting, "map-wraps") ? Fault.Wraps
            : Setting.Is(setting, "map-off-64k") ? Fault.Off64K
            : Setting.Is(setting, "map-duplicate") ? Fault.Duplicate
            : Setting.Is(setting, "map-nested") ? Fault.Nested
            : Setting.Is(setting, "map-runtime-in-free") ? Fault.RuntimeInFree
            : Setting.Is(setting, "map-uncached") ? Fault.Uncached
            : Setting.Is(setting, "map-free-runtime") ? Fault.FreeRuntime
            : Setting.Is(setting, "map-no-such-memory") ? Fault.NoSuchMemory
            : Setting.Is(setting, "map-no-such-end") ? Fault.NoSuchEnd
            : Setting.Is(setting, "map-overlaps") ? Fault.Overlaps
            : Setting.Is(setting, "map-unaligned") ? Fault.Unaligned
            : Setting.Is(setting, "map-device-beyond") ? Fault.DeviceBeyond
            : Setting.Is(setting, "map-device-empty") ? Fault.EmptyDevice
            : Setting.Is(setting, "map-version") ? Fault.Version
            : Setting.Is(setting, "map-stride") ? Fault.Stride
            : Setting.Is(setting, "map-grows") ? Fault.Grows
            : Setting.Is(setting, "map-no-clock") ? Fault.NoClock
            : Fault.None;
        if (s_fault == Fault.None)
        {
            return false;
        }
        // SAFETY: the table is the firmware's, and this program stays until boot services end.
        SystemTable* table = (SystemTable*)system.Address.Value;
        BootServicesTable* boot = (BootServicesTable*)table->BootServices;
        s_original = boot->GetMemoryMap;
        boot->GetMemoryMap = (ulong)(delegate* unmanaged<ulong*, byte*, ulong*, ulong*, uint*, ulong>)&GetMemoryMap;
        return true;
    }

    /// <summary>The firmware's map, with room for one descriptor more, which it may get.</summary>
    // SAFETY: the caller's pointers, as the firmware would take them; nothing is written beyond the caller's size.
    [UnmanagedCallersOnly]
    private static unsafe ulong GetMemoryMap(ulong* size, byte* map, ulong* key, ulong* descriptorSize, uint* version)
    {
        ulong room = *size;
        EfiStatus status = FirmwareCall.Invoke(s_original, size, map, key, descriptorSize, version);
        if (status == EfiStatus.BufferTooSmall)
        {
            *size += *descriptorSize;
            return (ulong)status;
        }
        if (status != EfiStatus.Success)
        {
            return (ulong)status;
        }
        if (s_fault == Fault.Version)
        {
            *version = 2;
            return (ulong)status;
        }
        if (s_fault == Fault.Stride)
        {
            *descriptorSize = 0;
            return (ulong)status;
        }
        if (s_fault == Fault.Grows)
        {
            // Nine more each time, which are no memory, from an address that no two share.
            s_more += 9;
            if (room < *size + s_more * *descriptorSize)
            {
                *size += s_more * *descriptorSize;
                return (ulong)EfiStatus.BufferTooSmall;
            }
            for (ulong i = 0; i < s_more; i++)
            {
                MemoryDescriptor* one = (MemoryDescriptor*)(map + *size);
                *one = default;
                one->PhysicalStart = new PhysicalAddress((1ul << 38) + (i << 16));
                one->PageCount = 16;
                *size += *descriptorSize;
            }
            return (ulong)status;
        }
        if (room < *size + *descriptorSize)
        {
            *size += *descriptorSize;
            return (ulong)EfiStatus.BufferTooSmall;
        }
        if (Bend(map, *size, *descriptorSize, out MemoryDescriptor added))
        {
            *(MemoryDescriptor*)(map + *size) = added;
            *size += *descriptorSize;
        }
        return (ulong)status;
    }

    /// <returns>Whether there is a descriptor more.</returns>
    // SAFETY: the map is the firmware's answer in its caller's buffer, whole descriptors of this stride.
    private static unsafe bool Bend(byte* map, ulong size, ulong stride, out MemoryDescriptor added)
    {
        added = default;
        MemoryDescriptor* data = Find(map, size, stride, MemoryType.RuntimeServicesData);
        MemoryDescriptor* free = Find(map, size, stride, MemoryType.Conventional);
        added = *data;
        switch (s_fault)
        {
            case Fault.NoRuntimeAttribute:
                data->Attributes &= ~MemoryAttributes.Runtime;
                return false;
            case Fault.NoRuntimeAtAll:
                for (ulong at = 0; at < size; at += stride)
                {
                    ((MemoryDescriptor*)(map + at))->Attributes &= ~MemoryAttributes.Runtime;
                }
                return false;
            case Fault.NoClock:
                // The PL031 of QEMU's virt board, which edk2 reads at run time.
                for (ulong at = 0; at < size; at += stride)
                {
                    if (((MemoryDescriptor*)(map + at))->PhysicalStart.Value == 0x0901_0000)
                    {
                        ((MemoryDescriptor*)(map + at))->Attributes &= ~MemoryAttributes.Runtime;
                    }
                }
                return false;
            case Fault.Uncached:
                free->Attributes = MemoryAttributes.Uncacheable;
                return false;
            case Fault.FreeRuntime:
                free->Attributes |= MemoryAttributes.Runtime;
                return false;
            case Fault.NoSuchMemory:
                // Between the RAM of a small machine and the end of what the board has there.
                added = *free;
                added.PhysicalStart = new PhysicalAddress(0x8000_0000);
                added.PageCount = 0x4000;
                return true;
            case Fault.NoSuchEnd:
                // The last megabyte of RAM, and as much behind it.
                added = *Last(map, size, stride);
                added.PhysicalStart = added.PhysicalEnd;
                added.Type = MemoryType.Conventional;
                added.Attributes = MemoryAttributes.WriteBack;
                added.PageCount = 0x100;
                return true;
            case Fault.BeyondRange:
                added.PhysicalStart = new PhysicalAddress(1ul << 50);
                return true;
            case Fault.Empty:
                added.PhysicalStart = new PhysicalAddress(0x2000_0000);
                added.PageCount = 0;
                return true;
            case Fault.Wraps:
                added.PhysicalStart = new PhysicalAddress(0x2000_0000);
                added.PageCount = 1ul << 52;
                return true;
            case Fault.Overlaps:
                // The second half of it, and as much of what is behind.
                added.PhysicalStart += data->SizeBytes / 2 & ~0xfffful;
                return true;
            case Fault.Unaligned:
                added.PhysicalStart = new PhysicalAddress(0x2000_0800);
                added.PageCount = 16;
                return true;
            case Fault.DeviceBeyond:
                added.Type = MemoryType.MemoryMappedIo;
                added.Attributes = MemoryAttributes.Runtime | MemoryAttributes.Uncacheable;
                added.PhysicalStart = new PhysicalAddress(1ul << 51);
                return true;
            case Fault.EmptyDevice:
                added.Type = MemoryType.MemoryMappedIo;
                added.Attributes = MemoryAttributes.Runtime | MemoryAttributes.Uncacheable;
                added.PhysicalStart = new PhysicalAddress(0x2000_0000);
                added.PageCount = 0;
                return true;
            case Fault.Duplicate:
                return true;
            case Fault.Nested:
                added.PageCount = 1;
                return true;
            case Fault.RuntimeInFree:
                added.PhysicalStart = free->PhysicalStart;
                added.PageCount = 1;
                return true;
            default:
                // One page of it becomes a region of its own, so that neither keeps to 64 KB.
                added.PageCount = 1;
                data->PhysicalStart += MemoryDescriptor.PageSizeBytes;
                data->PageCount--;
                return true;
        }
    }

    /// <summary>The memory at the highest address.</summary>
    // SAFETY: as below.
    private static unsafe MemoryDescriptor* Last(byte* map, ulong size, ulong stride)
    {
        MemoryDescriptor* found = (MemoryDescriptor*)map;
        for (ulong at = 0; at < size; at += stride)
        {
            MemoryDescriptor* one = (MemoryDescriptor*)(map + at);
            if (one->IsWriteBack && one->PhysicalStart > found->PhysicalStart)
            {
                found = one;
            }
        }
        return found;
    }

    /// <summary>The largest of a type.</summary>
    // SAFETY: only whole descriptors within the size that GetMemoryMap returned are looked at.
    private static unsafe MemoryDescriptor* Find(byte* map, ulong size, ulong stride, MemoryType type)
    {
        MemoryDescriptor* found = (MemoryDescriptor*)map;
        ulong pages = 0;
        for (ulong at = 0; at < size; at += stride)
        {
            MemoryDescriptor* one = (MemoryDescriptor*)(map + at);
            if (one->Type == type && one->PageCount > pages)
            {
                found = one;
                pages = one->PageCount;
            }
        }
        return found;
    }
}
