using System;
using System.Buffers.Binary;
using Keelson.Uefi;

namespace Keelson.Guests.Incoherent;

/// <summary>
/// A device tree and a memory map that call three pages the firmware's, leave one out, and give a kernel the rest, of
/// an address space of 47 bits.
/// </summary>
internal static class OwnedMemory
{
    private const int MapOffset = 512,
        DescriptorBytes = 40;
    private const ulong PageBytes = 4096,
        LastPage = 1ul << 35,
        WriteBack = 8,
        Runtime = 1ul << 63;
    private static ReadOnlySpan<byte> Names =>
        "linux,uefi-mmap-start\0linux,uefi-mmap-size\0linux,uefi-mmap-desc-size\0"u8;

    /// <param name="page">Where both go: the tree first.</param>
    /// <param name="data">A page of the firmware's data.</param>
    /// <param name="code">A page with code that the map calls data as well.</param>
    /// <param name="bootServices">A page with code that ends with boot services.</param>
    /// <param name="missing">A page that the map has not, behind all of these.</param>
    public static unsafe void Write(ulong page, ulong data, ulong code, ulong bootServices, ulong missing)
    {
        // SAFETY: the page is the caller's, and nothing else is in it.
        Span<byte> bytes = new((void*)page, (int)PageBytes);
        bytes.Clear();
        int mapBytes = WriteMap(bytes[MapOffset..], data, code, bootServices, missing);
        WriteTree(bytes, page + MapOffset, mapBytes);
    }

    private static int WriteMap(Span<byte> map, ulong data, ulong code, ulong bootServices, ulong missing)
    {
        Describe(map, 0, MemoryType.RuntimeServicesData, data, 1, WriteBack | Runtime);
        Describe(map, 1, MemoryType.RuntimeServicesData, code, 1, WriteBack | Runtime);
        Describe(map, 2, MemoryType.BootServicesCode, bootServices, 1, WriteBack);
        Describe(map, 3, MemoryType.Conventional, 0, missing / PageBytes, WriteBack);
        ulong behind = missing + PageBytes;
        Describe(map, 4, MemoryType.Conventional, behind, LastPage - (behind / PageBytes), WriteBack);
        return 5 * DescriptorBytes;
    }

    /// <summary>EFI_MEMORY_DESCRIPTOR (UEFI 2.10, 7.2).</summary>
    private static void Describe(
        Span<byte> map,
        int index,
        MemoryType type,
        ulong start,
        ulong pageCount,
        ulong attributes
    )
    {
        Span<byte> one = map[(index * DescriptorBytes)..];
        BinaryPrimitives.WriteUInt32LittleEndian(one, (uint)type);
        BinaryPrimitives.WriteUInt64LittleEndian(one[8..], start);
        BinaryPrimitives.WriteUInt64LittleEndian(one[24..], pageCount);
        BinaryPrimitives.WriteUInt64LittleEndian(one[32..], attributes);
    }

    /// <summary>Devicetree Specification 0.4, chapter 5: a root with three properties.</summary>
    private static void WriteTree(Span<byte> tree, ulong map, int mapBytes)
    {
        const int HeaderBytes = 40,
            ReservationBytes = 16,
            Structure = HeaderBytes + ReservationBytes,
            StructureBytes = 4 * (2 + 5 + 4 + 4 + 2);
        int strings = Structure + StructureBytes;
        int at = 0;
        Put(tree, ref at, 0xd00d_feed);
        Put(tree, ref at, (uint)(strings + Names.Length));
        Put(tree, ref at, Structure);
        Put(tree, ref at, (uint)strings);
        Put(tree, ref at, HeaderBytes);
        Put(tree, ref at, 17);
        Put(tree, ref at, 16);
        Put(tree, ref at, 0);
        Put(tree, ref at, (uint)Names.Length);
        Put(tree, ref at, StructureBytes);
        at = Structure;
        // the root, whose name is empty
        Put(tree, ref at, 1);
        Put(tree, ref at, 0);
        BeginProperty(tree, ref at, 8, "linux,uefi-mmap-start"u8);
        Put(tree, ref at, (uint)(map >> 32));
        Put(tree, ref at, (uint)map);
        BeginProperty(tree, ref at, 4, "linux,uefi-mmap-size"u8);
        Put(tree, ref at, (uint)mapBytes);
        BeginProperty(tree, ref at, 4, "linux,uefi-mmap-desc-size"u8);
        Put(tree, ref at, DescriptorBytes);
        Put(tree, ref at, 2);
        Put(tree, ref at, 9);
        Names.CopyTo(tree[strings..]);
    }

    private static void BeginProperty(Span<byte> tree, ref int at, uint length, ReadOnlySpan<byte> name)
    {
        Put(tree, ref at, 3);
        Put(tree, ref at, length);
        Put(tree, ref at, (uint)Names.IndexOf(name));
    }

    private static void Put(Span<byte> tree, ref int at, uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(tree[at..], value);
        at += sizeof(uint);
    }
}
