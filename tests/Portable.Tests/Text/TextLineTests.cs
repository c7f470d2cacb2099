using System.Globalization;
using System.Text;
using CsCheck;
using Keelson.Addresses;
using Keelson.Text;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class TextLineTests
{
    private static string Format(TextLine line) => Encoding.UTF8.GetString(line.Text);

    [Fact]
    public void Parts_of_a_line_keep_their_order() =>
        Assert.Equal(
            "map of 12 at 0x40000000, key 51: yes",
            Format($"map of {12} at {new PhysicalAddress(0x4000_0000)}, key {0x51ul:x}: {"yes"}")
        );

    [Fact]
    public void Empty_line_is_written() => Assert.Equal("", Format($""));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(10)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void Signed_values_are_formatted(int value) =>
        Assert.Equal(value.ToString(CultureInfo.InvariantCulture), Format($"{value}"));

    [Fact]
    public void Numbers_read_as_the_host_writes_them() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 63], Gen.Int)
            .Sample(
                (bits, shift, signed) =>
                {
                    ulong value = bits >> shift;
                    Assert.Equal($"{value} {signed}", Format($"{value} {signed}"));
                    Assert.Equal(
                        $"{value:x} {(uint)value:x} {(uint)value}",
                        Format($"{value:x} {(uint)value:x} {(uint)value}")
                    );
                    Assert.Equal($"0x{value:x}", Format($"{new VirtualAddress(value)}"));
                }
            );

    [Theory]
    [InlineData(0ul, "0 0")]
    [InlineData(ulong.MaxValue, "18446744073709551615 ffffffffffffffff")]
    [InlineData(10_000_000_000_000_000_000ul, "10000000000000000000 8ac7230489e80000")]
    [InlineData(9_999_999_999_999_999_999ul, "9999999999999999999 8ac7230489e7ffff")]
    public void Minimum_and_maximum_values_are_formatted(ulong value, string expected) =>
        Assert.Equal(expected, Format($"{value} {value:x}"));

    [Theory]
    [InlineData(0, "0 00 0000")]
    [InlineData(7, "7 07 0007")]
    [InlineData(10, "10 10 0010")]
    [InlineData(99, "99 99 0099")]
    [InlineData(100, "100 100 0100")]
    [InlineData(2026, "2026 2026 2026")]
    [InlineData(ushort.MaxValue, "65535 65535 65535")]
    public void Zeros_are_the_fewest_digits(ushort value, string expected) =>
        Assert.Equal(expected, Format($"{value} {value:00} {value:0000}"));

    [Theory]
    [InlineData(MemoryType.RuntimeServicesData, "RuntimeServicesData")]
    [InlineData(MemoryType.Reserved, "ReservedMemoryType")]
    [InlineData((MemoryType)0x8000_0001, "0x80000001")]
    public void Memory_types_have_the_name_of_the_specification(MemoryType type, string expected) =>
        Assert.Equal(expected, Format($"{type}"));

    [Theory]
    [InlineData(0ul, "0 B")]
    [InlineData(1ul, "1 B")]
    [InlineData(1023ul, "1023 B")]
    [InlineData(1024ul, "1 KB")]
    [InlineData(1025ul, "1025 B")]
    [InlineData(0x1_0000ul, "64 KB")]
    [InlineData(0x20_0000ul, "2 MB")]
    [InlineData(0x1_8000_0000ul, "6 GB")]
    [InlineData(0x1_8000_0400ul, "6291457 KB")]
    [InlineData(1ul << 60, "1048576 TB")]
    public void Sizes_take_the_largest_unit_that_divides(ulong bytes, string expected) =>
        Assert.Equal(expected, Format($"{new ByteSize(bytes)}"));

    [Fact]
    public void A_status_has_the_specifications_name_or_its_number()
    {
        Assert.Equal("EFI_SUCCESS EFI_NOT_FOUND", Format($"{EfiStatus.Success} {EfiStatus.NotFound}"));
        Assert.Equal("EFI_0x8000000000000063", Format($"{(EfiStatus)(0x8000_0000_0000_0000 + 99)}"));
    }

    [Theory]
    [InlineData(239, false)]
    [InlineData(240, false)]
    [InlineData(241, true)]
    [InlineData(5000, true)]
    public void Overlong_line_ends_with_a_mark(int length, bool isCut)
    {
        string text = new('a', length);
        string expected = isCut ? text[..(TextLine.CapacityBytes - 1)] + "~" : text;
        Assert.Equal(expected, Format($"{text}"));
        Assert.Equal(
            isCut ? expected
                : text.Length == 240 ? text[..239] + "~"
                : text + "b",
            Format($"{text}{"b"u8}")
        );
    }

    [Fact]
    public void Integers_read_as_in_dotnet_in_every_format_and_width()
    {
        Gen.Select(Gen.Long, Gen.Int[0, 63])
            .Sample(
                (bits, shift) =>
                {
                    long value = bits >> shift;
                    CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
                    Assert.Equal(
                        $"{value:x} {value:X20} {value:d} {value:D12}",
                        Format($"{value:x} {value:X20} {value:d} {value:D12}")
                    );
                    Assert.Equal($"{value:b} {value:B9}", Format($"{value:b} {value:B9}"));
                    Assert.Equal(
                        $"{value:n} {value:N0} {value:f3} {value:F0} {value:G} {value:0000}",
                        Format($"{value:n} {value:N0} {value:f3} {value:F0} {value:G} {value:0000}")
                    );
                    Assert.Equal(
                        $"[{value, 25}] [{value, -25}] [{value, 3:x}]",
                        Format($"[{value, 25}] [{value, -25}] [{value, 3:x}]")
                    );
                    (int word, short half, sbyte octet, nint native) = (
                        (int)value,
                        (short)value,
                        (sbyte)value,
                        (nint)value
                    );
                    Assert.Equal(
                        $"{word:x} {half:x} {octet:x} {native:X}",
                        Format($"{word:x} {half:x} {octet:x} {native:X}")
                    );
                    Assert.Equal(
                        $"{word} {half, 7} {octet:D4} {native}",
                        Format($"{word} {half, 7} {octet:D4} {native}")
                    );
                    (uint natural, ushort code, byte small) = ((uint)value, (ushort)value, (byte)value);
                    Assert.Equal(
                        $"{natural:b} {code:x} {small:x2} {small, -5}|",
                        Format($"{natural:b} {code:x} {small:x2} {small, -5}|")
                    );
                }
            );
    }

    [Fact]
    public void Text_is_as_wide_as_in_dotnet()
    {
        char letter = 'A';
        bool no = false;
        string? nothing = null;
        Assert.Equal(
            $"[{letter}] [{letter, 3}] [{true}] [{no, -7}] [{"é日😀", 6}] [{"é日", -4}] [{nothing}] [{nothing, 2}]",
            Format(
                $"[{letter}] [{letter, 3}] [{true}] [{no, -7}] [{"é日😀", 6}] [{"é日", -4}] [{nothing}] [{nothing, 2}]"
            )
        );
        Assert.Equal("\ufffd|\ufffd", Format($"{'\ud83d'}|{"\ude00"}"));
    }

    [Fact]
    public void A_line_may_be_kept_while_others_are_built()
    {
        TextLine kept = $"kept {1}";
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal($"{i}", Format($"{i}"));
        }
        Assert.Equal("kept 1", Encoding.UTF8.GetString(kept.Text));
    }

    [Fact]
    public void A_cut_leaves_no_half_of_a_character()
    {
        for (int before = TextLine.CapacityBytes - 5; before <= TextLine.CapacityBytes; before++)
        {
            string text = Format($"{new string('a', before)}{"日日日"}{"more"}");
            Assert.EndsWith("~", text);
            Assert.DoesNotContain('\ufffd', text);
            Assert.DoesNotContain("m", text);
        }
    }

    [Theory]
    [InlineData("s")]
    [InlineData("x1000")]
    [InlineData("x1a")]
    [InlineData("0.0")]
    [InlineData("c")]
    [InlineData("e")]
    [InlineData("p")]
    [InlineData("g5")]
    [InlineData("size")]
    public void Unknown_format_is_refused(string format) => Assert.False(NumberFormat.TryParse(format, out _));
}
