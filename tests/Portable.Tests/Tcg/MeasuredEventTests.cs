using System.Text;
using Keelson.Tcg;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>Events byte by byte: whoever replays a log reads these.</summary>
public class MeasuredEventTests
{
    [Fact]
    public void A_section_is_recorded_as_systemd_stub_does_it()
    {
        byte[] entry = new byte[MeasuredEvent.MaximumTextBytes(4)];
        int length = MeasuredEvent.WriteText(entry, PcrIndex.KernelBoot, ".dtb"u8);
        // Size, header size, version, PCR 11, EV_IPL.
        Assert.Equal("1C000000" + "0E000000" + "0100" + "0B000000" + "0D000000", Convert.ToHexString(entry[..18]));
        Assert.Equal(".dtb\0", Encoding.Unicode.GetString(entry[18..length]));
    }

    [Fact]
    public void A_tagged_event_has_its_tag_and_the_size_of_what_follows()
    {
        byte[] entry = new byte[64];
        int length = MeasuredEvent.WriteTagged(entry, PcrIndex.KernelInitrd, EventTag.LinuxInitrd, "Linux initrd\0"u8);
        // PCR 9, EV_EVENT_TAG (Linux, efi_measure_tagged_event).
        Assert.Equal(
            "27000000" + "0E000000" + "0100" + "09000000" + "06000000" + "EC223B8F" + "0D000000",
            Convert.ToHexString(entry[..26])
        );
        Assert.Equal("Linux initrd\0", Encoding.ASCII.GetString(entry[26..length]));
    }

    [Fact]
    public void A_kernel_is_recorded_as_an_image_in_memory_without_a_path()
    {
        byte[] entry = new byte[64];
        Assert.Equal(50, MeasuredEvent.WriteImage(entry, 0x1_2345, 0x678));
        Assert.Equal("32000000" + "0E000000" + "0100" + "04000000" + "03000080", Convert.ToHexString(entry[..18]));
        Assert.Equal("4523010000000000" + "7806000000000000" + new string('0', 32), Convert.ToHexString(entry[18..50]));
    }

    [Fact]
    public void Sections_come_in_systemds_order_each_with_a_zero()
    {
        List<string> names = [];
        for (MeasuredSections sections = default; sections.TryNext(); )
        {
            Assert.Equal(0, sections.TerminatedName[^1]);
            names.Add(Encoding.ASCII.GetString(sections.Name));
        }

        Assert.Equal(
            ".linux .osrel .cmdline .initrd .ucode .splash .dtb .uname .sbat .pcrpkey .profile .dtbauto .hwids",
            string.Join(' ', names)
        );
    }
}
