using System;
using System.Runtime.InteropServices;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>
/// The firmware's memory map in another shape: <c>shape-FAULT</c>. What begins with <c>later-</c> is so from the
/// second map on.
/// </summary>
internal static class ReshapedMap
{
    private enum Fault
    {
        None,
        Stride,
        Backwards,
        SizeOdd,
        SizeHuge,
        SizeNothing,
        Error,
        Small,
        StrideOdd,
        LaterNoRuntime,
        LaterStride,
        LaterVersion,
        LaterType,
        LaterMoreRuntime,
        TypeReserved,
        TypeOem,
        TypeOs,
        TypeUnknown,
        CodeBare,
        CodeUncached,
        CodeData,
        RuntimeZero,
        RuntimeTop,
        RuntimeOs,
        DataReadOnly,
    }

    private static Fault s_fault;
    private static uint s_stride;
    private static ulong s_original;
    private static uint s_maps;

    public static unsafe bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        s_fault =
            Setting.TryNumber(setting, "shape-stride-", out s_stride) ? Fault.Stride
            : Setting.Is(setting, "shape-backwards") ? Fault.Backwards
            : Setting.Is(setting, "shape-size-odd") ? Fault.SizeOdd
            : Setting.Is(setting, "shape-size-huge") ? Fault.SizeHuge
            : Setting.Is(setting, "shape-size-nothing") ? Fault.SizeNothing
            : Setting.Is(setting, "shape-error") ? Fault.Error
            : Setting.Is(setting, "shape-small") ? Fault.Small
            : Setting.Is(setting, "shape-odd") ? Fault.StrideOdd
            : Setting.Is(setting, "later-no-runtime") ? Fault.LaterNoRuntime
            : Setting.Is(setting, "later-stride") ? Fault.LaterStride
            : Setting.Is(setting, "later-version") ? Fault.LaterVersion
            : Setting.Is(setting, "later-type") ? Fault.LaterType
            : Setting.Is(setting, "later-more-runtime") ? Fault.LaterMoreRuntime
            : Setting.Is(setting, "shape-type-reserved") ? Fault.TypeReserved
            : Setting.Is(setting, "shape-type-oem") ? Fault.TypeOem
            : Setting.Is(setting, "shape-type-os") ? Fault.TypeOs
            : Setting.Is(setting, "shape-type-unknown") ? Fault.TypeUnknown
            : Setting.Is(setting, "shape-code-bare") ? Fault.CodeBare
            : Setting.Is(setting, "shape-code-uncached") ? Fault.CodeUncached
            : Setting.Is(setting, "shape-code-data") ? Fault.CodeData
            : Setting.Is(setting, "shape-runtime-zero") ? Fault.RuntimeZero
            : Setting.Is(setting, "shape-runtime-top") ? Fault.RuntimeTop
            : Setting.Is(setting, "shape-runtime-os") ? Fault.RuntimeOs
            : Setting.Is(setting, "shape-data-read-only") ? Fault.DataReadOnly
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

    // SAFETY: the caller's pointers, as the firmware would take them; nothing is written beyond the caller's size.
    [UnmanagedCallersOnly]
    private static unsafe ulong GetMemoryMap(ulong* size, byte* map, ulong* key, ulong* stride, uint* version)
    {
        ulong room = *size;
        EfiStatus status = FirmwareCall.Invoke(s_original, size, map, key, stride, version);
        if (s_fault == Fault.Error)
        {
            return (ulong)EfiStatus.DeviceError;
        }
        if (s_fault == Fault.Small)
        {
            *size = room + 48;
            return (ulong)EfiStatus.BufferTooSmall;
        }
        if (status != EfiStatus.Success && status != EfiStatus.BufferTooSmall)
        {
            return (ulong)status;
        }
        ulong count = *size / *stride + 1;
        ulong newStride = s_fault == Fault.Stride ? s_stride : *stride;
        if (status == EfiStatus.BufferTooSmall || room < count * newStride)
        {
            *size = count * newStride;
            *stride = newStride;
            return (ulong)EfiStatus.BufferTooSmall;
        }
        s_maps++;
        count--;
        Reshape(map, ref *size, ref count, ref *stride, ref *version, newStride);
        return (ulong)status;
    }

    // SAFETY: as above; there is room for one descriptor more.
    private static unsafe void Reshape(
        byte* map,
        ref ulong size,
        ref ulong count,
        ref ulong stride,
        ref uint version,
        ulong newStride
    )
    {
        MemoryDescriptor* data = Find(map, size, stride, MemoryType.RuntimeServicesData);
        MemoryDescriptor* code = Find(map, size, stride, MemoryType.RuntimeServicesCode);
        MemoryDescriptor* free = Find(map, size, stride, MemoryType.Conventional);
        MemoryDescriptor* more = (MemoryDescriptor*)(map + size);
        bool adds = false;
        switch (s_fault)
        {
            case Fault.Stride:
                for (ulong n = 0; n < count; n++)
                {
                    // Away from what is not yet moved.
                    ulong i = newStride < stride ? n : count - 1 - n;
                    MemoryDescriptor one = *(MemoryDescriptor*)(map + i * stride);
                    *(MemoryDescriptor*)(map + i * newStride) = one;
                }
                stride = newStride;
                size = count * stride;
                break;
            case Fault.Backwards:
                for (ulong i = 0; i < count / 2; i++)
                {
                    MemoryDescriptor* low = (MemoryDescriptor*)(map + i * stride);
                    MemoryDescriptor* high = (MemoryDescriptor*)(map + (count - 1 - i) * stride);
                    (*low, *high) = (*high, *low);
                }
                break;
            case Fault.SizeOdd:
                size += 8;
                break;
            case Fault.SizeHuge:
                size = 1ul << 40;
                break;
            case Fault.SizeNothing:
                size = 0;
                break;
            case Fault.StrideOdd:
                stride = 44;
                break;
            case Fault.LaterNoRuntime when s_maps > 1:
                data->Attributes &= ~MemoryAttributes.Runtime;
                break;
            case Fault.LaterStride when s_maps > 1:
                stride = 56;
                break;
            case Fault.LaterVersion when s_maps > 1:
                version = 7;
                break;
            case Fault.LaterType when s_maps > 1:
                data->Type = MemoryType.BootServicesData;
                break;
            case Fault.LaterMoreRuntime when s_maps > 1:
                *more = *data;
                more->Type = MemoryType.MemoryMappedIo;
                more->Attributes = MemoryAttributes.Runtime | MemoryAttributes.Uncacheable;
                more->PhysicalStart = new PhysicalAddress(0x2000_0000);
                more->PageCount = 16;
                adds = true;
                break;
            case Fault.TypeReserved:
                free->Type = 0;
                break;
            case Fault.TypeOem:
                free->Type = (MemoryType)0x7000_0000;
                break;
            case Fault.TypeOs:
                free->Type = (MemoryType)0x8000_0001;
                break;
            case Fault.TypeUnknown:
                free->Type = (MemoryType)0x1000;
                break;
            case Fault.CodeBare:
                code->Attributes = MemoryAttributes.Runtime;
                break;
            case Fault.CodeUncached:
                code->Attributes = MemoryAttributes.Runtime | MemoryAttributes.Uncacheable;
                break;
            case Fault.CodeData:
                code->Type = MemoryType.RuntimeServicesData;
                break;
            case Fault.DataReadOnly:
                data->Attributes |= MemoryAttributes.ReadOnly;
                break;
            case Fault.RuntimeZero:
            case Fault.RuntimeTop:
            case Fault.RuntimeOs:
                *more = *data;
                more->Type = s_fault == Fault.RuntimeOs ? (MemoryType)0x8000_0001 : MemoryType.MemoryMappedIo;
                more->Attributes = MemoryAttributes.Runtime | MemoryAttributes.Uncacheable;
                more->PhysicalStart = new PhysicalAddress(
                    s_fault == Fault.RuntimeZero ? 0
                    : s_fault == Fault.RuntimeTop ? 0xffff_ffff_ffff_0000
                    : 0x2000_0000
                );
                more->PageCount = 16;
                adds = true;
                break;
        }
        if (adds)
        {
            size += stride;
        }
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
