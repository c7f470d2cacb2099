using System.Buffers.Binary;
using System.Text;

namespace Keelson.Tools.Disks;

/// <summary>
/// A CD that UEFI starts from: ISO 9660 (ECMA-119) with one file, a FAT volume, which an El Torito catalogue calls the
/// boot image of the platform EFI (UEFI 2.10, 13.3.2.1).
/// </summary>
internal static class OpticalImage
{
    private const int BlockBytes = 2048;

    // Blocks of the disc: 16 for a system, then what follows.
    private const int PrimaryBlock = 16,
        BootBlock = 17,
        EndBlock = 18,
        LittlePathBlock = 19,
        BigPathBlock = 20,
        RootBlock = 21,
        CatalogueBlock = 22;

    /// <summary>Where the FAT volume begins on the disc, in bytes.</summary>
    public const long VolumeOffset = (CatalogueBlock + 1) * BlockBytes;

    /// <summary>Writes what goes before the volume.</summary>
    /// <param name="disc">Of its final length: <see cref="VolumeOffset"/> and the volume, whole blocks.</param>
    public static void WriteHead(Stream disc)
    {
        int blocks = checked((int)(disc.Length / BlockBytes));
        int volumeBytes = checked((int)(disc.Length - VolumeOffset));
        Put(disc, PrimaryBlock, PrimaryDescriptor(blocks));
        Put(disc, BootBlock, BootRecord());
        Put(disc, EndBlock, [0xff, .. "CD001"u8, 1]);
        Put(disc, LittlePathBlock, [1, 0, RootBlock, 0, 0, 0, 1, 0, 0, 0]);
        Put(disc, BigPathBlock, [1, 0, 0, 0, 0, RootBlock, 0, 1, 0, 0]);
        Put(
            disc,
            RootBlock,
            [
                .. Directory(RootBlock, BlockBytes, 2, [0]),
                .. Directory(RootBlock, BlockBytes, 2, [1]),
                .. Directory(CatalogueBlock + 1, volumeBytes, 0, "EFI.IMG;1"u8),
            ]
        );
        Put(disc, CatalogueBlock, Catalogue());
    }

    private static void Put(Stream disc, int block, ReadOnlySpan<byte> bytes)
    {
        disc.Position = (long)block * BlockBytes;
        disc.Write(bytes);
    }

    /// <summary>Primary volume descriptor (ECMA-119, 8.4).</summary>
    private static byte[] PrimaryDescriptor(int blocks)
    {
        byte[] bytes = new byte[BlockBytes];
        bytes[0] = 1;
        "CD001"u8.CopyTo(bytes.AsSpan(1));
        bytes[6] = 1;
        // Text that says nothing is blanks.
        bytes.AsSpan(8, 64).Fill((byte)' ');
        "KEELSON"u8.CopyTo(bytes.AsSpan(40));
        BothOrders(bytes.AsSpan(80), blocks);
        BothOrders16(bytes.AsSpan(120), 1);
        BothOrders16(bytes.AsSpan(124), 1);
        BothOrders16(bytes.AsSpan(128), BlockBytes);
        BothOrders(bytes.AsSpan(132), 10);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(140), LittlePathBlock);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(148), BigPathBlock);
        Directory(RootBlock, BlockBytes, 2, [0]).CopyTo(bytes, 156);
        bytes.AsSpan(190, 623).Fill((byte)' ');
        // Four times that are not given: zeros as text, and no zone.
        for (int time = 0; time < 4; time++)
        {
            bytes.AsSpan(813 + (time * 17), 16).Fill((byte)'0');
        }

        bytes[881] = 1;
        return bytes;
    }

    /// <summary>Boot record volume descriptor (El Torito 1.0, figure 7).</summary>
    private static byte[] BootRecord()
    {
        byte[] bytes = new byte[BlockBytes];
        "CD001"u8.CopyTo(bytes.AsSpan(1));
        bytes[6] = 1;
        Encoding.ASCII.GetBytes("EL TORITO SPECIFICATION").CopyTo(bytes, 7);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(71), CatalogueBlock);
        return bytes;
    }

    /// <summary>
    /// Validation entry for the platform 0xEF, then the initial entry: no emulation. Its count of sectors has 16 bits,
    /// and 0 stands for a volume up to the end of the disc (UEFI 2.10, 13.3.2.1).
    /// </summary>
    private static byte[] Catalogue()
    {
        byte[] bytes = new byte[64];
        bytes[0] = 1;
        bytes[1] = 0xef;
        bytes[30] = 0x55;
        bytes[31] = 0xaa;
        ushort sum = 0;
        for (int offset = 0; offset < 32; offset += 2)
        {
            sum += BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(offset));
        }

        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(28), (ushort)-sum);
        bytes[32] = 0x88;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), CatalogueBlock + 1);
        return bytes;
    }

    /// <summary>Directory record (ECMA-119, 9.1), without a time.</summary>
    private static byte[] Directory(int block, int length, byte flags, ReadOnlySpan<byte> name)
    {
        byte[] bytes = new byte[33 + name.Length + ((name.Length + 1) % 2)];
        bytes[0] = (byte)bytes.Length;
        BothOrders(bytes.AsSpan(2), block);
        BothOrders(bytes.AsSpan(10), length);
        bytes[25] = flags;
        BothOrders16(bytes.AsSpan(28), 1);
        bytes[32] = (byte)name.Length;
        name.CopyTo(bytes.AsSpan(33));
        return bytes;
    }

    /// <summary>A number in both orders of bytes (ECMA-119, 7.3.3).</summary>
    private static void BothOrders(Span<byte> at, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(at, value);
        BinaryPrimitives.WriteInt32BigEndian(at[4..], value);
    }

    private static void BothOrders16(Span<byte> at, short value)
    {
        BinaryPrimitives.WriteInt16LittleEndian(at, value);
        BinaryPrimitives.WriteInt16BigEndian(at[2..], value);
    }
}
