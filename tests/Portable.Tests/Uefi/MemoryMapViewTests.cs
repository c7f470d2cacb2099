using Keelson.Addresses;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class MemoryMapViewTests
{
    private static readonly MapEntry[] s_entries =
    [
        MapEntry.Ram(MemoryType.Conventional, 0x4000_0000, 0x100),
        MapEntry.Runtime(0x4010_0000, 0x10),
        MapEntry.Device(0x0901_0000, 1),
        MapEntry.Runtime(0x8_8000_0000, 0),
    ];

    private static MemoryMapError Check(
        int bufferBytes,
        ulong sizeBytes,
        ulong descriptorSizeBytes,
        uint version = 1
    ) =>
        MemoryMapView.TryCreate(
            new byte[bufferBytes],
            new MemoryMapInfo(sizeBytes, 0, descriptorSizeBytes, version),
            out _
        );

    [Theory]
    [InlineData(480, 480, 48, 1, MemoryMapError.None)]
    [InlineData(481, 480, 40, 1, MemoryMapError.None)]
    [InlineData(480, 480, 39, 1, MemoryMapError.DescriptorTooSmall)]
    [InlineData(480, 480, 0, 1, MemoryMapError.DescriptorTooSmall)]
    [InlineData(480, 480, ulong.MaxValue, 1, MemoryMapError.DescriptorTooSmall)]
    [InlineData(480, 480, 1ul << 31, 1, MemoryMapError.DescriptorTooSmall)]
    [InlineData(480, 480, 48, 0, MemoryMapError.None)]
    [InlineData(480, 480, 48, 2, MemoryMapError.None)]
    [InlineData(480, 0, 48, 1, MemoryMapError.Empty)]
    [InlineData(479, 480, 48, 1, MemoryMapError.Truncated)]
    [InlineData(480, ulong.MaxValue, 48, 1, MemoryMapError.Truncated)]
    [InlineData(480, 1ul << 32, 48, 1, MemoryMapError.Truncated)]
    [InlineData(480, 470, 48, 1, MemoryMapError.PartialDescriptor)]
    [InlineData(480, 40, 48, 1, MemoryMapError.PartialDescriptor)]
    public void Each_violated_rule_has_its_own_error(
        int bufferBytes,
        ulong sizeBytes,
        ulong descriptorSizeBytes,
        uint version,
        MemoryMapError expected
    ) => Assert.Equal(expected, Check(bufferBytes, sizeBytes, descriptorSizeBytes, version));

    [Fact]
    public void Each_error_has_a_text_of_its_own()
    {
        var texts = Enum.GetValues<MemoryMapError>()
            .Select(error => System.Text.Encoding.ASCII.GetString(error.Text()))
            .ToList();
        Assert.Equal(texts.Count, texts.Distinct().Count());
        Assert.DoesNotContain("", texts);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(48)]
    [InlineData(56)]
    [InlineData(4096)]
    public void The_firmwares_stride_is_walked(int stride)
    {
        byte[] bytes = MapEntry.Write(s_entries, stride);
        MemoryMapView view = MapEntry.View(bytes, stride);
        Assert.Equal(s_entries.Length, view.Count);
        Assert.Equal(3, view.CountRuntime());
        for (int i = 0; i < view.Count; i++)
        {
            MemoryDescriptor found = view[i];
            Assert.Equal(
                s_entries[i],
                new MapEntry(found.Type, found.PhysicalStart.Value, found.PageCount, found.Attributes)
            );
            Assert.True(view.DescriptorBytes(i).SequenceEqual(bytes.AsSpan(i * stride, stride)));
        }
    }

    [Theory]
    [InlineData(40)]
    [InlineData(56)]
    public void Setting_a_virtual_address_touches_those_eight_bytes_alone(int stride)
    {
        byte[] bytes = MapEntry.Write(s_entries, stride);
        byte[] expected = [.. bytes];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(
            expected.AsSpan(stride + 16),
            0x0123_4567_89ab_cdef
        );
        MapEntry.View(bytes, stride).SetVirtualStart(1, new VirtualAddress(0x0123_4567_89ab_cdef));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData(0x4000_0000, true)]
    [InlineData(0x400f_ffff, true)]
    [InlineData(0x4010_0000, true)]
    [InlineData(0x4011_0000, false)]
    [InlineData(0x3fff_ffff, false)]
    [InlineData(0x0901_0fff, true)]
    [InlineData(0x8_8000_0000, false)]
    public void An_address_is_found_in_its_region(ulong address, bool expected)
    {
        bool found = MapEntry
            .View(MapEntry.Write(s_entries, 48), 48)
            .TryFind(new PhysicalAddress(address), out MemoryDescriptor region);
        Assert.Equal(expected, found);
        Assert.True(!found || address - region.PhysicalStart.Value < region.PageCount * 0x1000);
    }

    [Fact]
    public void An_unsound_region_holds_no_address()
    {
        MapEntry[] entries = [MapEntry.Runtime(0x1000, ulong.MaxValue), MapEntry.Runtime(0x1000, 1)];
        Assert.True(
            MapEntry
                .View(MapEntry.Write(entries, 40), 40)
                .TryFind(new PhysicalAddress(0x1800), out MemoryDescriptor region)
        );
        Assert.Equal(1ul, region.PageCount);
    }
}
