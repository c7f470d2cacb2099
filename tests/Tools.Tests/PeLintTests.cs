using System.Buffers.Binary;
using Keelson.Tools.Diagnostics;
using Keelson.Tools.PortableExecutable;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>One linked application that passes, and copies with one field changed that must not.</summary>
public sealed class PeLintTests : IDisposable
{
    private const string Sbat =
        "\n.section .sbat,\"dr\"\n.ascii \"sbat,1,SBAT Version,sbat,1,url\\nhello,1,a,b,c,d\\n\"\n";

    private readonly NativeToolchain _toolchain = new();
    private readonly byte[] _good;
    private readonly int _coff;

    public PeLintTests()
    {
        _good = File.ReadAllBytes(
            _toolchain.LinkApplication(GuestSource.Application("hello", GuestSource.Hang) + Sbat)
        );
        _coff = BinaryPrimitives.ReadInt32LittleEndian(_good.AsSpan(0x3C)) + 4;
    }

    // Offsets from the COFF header: its fields, then the optional header at 20, then the section table.
    private int SectionTable => 20 + BinaryPrimitives.ReadUInt16LittleEndian(_good.AsSpan(_coff + 16));

    [Fact]
    public void Linked_image_passes() => Assert.Empty(PeLint.Check("x.efi", _good));

    [Fact]
    public void A_file_that_is_no_image_is_refused() =>
        Assert.Equal("KEEL100", Assert.Single(PeLint.Check("x.efi", [1, 2, 3])).Code);

    [Fact]
    public void Sections_are_found_behind_six_data_directories_as_behind_sixteen()
    {
        const int Removed = 10 * 8;
        int table = _coff + SectionTable;
        byte[] few = [.. _good.AsSpan(0, table - Removed), .. _good.AsSpan(table)];
        BinaryPrimitives.WriteUInt16LittleEndian(few.AsSpan(_coff + 16), (ushort)(SectionTable - 20 - Removed));
        BinaryPrimitives.WriteInt32LittleEndian(few.AsSpan(_coff + 20 + 108), 6);
        Assert.Equal(
            PeFile.Read(_good).Sections.Select(section => (section.Name, section.VirtualAddress)),
            PeFile.Read(few).Sections.Select(section => (section.Name, section.VirtualAddress))
        );
    }

    [Fact]
    public void Another_machine_is_refused() => RequireFinding("KEEL101", Change16(0, 0x8664));

    [Fact]
    public void Another_subsystem_is_refused() => RequireFinding("KEEL102", Change16(20 + 68, 3));

    [Theory]
    [InlineData(0x200u)]
    [InlineData(0x1800u)]
    public void Section_alignment_must_be_whole_pages(uint alignment) =>
        RequireFinding("KEEL103", Change32(20 + 32, alignment));

    [Theory]
    [InlineData(0u)]
    [InlineData(0x100u)]
    [InlineData(0x300u)]
    public void File_alignment_must_be_a_power_of_two(uint alignment) =>
        RequireFinding("KEEL104", Change32(20 + 36, alignment));

    [Fact]
    public void Sections_must_ascend() => RequireFinding("KEEL105", Change32(SectionTable + 40 + 12, 0x1000));

    [Fact]
    public void A_section_must_not_lie_in_the_headers() =>
        RequireFinding("KEEL105", Change32(SectionTable + 12, 0x200));

    [Fact]
    public void A_section_must_be_aligned() => RequireFinding("KEEL106", Change32(SectionTable + 40 + 12, 0x2010));

    [Theory]
    [InlineData(16, 0x10_0000u)]
    [InlineData(20, 0x10_0000u)]
    [InlineData(20, 0x10u)]
    public void A_sections_data_must_lie_in_the_file(int field, uint value) =>
        RequireFinding("KEEL107", Change32(SectionTable + field, value));

    [Theory]
    [InlineData(0x1000u)]
    [InlineData(0x10_0000u)]
    public void SizeOfImage_must_end_with_the_last_section(uint size) =>
        RequireFinding("KEEL108", Change32(20 + 56, size));

    [Theory]
    [InlineData(0u)]
    [InlineData(0x2000u)]
    [InlineData(0x50_0000u)]
    public void The_entry_point_must_be_code(uint entry) => RequireFinding("KEEL109", Change32(20 + 16, entry));

    [Fact]
    public void Writable_code_is_refused() => RequireFinding("KEEL110", Change32(SectionTable + 36, 0xE000_0020));

    [Fact]
    public void An_image_without_relocations_is_refused()
    {
        RequireFinding("KEEL111", Change32(20 + 112 + (5 * 8) + 4, 0));
        RequireFinding(
            "KEEL111",
            Change16(18, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(_good.AsSpan(_coff + 18)) | 1))
        );
    }

    [Fact]
    public void NX_COMPAT_is_required() => RequireFinding("KEEL112", Change16(20 + 70, 0));

    [Fact]
    public void Generations_for_revocation_are_required_and_legible()
    {
        string source = GuestSource.Application("hello", GuestSource.Hang);
        RequireFinding("KEEL113", File.ReadAllBytes(_toolchain.LinkApplication(source, "none")));
        int text = _good.AsSpan().IndexOf("hello,1,a"u8);
        foreach (int offset in new[] { 0, 5, 6, 7, 8 })
        {
            byte[] copy = [.. _good];
            copy[text + offset] = (byte)' ';
            bool isName = offset == 0;
            Assert.Equal(!isName, PeLint.Check("x.efi", copy).Any(finding => finding.Code == "KEEL113"));
        }
    }

    [Fact]
    public void Damage_never_raises_another_exception()
    {
        for (int offset = 0; offset < SectionTable + 80; offset++)
        {
            byte[] copy = [.. _good];
            copy[_coff + offset] ^= 0xFF;
            _ = PeLint.Check("x.efi", copy);
        }
    }

    public void Dispose() => _toolchain.Dispose();

    private static void RequireFinding(string code, byte[] changed) =>
        Assert.Contains(code, PeLint.Check("x.efi", changed).Select((Diagnostic finding) => finding.Code));

    private byte[] Change16(int offset, ushort value)
    {
        byte[] copy = [.. _good];
        BinaryPrimitives.WriteUInt16LittleEndian(copy.AsSpan(_coff + offset), value);
        return copy;
    }

    private byte[] Change32(int offset, uint value)
    {
        byte[] copy = [.. _good];
        BinaryPrimitives.WriteUInt32LittleEndian(copy.AsSpan(_coff + offset), value);
        return copy;
    }
}
