using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Keelson.DevicePaths;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>
/// Texts as the table of UEFI 2.10, 10.6.1.6 has them, and to the letter as EDK II writes them, with which a guest
/// compares them for all devices of a machine.
/// </summary>
public class DevicePathTextTests
{
    private const string Guid = "33221100554477668899AABBCCDDEEFF";
    private const string GuidText = "00112233-4455-6677-8899-AABBCCDDEEFF";

    /// <summary>Type, subtype and what is behind the header, in hexadecimal.</summary>
    public static TheoryData<int, int, string, string> Nodes =>
        new()
        {
            { 1, 1, "071F", "Pci(0x1F,0x7)" },
            { 1, 2, "0A", "PcCard(0xA)" },
            { 1, 3, "0B000000" + "0000104000000000" + "FFFF104000000000", "MemoryMapped(0xB,0x40100000,0x4010FFFF)" },
            { 1, 4, Guid, $"VenHw({GuidText})" },
            { 1, 4, Guid + "0A0B", $"VenHw({GuidText},0A0B)" },
            { 1, 5, "03000000", "Ctrl(0x3)" },
            { 1, 6, "01" + "1032547600000000", "BMC(0x1,0x76543210)" },
            { 2, 1, "D041030A" + "01000000", "PciRoot(0x1)" },
            { 2, 1, "D041080A" + "00000000", "PcieRoot(0x0)" },
            { 2, 1, "D0410406" + "00000000", "Floppy(0x0)" },
            { 2, 1, "D0410103" + "00000000", "Keyboard(0x0)" },
            { 2, 1, "D0410105" + "02000000", "Serial(0x2)" },
            { 2, 1, "D0410104" + "00000000", "ParallelPort(0x0)" },
            { 2, 1, "D0410C0C" + "00000000", "Acpi(PNP0C0C,0x0)" },
            { 2, 1, "15491100" + "0A000000", "Acpi(0x00114915,0xA)" },
            { 2, 2, "D041030A" + "00000000" + "D041080A" + "003100" + "00", "AcpiExp(PNP0A03,PNP0A08,1)" },
            { 2, 2, "D041030A" + "00000000" + "00000000" + "003100" + "00", "AcpiExp(PNP0A03,0,1)" },
            {
                2,
                2,
                "00000000" + "05000000" + "00000000" + "4849440000" + "43494400",
                "AcpiEx(@@@0000,@@@0000,0x5,HID,CID,)"
            },
            {
                2,
                2,
                "D041030A" + "00000000" + "00000000" + "4800" + "5500" + "4300",
                "AcpiEx(PNP0A03,@@@0000,0x0,H,C,U)"
            },
            { 2, 3, "00010180" + "10010180", "AcpiAdr(0x80010100,0x80010110)" },
            { 2, 4, "01000000", "AcpiPath(4,01000000)" },
            { 3, 1, "01000200", "Ata(Secondary,Master,0x2)" },
            { 3, 2, "03000A00", "Scsi(0x3,0xA)" },
            { 3, 3, "00000000" + "1032547698BADCFE" + "0100000000000000", "Fibre(0xFEDCBA9876543210,0x1)" },
            { 3, 4, "00000000" + "1032540000000000", "I1394(0000000000543210)" },
            { 3, 5, "0102", "USB(0x1,0x2)" },
            { 3, 6, "0C000000", "I2O(0xC)" },
            {
                3,
                9,
                "01000000" + Guid + "0200000000000000" + "0300000000000000" + "0400000000000000",
                $"Infiniband(0x1,{GuidText},0x2,0x3,0x4)"
            },
            { 3, 10, Guid + "AB", $"VenMsg({GuidText},AB)" },
            { 3, 10, "5347C1E0BEF9D2119A0C0090273FC14D", "VenPcAnsi()" },
            { 3, 10, "6560A6DF19B4D3119A2D0090273FC14D", "VenVt100()" },
            { 3, 10, "0BC7AE7BE057764C8E872F9E28088343", "VenVt100Plus()" },
            { 3, 10, "D6A015ADEC8BCF4AA073D01DE77E2D88", "VenUtf8()" },
            { 3, 10, "D2E8A4EB5838EC41A2812647BA9660D0", "DebugPort()" },
            { 3, 10, "9D9A49372F54894CA02635DA142094E4" + "01000000", "UartFlowCtrl(Hardware)" },
            {
                3,
                10,
                "B4DD87D48B00D911AFDC001083FFCA4D"
                    + "00000000"
                    + "0100000000000000"
                    + "0200000000000000"
                    + "7204"
                    + "0300",
                "SAS(0x1,0x2,0x3,SATA,External,Expanded,0x5,0x0)"
            },
            {
                3,
                10,
                "B4DD87D48B00D911AFDC001083FFCA4D"
                    + "00000000"
                    + "0100000000000000"
                    + "0200000000000000"
                    + "0000"
                    + "0300",
                "SAS(0x1,0x2,0x3,NoTopology,0,0,0,0x0)"
            },
            { 3, 11, "525400123456" + new string('0', 52) + "01", "MAC(525400123456,0x1)" },
            {
                3,
                12,
                "0A00020F" + "0A000202" + "0000" + "0000" + "0600" + "01" + "0A000201" + "FFFFFF00",
                "IPv4(10.0.2.2,TCP,Static,10.0.2.15,10.0.2.1,255.255.255.0)"
            },
            { 3, 12, "00000000" + "00000000" + "0000" + "0000" + "0000" + "00", "IPv4(0.0.0.0,0x0,DHCP,0.0.0.0)" },
            {
                3,
                13,
                new string('0', 32)
                    + "FE800000000000000000000000000001"
                    + "0000"
                    + "0000"
                    + "1100"
                    + "01"
                    + "40"
                    + new string('0', 32),
                "IPv6(FE80:0000:0000:0000:0000:0000:0000:0001,UDP,StatelessAutoConfigure,"
                    + "0000:0000:0000:0000:0000:0000:0000:0000,0x40,0000:0000:0000:0000:0000:0000:0000:0000)"
            },
            { 3, 14, "00000000" + "00C2010000000000" + "080101", "Uart(115200,8,N,1)" },
            { 3, 14, "00000000" + "0000000000000000" + "000003", "Uart(DEFAULT,DEFAULT,D,2)" },
            { 3, 15, "FFFFFFFF" + "080650", "UsbMassStorage(0xFFFF,0xFFFF,0x6,0x50)" },
            { 3, 15, "01000200" + "FE0103", "UsbDeviceFirmwareUpdate(0x1,0x2,0x3)" },
            { 3, 15, "01000200" + "FE0403", "UsbClass(0x1,0x2,0xFE,0x4,0x3)" },
            { 3, 16, "0100" + "34120000" + "41004200", "UsbWwid(0x1234,0x0,0x1,\"AB\")" },
            { 3, 17, "05", "Unit(0x5)" },
            { 3, 18, "0100FFFF0000", "Sata(0x1,0xFFFF,0x0)" },
            {
                3,
                19,
                "0000" + "0208" + "0000000000000001" + "0100" + "69716E2E61",
                "iSCSI(iqn.a,0x1,0x0000000000000001,CRC32C,None,None,TCP)"
            },
            { 3, 20, "0A00", "Vlan(10)" },
            {
                3,
                21,
                "00000000" + "0001020304050607" + "08090A0B0C0D0E0F",
                "FibreEx(0x0001020304050607,0x08090A0B0C0D0E0F)"
            },
            {
                3,
                22,
                "0001020304050607" + "08090A0B0C0D0E0F" + "0100" + "0200",
                "SasEx(0x0001020304050607,0x08090A0B0C0D0E0F,0x2,SAS,Internal,Direct,0)"
            },
            { 3, 23, "01000000" + "0102030405060708", "NVMe(0x1,08-07-06-05-04-03-02-01)" },
            { 3, 24, "687474703A2F2F61", "Uri(http://a)" },
            { 3, 24, "", "Uri()" },
            { 3, 25, "0102", "UFS(0x1,0x2)" },
            { 3, 26, "03", "SD(0x3)" },
            { 3, 27, "010203040506", "Bluetooth(010203040506)" },
            { 3, 28, "486F6D65" + new string('0', 56), "Wi-Fi(Home)" },
            { 3, 29, "01", "eMMC(0x1)" },
            { 3, 30, "01020304050601", "BluetoothLE(010203040506,0x01)" },
            {
                3,
                31,
                "00" + "08080808" + new string('0', 24) + "01010101" + new string('0', 24),
                "Dns(8.8.8.8,1.1.1.1)"
            },
            { 3, 33, "0101", "RestService(0x1,0x1)" },
            {
                3,
                34,
                "01" + new string('0', 30) + "0A" + "6E716E",
                "NVMEoF(nqn,0x1,0x0000000000000000000000000000000A)"
            },
            {
                4,
                1,
                "01000000" + "0008000000000000" + "00F8030000000000" + Guid + "0202",
                $"HD(1,GPT,{GuidText},0x800,0x3F800)"
            },
            {
                4,
                1,
                "02000000" + "3F00000000000000" + "0100000000000000" + "EFBE0000" + new string('0', 24) + "0101",
                "HD(2,MBR,0x0000BEEF,0x3F,0x1)"
            },
            {
                4,
                1,
                "02000000" + "3F00000000000000" + "0100000000000000" + new string('0', 32) + "0100",
                "HD(2,0,0,0x3F,0x1)"
            },
            { 4, 2, "01000000" + "1000000000000000" + "2000000000000000", "CDROM(0x1,0x10,0x20)" },
            { 4, 3, Guid + "FF", $"VenMedia({GuidText},FF)" },
            { 4, 4, "5C004500460049000000", "\\EFI" },
            { 4, 5, Guid, $"Media({GuidText})" },
            { 4, 6, Guid, $"FvFile({GuidText})" },
            { 4, 7, Guid, $"Fv({GuidText})" },
            { 4, 8, "00000000" + "0100000000000000" + "0200000000000000", "Offset(0x1,0x2)" },
            {
                4,
                9,
                "0000000100000000" + "FFFF000100000000" + "5A53AB77FC454B625560F7B281D1F96E" + "0000",
                "VirtualDisk(0x1000000,0x100FFFF,0)"
            },
            {
                4,
                9,
                "0000000100000000" + "FFFF000100000000" + Guid + "0100",
                $"RamDisk(0x1000000,0x100FFFF,1,{GuidText})"
            },
            { 4, 10, "01", "MediaPath(10,01)" },
            { 5, 1, "0200" + "0000" + "4469736B00", "BBS(HD,Disk,0x0)" },
            { 5, 1, "8000" + "0100" + "00", "BBS(0x80,,0x1)" },
            { 6, 7, "", "Path(6,7)" },
            { 0x55, 7, "0102", "Path(85,7,0102)" },
            // Too short for what they say they are.
            { 1, 1, "07", "HardwarePath(1,07)" },
            { 4, 1, "0100", "MediaPath(1,0100)" },
            { 3, 10, "01", "Msg(10,01)" },
        };

    [Theory]
    [MemberData(nameof(Nodes))]
    public void A_node_reads_as_the_specification_has_it(int type, int subtype, string bytes, string expected) =>
        Assert.Equal(expected, TextOf(Path(Node(type, subtype, bytes))));

    /// <summary>Every node of the table was tried above.</summary>
    [Fact]
    public void No_node_of_the_table_is_left_out()
    {
        HashSet<(int, int)> tried = [.. Nodes.Select(row => (row.Data.Item1, row.Data.Item2))];
        int lines = 0;
        for (int type = 1; type <= 5; type++)
        {
            for (int subtype = 0; subtype <= 255; subtype++)
            {
                byte[] node = Node(type, subtype, new string('0', 200));
                string text = TextOf(Path(node));
                if (!text.StartsWith(Encoding.ASCII.GetString(Generic(type)) + "(", StringComparison.Ordinal))
                {
                    lines++;
                    Assert.Contains((type, subtype), tried);
                }
            }
        }

        Assert.Equal(50, lines);
    }

    private static byte[] Generic(int type) =>
        (
            type switch
            {
                1 => "HardwarePath"u8,
                2 => "AcpiPath"u8,
                3 => "Msg"u8,
                4 => "MediaPath"u8,
                _ => "BbsPath"u8,
            }
        ).ToArray();

    [Fact]
    public void Nodes_and_instances_have_separators()
    {
        byte[] serial = Node(2, 1, "D0410105" + "00000000");
        byte[] path = [.. serial, .. Node(3, 5, "0102"), 0x7f, 1, 4, 0, .. serial, .. DevicePath.End, .. serial];
        Assert.Equal("Serial(0x0)/USB(0x1,0x2),Serial(0x0)", TextOf(path));
    }

    [Theory]
    [InlineData("PciRoot(0x0)/Pci(0x1,0x0)/HD(1,GPT,00112233-4455-6677-8899-AABBCCDDEEFF,0x800,0x100)/\\EFI\\a.efi")]
    [InlineData("PcieRoot(0x3)/Pci(0x2,0x1)/NVMe(0x1,00-11-22-33-44-55-66-77)/HD(2,MBR,0x0000BEEF,0x3F,0x1)")]
    [InlineData("VenHw(00112233-4455-6677-8899-AABBCCDDEEFF,0A0B)/Uart(115200,8,N,1.5)/VenPcAnsi()")]
    [InlineData("Acpi(PNP0C0C,0x1)/Acpi(0x00114915,0x2)/Uart(DEFAULT,DEFAULT,D,D)/VenUtf8(),Serial(0x0)/DebugPort()")]
    [InlineData("MAC(525400123456,0x1)/IPv4(10.0.2.2,UDP,Static,10.0.2.15,10.0.2.1,255.255.255.0)/Uri(http://a/b,c)")]
    [InlineData("MAC(" + "0102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F20" + ",0x20)/Vlan(10)")]
    [InlineData(
        "IPv6(FE80:0000:0000:0000:0000:0000:0000:0001,0x1,StatefulAutoConfigure,"
            + "0000:0000:0000:0000:0000:0000:0000:0002,0x40,0000:0000:0000:0000:0000:0000:0000:0003)"
    )]
    [InlineData("Fv(00112233-4455-6677-8899-AABBCCDDEEFF)/FvFile(00112233-4455-6677-8899-AABBCCDDEEFF)")]
    [InlineData("Path(85,7,0102)/HardwarePath(9)/AcpiPath(9,01)/Msg(99,02)/MediaPath(99,03)/BbsPath(9,04)")]
    [InlineData("I1394(0000000000543210)/FibreEx(0x0001020304050607,0x08090A0B0C0D0E0F)/Wi-Fi(Home)")]
    [InlineData("BluetoothLE(010203040506,0x01)/Bluetooth(010203040506)/CDROM(0x1,0x10,0x20)")]
    [InlineData("\\Ünïcode \U0001F600 file.efi")]
    [InlineData("")]
    public void What_is_read_is_written_again(string text) => Assert.Equal(text, TextOf(Parse(text)!));

    [Fact]
    public void What_may_be_left_out_is_filled_in()
    {
        Assert.Equal(
            $"HD(1,GPT,{GuidText},0x0,0x0)",
            TextOf(Parse("hd(0x1,gpt,00112233-4455-6677-8899-aabbccddeeff)")!)
        );
        Assert.Equal("IPv4(1.2.3.4,0x0,DHCP,0.0.0.0,0.0.0.0,0.0.0.0)", TextOf(Parse("IPv4(1.2.3.4)")!));
        // As EDK II writes instances.
        Assert.Equal("Serial(0x0),Serial(0x1)", TextOf(Parse("Serial(0),/Serial(1)")!));
    }

    [Theory]
    [InlineData("Pci(0x1)")]
    [InlineData("Pci(0x1,0x2,0x3)")]
    [InlineData("Pci(0x100,0x0)")]
    [InlineData("Pci(-1,0x0)")]
    [InlineData("Pci(0x,0x0)")]
    [InlineData("Pci(0x1,0x0")]
    [InlineData("Pci(0x1,0x0)x")]
    [InlineData("Nothing(0x1)")]
    [InlineData("PciRoot(0x100000000)")]
    [InlineData("Acpi(PNP12345,0x0)")]
    [InlineData("VenHw(00112233-4455-6677-8899-AABBCCDDEEF)")]
    [InlineData("VenHw(00112233-4455-6677-8899-AABBCCDDEEFF,0)")]
    [InlineData("HD(1,GPX,00112233-4455-6677-8899-AABBCCDDEEFF)")]
    [InlineData("MAC(525400123456,0x20)")]
    [InlineData("NVMe(0x1,00-11-22-33-44-55-66)")]
    [InlineData("Uart(115200,8,Q,1)")]
    [InlineData("Uart(115200,8,N,3)")]
    [InlineData("IPv4(1.2.3.256)")]
    [InlineData("IPv6(1:2:3:4:5:6:7:8)")]
    [InlineData("IPv6(FE80:0000:0000:0000:0000:0000:0000-0001)")]
    [InlineData("IPv4(1.2.3)")]
    [InlineData("Path(256,1)")]
    [InlineData("Uri(http://\u00e4)")]
    [InlineData("Wi-Fi(0123456789abcdef0123456789abcdef0)")]
    [InlineData("()")]
    [InlineData("/")]
    public void What_is_no_path_is_refused(string text) => Assert.Null(Parse(text));

    [Fact]
    public void A_node_of_an_impossible_length_ends_the_text()
    {
        byte[] root = Node(2, 1, "D041030A" + "00000000");
        foreach (byte[] broken in new byte[][] { [1], [1, 1, 3, 0], [1, 1, 0, 0], [1, 1, 7, 0, 0, 0] })
        {
            byte[] text = new byte[100];
            Assert.False(DevicePathText.TryWrite([.. root, .. broken], text, out int length));
            Assert.Equal("PciRoot(0x0)", Encoding.ASCII.GetString(text, 0, length));
        }

        Assert.True(DevicePathText.TryWrite(root, new byte[12], out _));
        Assert.False(DevicePathText.TryWrite(root, new byte[11], out int cut));
        Assert.InRange(cut, 0, 11);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        byte[] path = Parse("PciRoot(0x0)/\\a.efi")!;
        for (int room = 0; room < path.Length; room++)
        {
            Assert.False(DevicePathParser.TryParse("PciRoot(0x0)/\\a.efi"u8, new byte[room], out _));
        }
    }

    [Fact]
    public void Any_bytes_are_written_or_refused() =>
        Gen
            .Byte.Array[0, 120]
            .Sample(bytes =>
            {
                byte[] text = new byte[4000];
                bool isWhole = DevicePathText.TryWrite(bytes, text, out int length);
                Assert.InRange(length, 0, text.Length);
                // The longest text of a byte is that of a GUID's, of a number's with its comma, of bits in words.
                Assert.True(!isWhole || length <= 40 * (bytes.Length + 4));
            });

    private static byte[] Node(int type, int subtype, string bytes)
    {
        byte[] node = [(byte)type, (byte)subtype, 0, 0, .. Convert.FromHexString(bytes)];
        BinaryPrimitives.WriteUInt16LittleEndian(node.AsSpan(2), (ushort)node.Length);
        return node;
    }

    private static byte[] Path(byte[] node) => [.. node, .. DevicePath.End];

    private static string TextOf(byte[] path)
    {
        byte[] text = new byte[1000];
        Assert.True(DevicePathText.TryWrite(path, text, out int length));
        return Encoding.UTF8.GetString(text, 0, length);
    }

    private static byte[]? Parse(string text)
    {
        byte[] path = new byte[1000];
        return DevicePathParser.TryParse(Encoding.UTF8.GetBytes(text), path, out int length) ? path[..length] : null;
    }
}
