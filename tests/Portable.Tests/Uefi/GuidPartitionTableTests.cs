using System.Buffers.Binary;
using CsCheck;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class GuidPartitionTableTests
{
    private const int ScratchBytes = 0x1_0000;
    private const ulong DiskBlocks = 0x10_0000;

    private static readonly EfiGuid s_type = WellKnownGuids.ExtendedBootLoaderPartition;
    private static readonly EfiGuid s_other = new(0x0102_0304, 0x0506, 0x0708, 0x090a_0b0c_0d0e_0f10);
    private static readonly EfiGuid s_own = new(0x1234_5678, 0x9abc, 0xdef0, 0x1122_3344_5566_7788);

    /// <summary>Tables as they lie at both ends of a disk; the first may lie away from its header.</summary>
    [Theory]
    [InlineData(512u, 128u, false, 2ul)]
    [InlineData(512u, 128u, false, 40ul)]
    [InlineData(512u, 128u, true, DiskBlocks - 33)]
    [InlineData(4096u, 128u, false, 2ul)]
    [InlineData(4096u, 256u, true, DiskBlocks - 9)]
    [InlineData(512u, 512u, false, 3ul)]
    public void A_partition_is_found_by_its_type(uint blockBytes, uint entryBytes, bool isSecond, ulong entriesAt)
    {
        byte[] blocks = Make(blockBytes, entryBytes, isSecond, entriesAt, out ulong first, out int header);
        Assert.Equal((true, s_own), Find(blocks, first, blockBytes, header, s_type, s_other));
        Assert.Equal((true, default), Find(blocks, first, blockBytes, header, WellKnownGuids.GlobalVariable, s_other));
        Assert.Equal((false, s_own), Find(blocks, first, blockBytes, header, s_type, WellKnownGuids.GlobalVariable));
    }

    [Theory]
    [InlineData(72, ulong.MaxValue)]
    [InlineData(72, 0ul)]
    [InlineData(72, 128ul)]
    [InlineData(80, 0ul)]
    [InlineData(80, 127ul << 32)]
    [InlineData(80, ulong.MaxValue)]
    [InlineData(0, 0ul)]
    public void What_is_no_table_has_no_partition(int offset, ulong value)
    {
        byte[] blocks = Make(512, 128, false, 2, out ulong first, out int header);
        BinaryPrimitives.WriteUInt64LittleEndian(blocks.AsSpan(offset), value);
        Assert.Equal((false, default), Find(blocks, first, 512, header, s_type, s_other));
    }

    [Fact]
    public void Whatever_a_disk_holds_nothing_is_read_beside_it() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Int[0, 300], Gen.UInt, Gen.ULong)
            .Sample(
                (bytes, header, blockBytes, first) =>
                {
                    header = Math.Min(header, bytes.Length);
                    if (bytes.Length - header >= 8)
                    {
                        "EFI PART"u8.CopyTo(bytes.AsSpan(header));
                    }

                    Find(bytes, first, blockBytes, header, s_type, s_own);
                },
                iter: 20_000
            );

    private static (bool, EfiGuid) Find(
        byte[] blocks,
        ulong first,
        uint blockBytes,
        int header,
        EfiGuid type,
        EfiGuid other
    ) => (GuidPartitionTable.TryFind(blocks, first, blockBytes, header, type, other, out EfiGuid partition), partition);

    private static byte[] Make(
        uint blockBytes,
        uint entryBytes,
        bool isSecond,
        ulong entriesAt,
        out ulong first,
        out int header
    )
    {
        byte[] blocks = new byte[ScratchBytes];
        first = isSecond ? DiskBlocks - ScratchBytes / blockBytes : 1;
        header = isSecond ? ScratchBytes - (int)blockBytes : 0;
        "EFI PART"u8.CopyTo(blocks.AsSpan(header));
        BinaryPrimitives.WriteUInt64LittleEndian(blocks.AsSpan(header + 72), entriesAt);
        BinaryPrimitives.WriteUInt32LittleEndian(blocks.AsSpan(header + 80), 32);
        BinaryPrimitives.WriteUInt32LittleEndian(blocks.AsSpan(header + 84), entryBytes);
        int entries = (int)((entriesAt - first) * blockBytes);
        Write(blocks.AsSpan(entries + (int)(4 * entryBytes)), s_type, s_own);
        Write(blocks.AsSpan(entries + (int)(6 * entryBytes)), new EfiGuid(1, 2, 3, 4), s_other);
        return blocks;
    }

    private static void Write(Span<byte> entry, EfiGuid type, EfiGuid own)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(entry, type.Low);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], type.High);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[16..], own.Low);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[24..], own.High);
    }
}
