using System;
using Keelson.Addresses;
using Keelson.Uefi;

namespace Keelson.BootTime;

/// <summary>The firmware's memory allocation services (UEFI 2.10, 7.2), and the memory that they give.</summary>
public interface IMemoryServices
{
    /// <summary>
    /// <c>AllocatePages(AllocateMaxAddress)</c>, UEFI 2.10, 7.2.1: no byte above <paramref name="highest"/>.
    /// </summary>
    EfiStatus AllocatePages(MemoryType type, ulong pageCount, PhysicalAddress highest, out PhysicalAddress address);

    /// <summary><c>FreePages</c>, 7.2.2. Any part of an allocation may be freed.</summary>
    EfiStatus FreePages(PhysicalAddress address, ulong pageCount);

    /// <summary>
    /// <c>GetMemoryMap</c>, 7.2.3. With <see cref="EfiStatus.BufferTooSmall"/>, <paramref name="info"/> still holds the
    /// size that is needed and the descriptor size.
    /// </summary>
    EfiStatus GetMemoryMap(Span<byte> buffer, out MemoryMapInfo info);

    /// <summary>Bytes that are the caller's: RAM is mapped 1:1 (UEFI 2.10, 2.3.6).</summary>
    Span<byte> Memory(PhysicalRange range);
}
