using System.Buffers.Binary;
using System.Text;
using Keelson.Smbios;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>
/// Against what fwupd prints of a machine (<c>fwupdtool hwids</c>), which systemd's own test has too.
/// </summary>
public class HardwareIdsTests
{
    private const uint Descriptor = 0x1000_001c;

    private static byte[] Machine(
        string manufacturer = "Micro-Star International Co., Ltd.",
        string product = "MS-7D70"
    )
    {
        byte[] system = [1, 27, 1, 0, 1, 2, 0, 0, .. new byte[16], 6, 3, 4];
        byte[] board = [2, 8, 2, 0, 1, 2, 0, 0];
        return
        [
            .. system,
            .. Encoding.UTF8.GetBytes($"{manufacturer}\0{product}\0To be filled by O.E.M.\0To be filled by O.E.M.\0\0"),
            .. board,
            .. "Micro-Star International Co., Ltd.\0MPG X670E CARBON WIFI (MS-7D70)\0\0"u8,
            127,
            4,
            3,
            0,
            0,
            0,
        ];
    }

    /// <summary>In lower case, as fwupd has them.</summary>
    private static string Text(EfiGuid id)
    {
        byte[] text = new byte[36];
        id.Write(text);
        return Encoding.ASCII.GetString(text).ToLowerInvariant();
    }

    [Theory]
    [InlineData(0x3f, "01e09b32-de05-56ca-b9d1-9486ad5f381d")]
    [InlineData(0x0f, "cad87a11-1813-507b-9aab-9a5f457b649c")]
    [InlineData(0x07, "377c823d-60d1-55b0-9678-76cd2af9d086")]
    [InlineData(0x39, "28ac9cf2-5bde-59f7-aebe-4b3d008090fe")]
    [InlineData(0x09, "e821e0e2-e11a-5e94-bf5d-ffe53c5e5048")]
    [InlineData(0x35, "1c092f1d-dc7b-564f-8a3d-128d7292fab8")]
    [InlineData(0x05, "c12c1f4a-332d-5d72-aa36-7a3d413b479a")]
    [InlineData(0x33, "28ac9cf2-5bde-59f7-aebe-4b3d008090fe")]
    [InlineData(0x03, "e821e0e2-e11a-5e94-bf5d-ffe53c5e5048")]
    [InlineData(0x31, "b2e58e8b-fb10-5cd0-8fb0-5bd931f1871a")]
    [InlineData(0x01, "50af5797-a2f2-58b1-9a1a-453bcbb2e025")]
    public void Identifiers_are_those_of_fwupd(uint fields, string id)
    {
        Assert.Equal(id, Text(HardwareIds.Compute(Machine(), fields)));
        // Blanks around it and zeroes before it are no part of a name.
        Assert.Equal(id, Text(HardwareIds.Compute(Machine(product: "  00MS-7D70  "), fields)));
    }

    [Fact]
    public void Without_SMBIOS_every_field_is_empty() =>
        Assert.Equal(HardwareIds.Compute(default, 0x3f), HardwareIds.Compute(new byte[6], 0x3f));

    /// <summary>The most specific kind of identifier wins, wherever in the section its entry is.</summary>
    [Fact]
    public void The_most_specific_entry_is_the_machines()
    {
        byte[] smbios = Machine();
        byte[] section = Section(
            (HardwareIds.Compute(smbios, 0x05), "by,product"),
            (HardwareIds.Compute(smbios, 0x01), "by,manufacturer-alone"),
            (HardwareIds.Compute(smbios, 0x3f), "by,all"),
            (HardwareIds.Compute(smbios, 0x0f), "by,system")
        );
        Assert.Equal("by,all"u8, HardwareIds.FindCompatible(section, smbios));
        Assert.Equal(
            "by,product"u8,
            HardwareIds.FindCompatible(Section((HardwareIds.Compute(smbios, 0x05), "by,product")), smbios)
        );
        Assert.True(
            HardwareIds
                .FindCompatible(Section((HardwareIds.Compute(smbios, 0x01), "by,manufacturer-alone")), smbios)
                .IsEmpty
        );
        Assert.True(HardwareIds.FindCompatible(section, Machine("Another", "Thing")).IsEmpty);
        for (int length = 0; length < section.Length; length++)
        {
            HardwareIds.FindCompatible(section.AsSpan(0, length), smbios);
        }
    }

    private static byte[] Section(params (EfiGuid Id, string Compatible)[] entries)
    {
        List<byte> table = [],
            texts = [];
        int start = (entries.Length + 1) * 28;
        byte[] entry = new byte[28];
        foreach ((EfiGuid id, string compatible) in entries)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(entry, Descriptor);
            System.Runtime.InteropServices.MemoryMarshal.Write(entry.AsSpan(4), in id);
            BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(24), start + texts.Count);
            table.AddRange(entry);
            texts.AddRange([.. Encoding.ASCII.GetBytes(compatible), 0]);
        }

        return [.. table, .. new byte[28], .. texts];
    }
}
