using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Addresses;

namespace Keelson.Uefi;

/// <summary>What is wrong with a memory map.</summary>
public enum MemoryMapError
{
    None,

    /// <summary>The descriptor size is below the 40 bytes of version 1.</summary>
    DescriptorTooSmall,

    /// <summary>The map is no whole number of descriptors.</summary>
    PartialDescriptor,
    Empty,

    /// <summary>The map reaches past its buffer.</summary>
    Truncated,
}

/// <summary>
/// The firmware's memory map as <c>GetMemoryMap</c> left it (UEFI 2.10, 7.2.3): checked once here, and walked from then
/// on by the firmware's own descriptor size, never by the size of <see cref="MemoryDescriptor"/>.
/// </summary>
public readonly ref struct MemoryMapView
{
    private readonly Span<byte> _bytes;

    private MemoryMapView(Span<byte> bytes, int descriptorSizeBytes)
    {
        _bytes = bytes;
        DescriptorSizeBytes = descriptorSizeBytes;
        Count = bytes.Length / descriptorSizeBytes;
    }

    public int DescriptorSizeBytes { get; }
    public int Count { get; }
    public ReadOnlySpan<byte> Bytes => _bytes;

    public static MemoryMapError TryCreate(Span<byte> buffer, scoped in MemoryMapInfo info, out MemoryMapView view)
    {
        view = default;
        if (info.DescriptorSizeBytes < MemoryDescriptor.MinimumSizeBytes || info.DescriptorSizeBytes > int.MaxValue)
        {
            return MemoryMapError.DescriptorTooSmall;
        }

        if (info.SizeBytes == 0)
        {
            return MemoryMapError.Empty;
        }

        if (info.SizeBytes > (ulong)buffer.Length)
        {
            return MemoryMapError.Truncated;
        }

        if (info.SizeBytes % info.DescriptorSizeBytes != 0)
        {
            return MemoryMapError.PartialDescriptor;
        }

        view = new MemoryMapView(buffer[..(int)info.SizeBytes], (int)info.DescriptorSizeBytes);
        return MemoryMapError.None;
    }

    public MemoryDescriptor this[int index] => MemoryMarshal.Read<MemoryDescriptor>(DescriptorBytes(index));

    /// <summary>The whole of one descriptor, the firmware's own tail included.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public ReadOnlySpan<byte> DescriptorBytes(int index) =>
        _bytes.Slice(index * DescriptorSizeBytes, DescriptorSizeBytes);

    /// <summary>Records where a region will be when runtime services are called.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void SetVirtualStart(int index, VirtualAddress address)
    {
        MemoryDescriptor descriptor = this[index];
        descriptor.VirtualStart = address;
        Replace(index, in descriptor);
    }

    /// <summary>Rewrites the fields of version 1; the firmware's own tail stays.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Replace(int index, in MemoryDescriptor descriptor) =>
        MemoryMarshal.Write(_bytes.Slice(index * DescriptorSizeBytes, DescriptorSizeBytes), in descriptor);

    /// <summary>Whether no region starts below the one before it, as in the maps of all common firmware.</summary>
    public bool IsAscending()
    {
        for (int i = 1; i < Count; i++)
        {
            if (this[i].PhysicalStart < this[i - 1].PhysicalStart)
            {
                return false;
            }
        }
        return true;
    }

    public int CountRuntime()
    {
        int count = 0;
        for (int i = 0; i < Count; i++)
        {
            if (this[i].IsRuntime)
            {
                count++;
            }
        }
        return count;
    }

    /// <summary>The descriptor that holds <paramref name="address"/>.</summary>
    public bool TryFind(PhysicalAddress address, out MemoryDescriptor descriptor)
    {
        for (int i = 0; i < Count; i++)
        {
            descriptor = this[i];
            if (descriptor.IsSound && descriptor.Contains(address))
            {
                return true;
            }
        }
        descriptor = default;
        return false;
    }
}

/// <summary>What <c>GetMemoryMap</c> says about the map it wrote.</summary>
/// <param name="sizeBytes">Bytes of descriptors.</param>
/// <param name="mapKey">Identifies this state of the map for <c>ExitBootServices</c>.</param>
/// <param name="descriptorSizeBytes">Distance from one descriptor to the next.</param>
/// <param name="descriptorVersion">1.</param>
public readonly struct MemoryMapInfo(ulong sizeBytes, ulong mapKey, ulong descriptorSizeBytes, uint descriptorVersion)
{
    public ulong SizeBytes { get; } = sizeBytes;
    public ulong MapKey { get; } = mapKey;
    public ulong DescriptorSizeBytes { get; } = descriptorSizeBytes;
    public uint DescriptorVersion { get; } = descriptorVersion;
}
