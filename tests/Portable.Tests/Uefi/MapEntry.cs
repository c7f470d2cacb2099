using System.Buffers.Binary;
using Keelson.Uefi;

namespace Keelson.Portable.Tests;

/// <summary>
/// One region of a memory map, written out byte by byte from the specification rather than through
/// <see cref="MemoryDescriptor"/>.
/// </summary>
internal readonly record struct MapEntry(MemoryType Type, ulong Start, ulong PageCount, MemoryAttributes Attributes)
{
    public const MemoryAttributes WriteBackRuntime = MemoryAttributes.WriteBack | MemoryAttributes.Runtime;
    public const MemoryAttributes DeviceRuntime = MemoryAttributes.Uncacheable | MemoryAttributes.Runtime;

    public ulong End => Start + PageCount * 0x1000;
    public bool IsRuntime => (Attributes & MemoryAttributes.Runtime) != 0;

    public static MapEntry Runtime(ulong start, ulong pageCount) =>
        new(MemoryType.RuntimeServicesData, start, pageCount, WriteBackRuntime);

    public static MapEntry Device(ulong start, ulong pageCount) =>
        new(MemoryType.MemoryMappedIo, start, pageCount, DeviceRuntime);

    public static MapEntry Ram(MemoryType type, ulong start, ulong pageCount) =>
        new(type, start, pageCount, MemoryAttributes.WriteBack);

    /// <summary>
    /// As GetMemoryMap lays it: the padding after the type is garbage, as in EDK2's debug builds, and so is the tail
    /// past the 40 bytes of version 1, in a way that tells one descriptor's tail from another's.
    /// </summary>
    public void Write(Span<byte> descriptor)
    {
        Span<byte> whole = stackalloc byte[Math.Max(descriptor.Length, 40)];
        for (int i = 40; i < whole.Length; i++)
        {
            whole[i] = (byte)(i * 7 + (int)(Start >> 12) + 1);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(whole, (uint)Type);
        BinaryPrimitives.WriteUInt32LittleEndian(whole[4..], 0xafafafaf);
        BinaryPrimitives.WriteUInt64LittleEndian(whole[8..], Start);
        BinaryPrimitives.WriteUInt64LittleEndian(whole[16..], 0);
        BinaryPrimitives.WriteUInt64LittleEndian(whole[24..], PageCount);
        BinaryPrimitives.WriteUInt64LittleEndian(whole[32..], (ulong)Attributes);
        whole[..descriptor.Length].CopyTo(descriptor);
    }

    public static byte[] Write(IReadOnlyList<MapEntry> entries, int descriptorSizeBytes)
    {
        byte[] bytes = new byte[entries.Count * descriptorSizeBytes];
        for (int i = 0; i < entries.Count; i++)
        {
            entries[i].Write(bytes.AsSpan(i * descriptorSizeBytes, descriptorSizeBytes));
        }

        return bytes;
    }

    /// <summary>A checked view of <paramref name="bytes"/>, which must be whole descriptors.</summary>
    public static MemoryMapView View(byte[] bytes, int descriptorSizeBytes)
    {
        var info = new MemoryMapInfo((ulong)bytes.Length, 1, (ulong)descriptorSizeBytes, 1);
        Xunit.Assert.Equal(MemoryMapError.None, MemoryMapView.TryCreate(bytes, info, out MemoryMapView view));
        return view;
    }
}
