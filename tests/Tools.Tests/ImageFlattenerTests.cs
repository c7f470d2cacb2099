using System.Buffers.Binary;
using System.Numerics;
using Keelson.Paging;
using Keelson.Tools.Diagnostics;
using Keelson.Tools.Images;
using Xunit;

namespace Keelson.Tools.Tests;

public sealed class ImageFlattenerTests : IDisposable
{
    private const string Source = """
        .text
        .space 0x40
        .globl KernelEntry
        KernelEntry:
            movz x0, #0x1234
            ret
        .data
        marker:
            .xword 0x1122334455667788
            .xword KernelEntry
            .space 16               // zeros that are data
        .bss
            .space 0x5000
        """;

    private readonly NativeToolchain _toolchain = new();

    [Theory]
    [InlineData(4, 0x0AUL)]
    [InlineData(16, 0x0CUL)]
    [InlineData(64, 0x0EUL)]
    public void The_header_is_what_the_boot_protocol_says(int granuleKilobytes, ulong flags)
    {
        byte[] pe = Link(granuleKilobytes * 1024);
        byte[] image = Flatten(pe, Granule.FromImageHeader(1 + BitOperations.Log2((uint)granuleKilobytes / 4) / 2));
        int signature = BinaryPrimitives.ReadInt32LittleEndian(pe.AsSpan(0x3C));
        uint sizeOfImage = BinaryPrimitives.ReadUInt32LittleEndian(pe.AsSpan(signature + 4 + 20 + 56));

        Assert.Equal(0u, UInt32(image, 0x04));
        Assert.Equal(0UL, UInt64(image, 0x08));
        Assert.Equal((ulong)sizeOfImage, UInt64(image, 0x10));
        Assert.Equal(0UL, UInt64(image, 0x10) % 0x1000);
        Assert.Equal(flags, UInt64(image, 0x18));
        Assert.All(image[0x20..0x38], one => Assert.Equal(0, one));
        Assert.Equal("ARM\x64"u8.ToArray(), image[0x38..0x3C]);
        Assert.Equal((uint)signature, UInt32(image, 0x3C));
        Assert.Equal("PE\0\0"u8.ToArray(), image[signature..(signature + 4)]);
    }

    [Fact]
    public void The_header_has_these_bytes()
    {
        byte[] header = new byte[Arm64ImageHeader.SizeBytes];
        new Arm64ImageHeader(0x1040, 0x23000, Granule.Size16K, 0x78).Write(header);
        Assert.Equal(
            "1004001400000000"
                + "0000000000000000"
                + "0030020000000000"
                + "0c00000000000000"
                + new string('0', 48)
                + "41524d64"
                + "78000000",
            Convert.ToHexStringLower(header)
        );
    }

    [Fact]
    public void The_first_instruction_branches_to_the_entry()
    {
        byte[] image = Flatten(Link(0x1000), Granule.Size4K);
        uint branch = UInt32(image, 0);
        Assert.Equal(0b000101u, branch >> 26);
        int target = (int)(branch << 6) >> 4;
        Assert.Equal(0xD282_4680u, UInt32(image, target)); // movz x0, #0x1234
    }

    [Fact]
    public void The_file_is_memory_and_only_bss_is_cut()
    {
        byte[] image = Flatten(Link(0x1000), Granule.Size4K);
        int marker = image.AsSpan().IndexOf(BitConverter.GetBytes(0x1122334455667788));
        Assert.Equal(0, marker % 0x1000);
        // The linker counts data up to its file alignment, 0x200; what the section has beyond that is BSS.
        Assert.Equal(marker + 0x200, image.Length);
        Assert.True(UInt64(image, 0x10) >= (ulong)marker + 0x5000, "image_size holds the BSS");
    }

    [Fact]
    public void A_wrong_base_alignment_or_machine_is_refused()
    {
        RequireFinding("KEEL202", Link(0x1000, "/base:0x140000000"), Granule.Size4K);
        RequireFinding("KEEL203", Link(0x1000), Granule.Size16K);
        RequireFinding("KEEL200", [0, 1, 2], Granule.Size4K);
        RequireFinding("KEEL201", Change(0, 0x8664, 2), Granule.Size4K);
        RequireFinding("KEEL205", Change(20 + 16, 0x2000, 4), Granule.Size4K);
        RequireFinding("KEEL205", Change(20 + 16, 0x1042, 4), Granule.Size4K);
        RequireFinding("KEEL206", Change(20 + 240 + 36, 0xE000_0020, 4), Granule.Size4K);
        RequireFinding("KEEL207", Change(20 + 240 + 20, 0x10_0000, 4), Granule.Size4K);
        RequireFinding("KEEL208", Change(20 + 60, 0x10_0000, 4), Granule.Size4K);
    }

    [Fact]
    public void Headers_in_the_way_of_the_image_header_are_refused()
    {
        byte[] pe = Link(0x1000);
        int signature = BinaryPrimitives.ReadInt32LittleEndian(pe.AsSpan(0x3C));
        byte[] early = [.. pe];
        pe.AsSpan(signature, 0x200).CopyTo(early.AsSpan(0x38));
        // e_lfanew now lies inside the header it points to; the linker never does that, a packer may.
        BinaryPrimitives.WriteInt32LittleEndian(early.AsSpan(0x3C), 0x38);
        Assert.NotEmpty(ImageFlattener.Flatten("x.pe", early, Granule.Size4K, out byte[] image));
        Assert.Empty(image);
    }

    public void Dispose() => _toolchain.Dispose();

    private byte[] Link(int alignment, string address = "/base:0xFFFF800000000000")
    {
        string path = Path.Combine(_toolchain.Folder, "kernel.pe");
        _toolchain.Link(
            path,
            Source,
            "/subsystem:native",
            "/driver",
            "/entry:KernelEntry",
            $"/align:{alignment}",
            address
        );
        return File.ReadAllBytes(path);
    }

    private byte[] Change(int coffOffset, uint value, int size)
    {
        byte[] pe = Link(0x1000);
        int coff = BinaryPrimitives.ReadInt32LittleEndian(pe.AsSpan(0x3C)) + 4;
        BitConverter.GetBytes(value).AsSpan(0, size).CopyTo(pe.AsSpan(coff + coffOffset));
        return pe;
    }

    private static byte[] Flatten(byte[] pe, Granule granule)
    {
        Assert.Empty(ImageFlattener.Flatten("x.pe", pe, granule, out byte[] image));
        return image;
    }

    private static void RequireFinding(string code, byte[] pe, Granule granule) =>
        Assert.Contains(
            code,
            ImageFlattener.Flatten("x.pe", pe, granule, out _).Select((Diagnostic finding) => finding.Code)
        );

    private static uint UInt32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static ulong UInt64(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
}
