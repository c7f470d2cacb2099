using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Text;
using Keelson.Addresses;
using Keelson.Images;
using Keelson.Paging;
using Keelson.Tools.Images;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>Unified images as a loader sees them, which is System.Reflection.Metadata here.</summary>
public sealed class UnifiedImageTests
{
    private const uint Alignment = 2 << 20;

    private static readonly string s_stub = UnifiedImageLayout.Plain.StubIn(Repository.Current);
    private static readonly string s_alignedStub = UnifiedImageLayout.InPlace.StubIn(Repository.Current);
    private static readonly byte[] s_initrd = [.. Enumerable.Range(0, 5000).Select(value => (byte)value)];

    private const string Component = "linux.test,7,Test,linux,6.1,https://example.org\n";

    private static UnifiedImage Whole =>
        new()
        {
            Kernel = Kernel(70_000, 0x30_0000),
            Initrd = s_initrd,
            CommandLine = "quiet é",
            DeviceTree = [1, 2, 3],
            OsRelease = "ID=test\n"u8.ToArray(),
            Release = "6.1",
            Sbat = Encoding.ASCII.GetBytes(Component),
        };

    /// <summary>An Image of no code, with a header that says how much memory it wants.</summary>
    private static byte[] Kernel(int sizeBytes, ulong imageSizeBytes)
    {
        byte[] kernel = [.. Enumerable.Range(0, sizeBytes).Select(value => (byte)(value * 7))];
        new Arm64ImageHeader(64, imageSizeBytes, Granule.Size4K, 0).Write(kernel);
        return kernel;
    }

    [Theory]
    [InlineData(UnifiedImageLayout.Plain)]
    [InlineData(UnifiedImageLayout.InPlace)]
    public void Every_part_is_a_section_of_its_own_and_the_stub_is_as_it_was(UnifiedImageLayout layout)
    {
        byte[] stub = File.ReadAllBytes(layout == UnifiedImageLayout.InPlace ? s_alignedStub : s_stub);
        PeFile before = PeFile.Read(stub);
        UnifiedImage parts = Whole with { Layout = layout };
        byte[] built = parts.Build(stub);
        PeFile image = PeFile.Read(built);

        Assert.Equal(
            before
                .Sections.Select(section => section.Name)
                .Concat([".osrel", ".uname", ".cmdline", ".dtb", ".initrd", ".linux"]),
            image.Sections.Select(section => section.Name)
        );
        Assert.Equal(parts.Kernel, Contents(".linux"));
        Assert.Equal(s_initrd, Contents(".initrd"));
        Assert.Equal("quiet é"u8.ToArray(), Contents(".cmdline"));
        Assert.Equal(Encoding.ASCII.GetString(Stub(".sbat")) + Component, Encoding.ASCII.GetString(Contents(".sbat")));
        Assert.Empty(PeLint.Check("built", built));
        Assert.All(
            before.Sections.Zip(image.Sections).Where(pair => pair.First.Name != ".sbat"),
            pair => Assert.Equal(pair.First, pair.Second)
        );
        Assert.All(
            before.Sections.Where(section => section.Name != ".sbat"),
            section => Assert.Equal(Stub(section.Name), image.ContentsOf(section))
        );
        Assert.Equal(before.Optional.AddressOfEntryPoint, image.Optional.AddressOfEntryPoint);

        // What a loader requires: sections in order, each on the alignment, none over another, all within the image.
        long end = image.Optional.SizeOfHeaders;
        foreach (SectionHeader section in image.Sections)
        {
            Assert.Equal(0, section.VirtualAddress % image.Optional.SectionAlignment);
            Assert.True(section.VirtualAddress >= end);
            end = PeFile.VirtualEnd(section);
            Assert.Equal(0, section.PointerToRawData % image.Optional.FileAlignment);
            Assert.Equal(0, section.SizeOfRawData % image.Optional.FileAlignment);
            Assert.True(section.PointerToRawData + section.SizeOfRawData <= built.Length);
        }

        Assert.InRange(image.Optional.SizeOfImage, end, end + image.Optional.SectionAlignment);

        byte[] Stub(string name) => before.ContentsOf(before.Sections.Single(one => one.Name == name)).ToArray();

        byte[] Contents(string name)
        {
            SectionHeader section = image.Sections.Single(one => one.Name == name);
            return built[
                section.PointerToRawData..(
                    section.PointerToRawData + Math.Min(section.VirtualSize, section.SizeOfRawData)
                )
            ][..(name == ".linux" ? parts.Kernel!.Length : section.VirtualSize)];
        }
    }

    [Theory]
    [InlineData("sbat,1,SBAT Version,sbat,1,https://example.org\nx,1,a,b,c,d\nx,1,a,b,c,d", null)]
    [InlineData("x,1,a,b,c", "has not 6 columns")]
    [InlineData("x,,a,b,c,d", "has not 6 columns")]
    [InlineData("x,0,a,b,c,d", "no generation")]
    [InlineData("x,one,a,b,c,d", "no generation")]
    [InlineData("x,1,é,b,c,d", "not plain ASCII")]
    public void An_SBAT_file_that_shim_cannot_read_is_refused(string text, string? fault)
    {
        byte[] stub = File.ReadAllBytes(s_alignedStub);
        UnifiedImage parts = Whole with { Sbat = Encoding.UTF8.GetBytes(text) };
        if (fault is null)
        {
            string[] lines = Encoding
                .ASCII.GetString(PeFile.Read(parts.Build(stub)).Find(".sbat"))
                .TrimEnd('\n')
                .Split('\n');
            Assert.Equal(["sbat", "keelson", "x", "x"], lines.Select(line => line.Split(',')[0]));
        }
        else
        {
            Assert.Contains(fault, Assert.Throws<FailureException>(() => parts.Build(stub)).What);
        }
    }

    /// <summary>Where the file has no room for it, it is put behind everything; the loaded image has.</summary>
    [Fact]
    public void A_long_SBAT_file_moves_and_one_that_does_not_fit_is_refused()
    {
        byte[] stub = File.ReadAllBytes(UnifiedImageLayout.Plain.StubIn(Repository.Current));
        string many = string.Concat(Enumerable.Range(0, 40).Select(i => $"component{i},1,a,b,c,d\n"));
        UnifiedImage parts = Whole with { Layout = UnifiedImageLayout.Plain, Sbat = Encoding.ASCII.GetBytes(many) };
        byte[] built = parts.Build(stub);
        Assert.EndsWith(many, Encoding.ASCII.GetString(PeFile.Read(built).Find(".sbat")));
        Assert.Empty(PeLint.Check("built", built));
        // There is room up to the next section.
        int times = PeFile.Read(stub).Optional.SectionAlignment / many.Length + 1;
        parts = parts with
        {
            Sbat = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, times).Select(i => $"{i}{many}"))),
        };
        Assert.Contains(".sbat has ", Assert.Throws<FailureException>(() => parts.Build(stub)).What);
    }

    [Fact]
    public void An_in_place_kernel_is_2_MB_aligned_with_room_for_BSS_in_a_file_no_larger()
    {
        byte[] stub = File.ReadAllBytes(s_stub),
            alignedStub = File.ReadAllBytes(s_alignedStub);
        byte[] plain = (Whole with { Layout = UnifiedImageLayout.Plain }).Build(stub);
        byte[] built = Whole.Build(alignedStub);
        PeFile image = PeFile.Read(built);
        SectionHeader kernel = image.Sections.Single(section => section.Name == ".linux");
        Assert.Equal(0, kernel.VirtualAddress % Alignment);
        Assert.Equal(Alignment, (uint)image.Optional.SectionAlignment);
        Assert.Equal(0x30_0000, kernel.VirtualSize);
        Assert.True(image.Optional.SizeOfImage >= kernel.VirtualAddress + 0x30_0000);
        // But for the code of the stub, which takes two instructions for an address that is 2 MB away.
        Assert.InRange(built.Length - alignedStub.Length, 0, plain.Length - stub.Length + 512);
    }

    [Fact]
    public void The_stub_with_its_sections_close_together_can_not_hold_a_kernel_in_place() =>
        Assert.Contains(
            "stub-2m.efi",
            Assert.Throws<FailureException>(() => Whole.Build(File.ReadAllBytes(s_stub))).Advice
        );

    [Fact]
    public void What_is_no_kernel_is_refused_and_one_that_can_not_be_unpacked_by_name()
    {
        byte[] stub = File.ReadAllBytes(s_alignedStub);
        Assert.Contains(
            "(gzip): invalid gzip or zstd header",
            Assert
                .Throws<FailureException>(() => (Whole with { Kernel = [0x1f, 0x8b, .. new byte[100]] }).Build(stub))
                .What
        );
        Assert.Contains(
            "(xz): this method is not supported here",
            Assert
                .Throws<FailureException>(() =>
                    (Whole with { Kernel = Portable.Tests.ZbootImage.Make("xzkern", new byte[100], 1000) }).Build(stub)
                )
                .What
        );
        Assert.Contains(
            "ARM",
            Assert.Throws<FailureException>(() => (Whole with { Kernel = new byte[100] }).Build(stub)).What
        );
        Assert.Contains(
            "64-byte",
            Assert.Throws<FailureException>(() => (Whole with { Kernel = [] }).Build(stub)).What
        );
        Assert.Contains("no EFI application", Assert.Throws<FailureException>(() => Whole.Build([1, 2, 3])).What);
    }

    /// <summary>As one that is not packed: padded, or with a signature behind it.</summary>
    [Fact]
    public void A_packed_kernel_longer_than_its_image_size_is_carried_whole()
    {
        byte[] kernel = Kernel(0x3_0000, 0x1_0000);
        using MemoryStream packed = new();
        using (GZipStream stream = new(packed, CompressionLevel.Fastest))
        {
            stream.Write(kernel);
        }

        PeFile image = PeFile.Read((Whole with { Kernel = packed.ToArray() }).Build(File.ReadAllBytes(s_alignedStub)));
        Assert.Equal(kernel, image.ContentsOf(image.Sections.Single(section => section.Name == ".linux")).ToArray());
    }

    [Fact]
    public void Initrds_follow_each_other_on_four_bytes() =>
        Assert.Equal(
            [1, 2, 3, 0, 4, 5, 6, 7, 8, 0, 0, 0, 9],
            InitrdFiles.Concatenate([
                [1, 2, 3],
                [4, 5, 6, 7, 8],
                [9],
            ])
        );
}
