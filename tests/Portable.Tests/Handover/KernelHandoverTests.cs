using System.Text;
using Keelson.DeviceTree;
using Keelson.Handover;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>The kernel's side, on trees that any loader might have made.</summary>
public class KernelHandoverTests
{
    private static readonly (string Name, string Value)[] s_complete =
    [
        ("linux,uefi-system-table", "<0x8 0x3f5e0018>"),
        ("linux,uefi-mmap-start", "<0x8 0x12345000>"),
        ("linux,uefi-mmap-size", "<480>"),
        ("linux,uefi-mmap-desc-size", "<48>"),
        ("linux,uefi-mmap-desc-ver", "<1>"),
    ];

    private static HandoverError Read(IEnumerable<(string Name, string Value)> properties, out KernelHandover handover)
    {
        string chosen = string.Concat(properties.Select(property => $"{property.Name} = {property.Value}; "));
        return ReadSource($"/dts-v1/; / {{ chosen {{ {chosen} }}; }};", out handover);
    }

    private static HandoverError ReadSource(string source, out KernelHandover handover)
    {
        Assert.True(DeviceTreeBlob.TryCreate(Dtc.Compile(source), out DeviceTreeBlob tree, out _));
        return KernelHandover.TryRead(tree, out handover);
    }

    private static IEnumerable<(string, string)> With(string name, string value) =>
        s_complete.Where(property => property.Name != name).Append((name, value));

    [Fact]
    public void Complete_handover_is_read()
    {
        Assert.Equal(HandoverError.None, Read(s_complete, out KernelHandover handover));
        Assert.Equal((0x8_3f5e_0018ul, 0x8_1234_5000ul), (handover.SystemTable.Value, handover.MapStart.Value));
        Assert.Equal(
            (480ul, 48ul, 1u),
            (handover.Map.SizeBytes, handover.Map.DescriptorSizeBytes, handover.Map.DescriptorVersion)
        );
        Assert.True(handover.Initrd.IsEmpty);
        Assert.False(handover.HasBootRecord);
    }

    [Theory]
    [InlineData("linux,uefi-system-table", HandoverError.NotUefi)]
    [InlineData("linux,uefi-mmap-start", HandoverError.MapStartMissing)]
    [InlineData("linux,uefi-mmap-size", HandoverError.MapSizeMissing)]
    [InlineData("linux,uefi-mmap-desc-size", HandoverError.DescriptorSizeMissing)]
    [InlineData("linux,uefi-mmap-desc-ver", HandoverError.DescriptorVersionMissing)]
    public void Each_property_that_is_missing_or_of_no_number_has_its_error(string name, HandoverError expected)
    {
        Assert.Equal(expected, Read(s_complete.Where(property => property.Name != name), out _));
        Assert.Equal(expected, Read(With(name, "[01 02 03]"), out _));
        Assert.Equal(expected, Read(With(name, "<1 2 3>"), out _));
    }

    [Theory]
    [InlineData("<0>")]
    [InlineData("<0x80000000>")]
    [InlineData("<0x1 0x0>")]
    public void A_map_of_an_impossible_size_is_refused(string size) =>
        Assert.Equal(HandoverError.BadMapSize, Read(With("linux,uefi-mmap-size", size), out _));

    [Fact]
    public void A_tree_without_chosen_was_not_booted_from_UEFI() =>
        Assert.Equal(HandoverError.NotUefi, ReadSource("/dts-v1/; / { };", out _));

    /// <summary>kexec-tools and boot loaders write cells of either width.</summary>
    [Theory]
    [InlineData("<0x48000000>", "<0x49000000>", 0x4800_0000, 0x4900_0000)]
    [InlineData("<0x8 0x48000000>", "<0x8 0x49000000>", 0x8_4800_0000, 0x8_4900_0000)]
    public void An_initrd_has_one_cell_or_two(string start, string end, ulong expectedStart, ulong expectedEnd)
    {
        Assert.Equal(
            HandoverError.None,
            Read([.. s_complete, ("linux,initrd-start", start), ("linux,initrd-end", end)], out KernelHandover handover)
        );
        Assert.Equal((expectedStart, expectedEnd), (handover.Initrd.Start.Value, handover.Initrd.End.Value));
    }

    [Fact]
    public void Initrd_without_start_or_end_is_ignored()
    {
        Assert.Equal(
            HandoverError.None,
            Read([.. s_complete, ("linux,initrd-start", "<1>")], out KernelHandover handover)
        );
        Assert.True(handover.Initrd.IsEmpty);
    }

    [Theory]
    [InlineData(BootRecord.CurrentVersion, 0, true)]
    [InlineData(BootRecord.CurrentVersion + 1, 0, false)]
    [InlineData(BootRecord.CurrentVersion - 1, 0, false)]
    [InlineData(0, 0, false)]
    [InlineData(BootRecord.CurrentVersion, -1, false)]
    [InlineData(BootRecord.CurrentVersion, 1, false)]
    public void A_boot_record_of_another_version_or_length_is_not_ours(uint version, int moreCells, bool expected)
    {
        int zeros = BootRecord.SizeBytes / sizeof(uint) - 2 + moreCells;
        string record = $"<{version} 2{string.Concat(Enumerable.Repeat(" 0", zeros))}>";
        Assert.Equal(
            HandoverError.None,
            Read([.. s_complete, ("keelson,boot-record", record)], out KernelHandover handover)
        );
        Assert.Equal((expected, expected ? 2u : 0u), (handover.HasBootRecord, handover.BootRecord.ExitAttempts));
    }

    [Fact]
    public void Each_error_has_a_text_of_its_own()
    {
        var texts = Enum.GetValues<HandoverError>().Select(error => Encoding.ASCII.GetString(error.Text())).ToList();
        Assert.Equal(texts.Count, texts.Distinct().Count());
    }
}
