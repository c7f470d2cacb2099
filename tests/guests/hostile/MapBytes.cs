using Keelson.Addresses;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>A memory map in the caller's buffer, which has room for one region more.</summary>
internal ref struct MapBytes
{
    public ulong SizeBytes;
    public ulong Stride;
    public uint Version;

    // SAFETY: the caller's buffer, for as long as GetMemoryMap lasts.
    public unsafe MapBytes(byte* start, ulong sizeBytes, ulong stride, uint version, ulong wantedStride, ulong ordinal)
    {
        Start = (ulong)start;
        SizeBytes = sizeBytes;
        Stride = stride;
        Version = version;
        WantedStride = wantedStride;
        Ordinal = ordinal;
    }

    /// <summary>Address of the first descriptor.</summary>
    public ulong Start { get; }
    public ulong WantedStride { get; }

    /// <summary>1 for the first map that anybody was given.</summary>
    public ulong Ordinal { get; }

    public readonly ulong Count => SizeBytes / Stride;

    // SAFETY: only whole descriptors within the size that GetMemoryMap returned are looked at.
    public readonly unsafe MemoryDescriptor* At(ulong index) => (MemoryDescriptor*)(Start + index * Stride);

    // SAFETY: there is room for one more.
    public unsafe void Add(in MemoryDescriptor one)
    {
        *At(Count) = one;
        SizeBytes += Stride;
    }

    /// <summary>The largest of a type.</summary>
    // SAFETY: as of At.
    public readonly unsafe MemoryDescriptor* Largest(MemoryType type)
    {
        MemoryDescriptor* found = At(0);
        ulong pages = 0;
        for (ulong i = 0; i < Count; i++)
        {
            if (At(i)->Type == type && At(i)->PageCount > pages)
            {
                found = At(i);
                pages = found->PageCount;
            }
        }
        return found;
    }

    /// <summary>The memory at the highest address.</summary>
    // SAFETY: as of At.
    public readonly unsafe MemoryDescriptor* Last()
    {
        MemoryDescriptor* found = At(0);
        for (ulong i = 0; i < Count; i++)
        {
            if (At(i)->IsWriteBack && At(i)->PhysicalStart > found->PhysicalStart)
            {
                found = At(i);
            }
        }
        return found;
    }

    /// <summary>Takes the region around an address out.</summary>
    // SAFETY: as of At.
    public unsafe void Remove(PhysicalAddress address)
    {
        for (ulong i = 0; i < Count; i++)
        {
            if (At(i)->Contains(address))
            {
                for (; i + 1 < Count; i++)
                {
                    *At(i) = *At(i + 1);
                }
                SizeBytes -= Stride;
            }
        }
    }
}
