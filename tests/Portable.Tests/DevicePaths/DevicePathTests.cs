using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using CsCheck;
using Keelson.DevicePaths;
using Keelson.Text;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;
using Xunit;

namespace Keelson.Portable.Tests;

public class DevicePathTests
{
    private static readonly byte[] s_partition = Convert.FromHexString("00112233445566778899aabbccddeeff");

    private static byte[] Node(byte type, byte subtype, params byte[] data)
    {
        byte[] node = [type, subtype, 0, 0, .. data];
        BinaryPrimitives.WriteUInt16LittleEndian(node.AsSpan(2), (ushort)node.Length);
        return node;
    }

    private static byte[] HardDrive(byte format = 2, byte signature = 2) =>
        Node(4, 1, [.. new byte[20], .. s_partition, format, signature]);

    private static byte[] FileNode(string path) => Node(4, 4, Encoding.Unicode.GetBytes(path + "\0"));

    private static byte[] Path(params byte[][] nodes) => [.. nodes.SelectMany(node => node), .. DevicePath.End];

    [Theory]
    [InlineData(@"\EFI\BOOT\BOOTAA64.EFI", @"\EFI\BOOT\BOOTAA64.EFI")]
    [InlineData(@"\EFI|BOOT\|a.efi", @"\EFI\BOOT\a.efi")]
    [InlineData(@"\EFI\|\a.efi", @"\EFI\\a.efi")]
    [InlineData("", "")]
    public void File_nodes_are_one_path(string names, string expected)
    {
        byte[] path = Path([Node(1, 1, 7), .. names.Split('|').Select(FileNode)]);
        byte[] text = new byte[256];
        int length = DevicePath.WriteFile(new DevicePath(path), text);
        Assert.Equal(expected, Encoding.UTF8.GetString(text.AsSpan(0, length)));
    }

    [Fact]
    public void The_partition_and_its_disk_are_found()
    {
        byte[] disk = [.. Node(2, 1, 1, 2, 3), .. Node(3, 1, 4)];
        byte[] path = Path(disk, HardDrive(), FileNode("x"));
        Assert.True(DevicePath.TryFindPartition(new DevicePath(path), out EfiGuid partition));
        byte[] text = new byte[36];
        Assert.Equal(36, partition.Write(text));
        // In systemd-boot's case, as it becomes LoaderDevicePartUUID.
        Assert.Equal(new Guid(s_partition).ToString().ToUpperInvariant(), Encoding.ASCII.GetString(text));
        Assert.Equal(disk, DevicePath.DiskOf(path).ToArray());
        Assert.False(DevicePath.TryFindPartition(new DevicePath(Path(disk, HardDrive(1, 1))), out _));
        Assert.True(DevicePath.DiskOf(Path(disk)).IsEmpty);
    }

    [Theory]
    [InlineData("/EFI//Linux\\\\a.efi", @"\EFI\Linux\a.efi")]
    [InlineData("a.efi", @"\a.efi")]
    [InlineData("\\\\/x", @"\x")]
    public void A_file_node_is_written(string file, string expected)
    {
        byte[] node = new byte[4 + 2 * (Encoding.UTF8.GetByteCount(file) + 2)];
        int length = DevicePath.WriteFileNode(Encoding.UTF8.GetBytes(file), node);
        Assert.Equal(FileNode(expected), node[..length]);
    }

    /// <summary>As long as FAT has names: three bytes of UTF-8 for each code unit, and none is cut off.</summary>
    [Fact]
    public void A_file_node_of_the_longest_names_is_written()
    {
        string name = new string('\u4e2d', 251) + ".efi";
        A_file_node_is_written($"/{name}//{name}", $"\\{name}\\{name}");
    }

    /// <summary>Whatever the bytes say of their lengths.</summary>
    [Fact]
    public void Any_bytes_end() =>
        Gen
            .Byte.Array[0, 60]
            .Sample(
                bytes =>
                {
                    int total = 0;
                    for (DevicePath path = new(bytes); path.TryNext(); total += path.Node.Length)
                    {
                        Assert.True(path.Node.Length >= 4);
                    }

                    Assert.True(total <= bytes.Length);
                    DevicePath.WriteFile(new DevicePath(bytes), new byte[64]);
                    DevicePath.TryFindPartition(new DevicePath(bytes), out _);
                },
                iter: 20_000
            );

    [Fact]
    public void Text_of_variables_is_what_the_host_writes() =>
        Gen.OneOf("a", "\u00e4", "\u4e2d", "\U0001f600", "0123456789")
            .Array[0, 60]
            .Select(string.Concat)
            .Sample(text =>
            {
                byte[] utf8 = Encoding.UTF8.GetBytes(text);
                byte[] units = new byte[2 * utf8.Length + 2];
                int length = Utf8.ToUtf16Bytes(utf8, units);
                Assert.Equal(Encoding.Unicode.GetBytes(text + "\0"), units[..length]);
            });

    [Fact]
    public void The_structure_is_as_long_as_the_specification_has_it()
    {
        EfiFileInfo info = default;
        info.SetName("ab");
        Assert.Equal(80ul + 6, info.InfoSizeBytes);
        Assert.Equal("a\0b\0\0\0"u8, info.NameUnits[..6]);
    }
}
