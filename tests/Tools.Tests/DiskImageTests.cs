using System.Buffers.Binary;
using System.Text;
using Keelson.Tools.Disks;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>Disk images, read back with what the specifications say and with mtools.</summary>
public sealed class DiskImageTests : IDisposable
{
    private const int Sector = 512;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-disks-");

    public void Dispose() => _folder.Delete(recursive: true);

    private string Input(string name, int bytes)
    {
        string path = Path.Combine(_folder.FullName, name);
        byte[] contents = new byte[bytes];
        new Random(bytes).NextBytes(contents);
        File.WriteAllBytes(path, contents);
        return path;
    }

    private string Output(string name = "disk.img") => Path.Combine(_folder.FullName, name);

    private byte[] ReadFile(string image, string path, long volume = 1 << 20)
    {
        string target = Output("read-back");
        List<string> said = [];
        int? status = ChildProcess.RunCollected(
            ExecutableSearch.Find("mcopy")!,
            ["-n", "-i", $"{image}@@{volume}", "::/" + path, target],
            TimeLimit.OfTool,
            said.Add
        );
        Assert.True(status == 0, string.Join("; ", said));
        return File.ReadAllBytes(target);
    }

    [Fact]
    public void A_CD_has_one_file_which_is_the_boot_image_and_holds_the_application()
    {
        const int Block = 2048;
        string application = Input("a.efi", 100_000);
        new DiskImage(BoardKind.Cd, application).Write(Output());

        byte[] disc = File.ReadAllBytes(Output());
        ReadOnlySpan<byte> primary = disc.AsSpan(16 * Block, Block);
        Assert.Equal([1, .. "CD001"u8, 1], primary[..7].ToArray());
        Assert.Equal(disc.Length / Block, BinaryPrimitives.ReadInt32LittleEndian(primary[80..]));
        Assert.Equal(disc.Length / Block, BinaryPrimitives.ReadInt32BigEndian(primary[84..]));
        // The root's third record, after itself and its parent, is the only file (ECMA-119, 9.1).
        int root = BinaryPrimitives.ReadInt32LittleEndian(primary[158..]);
        ReadOnlySpan<byte> file = disc.AsSpan((root * Block) + (2 * 34));
        Assert.Equal("EFI.IMG;1"u8.ToArray(), file.Slice(33, file[32]).ToArray());
        int start = BinaryPrimitives.ReadInt32LittleEndian(file[2..]);
        Assert.Equal(disc.Length, (start * Block) + BinaryPrimitives.ReadInt32LittleEndian(file[10..]));
        Assert.Equal(0, file[file[0]]);

        // El Torito: the record names the catalogue, whose words add up to 0, and that the same place.
        ReadOnlySpan<byte> record = disc.AsSpan(17 * Block, Block);
        Assert.Equal("EL TORITO SPECIFICATION"u8.ToArray(), record.Slice(7, 23).ToArray());
        ReadOnlySpan<byte> catalogue = disc.AsSpan(BinaryPrimitives.ReadInt32LittleEndian(record[71..]) * Block, 64);
        ushort sum = 0;
        for (int offset = 0; offset < 32; offset += 2)
        {
            sum += BinaryPrimitives.ReadUInt16LittleEndian(catalogue[offset..]);
        }

        Assert.Equal(0, sum);
        Assert.Equal([1, 0xef], catalogue[..2].ToArray());
        Assert.Equal([0x88, 0], catalogue.Slice(32, 2).ToArray());
        Assert.Equal(start, BinaryPrimitives.ReadInt32LittleEndian(catalogue[40..]));
        Assert.Equal(File.ReadAllBytes(application), ReadFile(Output(), "EFI/BOOT/BOOTAA64.EFI", start * Block));
    }

    [Theory]
    [InlineData(100_000, 64)]
    [InlineData(40_000_000, 128)]
    public void A_generic_disk_has_both_tables_and_a_system_partition_with_the_application(
        int applicationBytes,
        int megabytes
    )
    {
        string application = Input("a.efi", applicationBytes);
        new DiskImage(BoardKind.Generic, application).Write(Output());

        byte[] disk = File.ReadAllBytes(Output());
        Assert.Equal((long)megabytes << 20, disk.Length);
        long last = (disk.Length / Sector) - 1;
        // The protective record: one entry of type 0xEE, over the whole disk (UEFI 2.10, 5.2.3).
        Assert.Equal(
            (0xee, 1u, (uint)last),
            (
                disk[450],
                BinaryPrimitives.ReadUInt32LittleEndian(disk.AsSpan(454)),
                BinaryPrimitives.ReadUInt32LittleEndian(disk.AsSpan(458))
            )
        );
        Assert.Equal(0xaa55, BinaryPrimitives.ReadUInt16LittleEndian(disk.AsSpan(510)));
        (Guid Disk, byte[] Entries) primary = ReadTable(disk, 1, last);
        (Guid Disk, byte[] Entries) backup = ReadTable(disk, last, 1);
        Assert.Equal(primary.Disk, backup.Disk);
        Assert.Equal(primary.Entries, backup.Entries);
        Assert.Equal(new Guid("C12A7328-F81F-11D2-BA4B-00A0C93EC93B"), new Guid(primary.Entries.AsSpan(0, 16)));
        Assert.Equal(
            (2048, last - 33),
            (
                BinaryPrimitives.ReadInt64LittleEndian(primary.Entries.AsSpan(32)),
                BinaryPrimitives.ReadInt64LittleEndian(primary.Entries.AsSpan(40))
            )
        );
        Assert.Equal(File.ReadAllBytes(application), ReadFile(Output(), "EFI/BOOT/BOOTAA64.EFI"));
        CheckFat32(disk, last - 33 - 2047);
    }

    [Fact]
    public void A_card_of_the_Raspberry_Pi_has_a_boot_record_and_its_files()
    {
        string application = Input("a.efi", 5000);
        new DiskImage(BoardKind.Raspi3, application)
        {
            Files = new Dictionary<string, string> { ["start.elf"] = Input("start.elf", 70) },
        }.Write(Output());

        byte[] disk = File.ReadAllBytes(Output());
        Assert.Equal(
            (0x80, 0x0c, 2048u),
            (disk[446], disk[450], BinaryPrimitives.ReadUInt32LittleEndian(disk.AsSpan(454)))
        );
        CheckFat32(disk, BinaryPrimitives.ReadUInt32LittleEndian(disk.AsSpan(458)));
        Assert.Contains("kernel=u-boot.bin\n", Encoding.ASCII.GetString(ReadFile(Output(), "config.txt")));
        Assert.Equal(70, ReadFile(Output(), "start.elf").Length);
    }

    [Fact]
    public void Options_are_carried_by_the_copy_on_the_disk()
    {
        string application = Products.RequireBootApplication(Repository.Current);
        new DiskImage(BoardKind.Generic, application) { Options = "keelson.maps=yes efi=novamap" }.Write(Output());

        PeFile copy = PeFile.Read(ReadFile(Output(), "EFI/BOOT/BOOTAA64.EFI"));
        var section = copy.Sections.Single(one => one.Name == ".cmdline");
        Assert.Equal(
            "keelson.maps=yes efi=novamap",
            Encoding.UTF8.GetString(copy.Content, section.PointerToRawData, section.VirtualSize)
        );
        string twice = Output("twice.efi");
        File.WriteAllBytes(twice, copy.Content);
        Assert.Contains(
            "carries options already",
            Assert
                .Throws<FailureException>(() =>
                    new DiskImage(BoardKind.Generic, twice) { Options = "x" }.Write(Output())
                )
                .What
        );
        Assert.Contains(
            "is no EFI application",
            Assert
                .Throws<FailureException>(() =>
                    new DiskImage(BoardKind.Generic, Input("a.efi", 100)) { Options = "x" }.Write(Output())
                )
                .What
        );
    }

    [Fact]
    public void A_missing_file_is_named_and_the_image_before_stays()
    {
        File.WriteAllText(Output(), "before");
        FailureException failure = Assert.Throws<FailureException>(() =>
            new DiskImage(BoardKind.Generic, "/none/a.efi").Write(Output())
        );
        Assert.Equal("/none/a.efi does not exist", failure.What);
        Assert.Equal("before", File.ReadAllText(Output()));
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named()
    {
        string inTheWay = Input("file", 1);
        FailureException failure = Assert.Throws<FailureException>(() =>
            new DiskImage(BoardKind.Generic, Input("a.efi", 10)).Write(Path.Combine(inTheWay, "disk.img"))
        );
        Assert.StartsWith($"cannot write {inTheWay}", failure.What);
        Assert.Contains("--output", failure.Advice);
    }

    /// <summary>A file moved there would take the place of the device's node.</summary>
    [Fact]
    public void A_device_is_refused() =>
        Assert.StartsWith(
            "/dev/none is a device",
            Assert
                .Throws<FailureException>(() => new DiskImage(BoardKind.Generic, Input("a.efi", 10)).Write("/dev/none"))
                .What
        );

    [Fact]
    public void A_full_disk_is_said_to_be_full()
    {
        string application = Input("a.efi", 0);
        byte[] product = File.ReadAllBytes(Products.RequireBootApplication(Repository.Current));
        File.WriteAllBytes(application, [.. product, .. new byte[4_000_000]]);
        string mount = Directory.CreateDirectory(Output("small")).FullName;
        string keelson = Path.Combine(Repository.Current.Artifacts, "bin", "Keelson.Tools", "debug", "keelson.dll");
        (int? status, IReadOnlyList<string> said) = SmallDisk.Run(
            mount,
            2 << 20,
            $"'{DotnetHost.Path}' '{keelson}' image --efi '{application}' --output '{mount}/disk.img'; "
                + $"status=$?; ls -A '{mount}'; (exit $status)"
        );
        Assert.Equal(1, status);
        Assert.Contains(said, line => line.StartsWith("keelson: ", StringComparison.Ordinal));
        // mtools call it "Disk full" or "Internal error", and the advice is ours; nothing half-made stays.
        Assert.Contains(
            said,
            line =>
                line.Contains("see that the disk has room", StringComparison.Ordinal)
                || line.Contains("make room", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            said,
            line =>
                line.Contains("disk.img", StringComparison.Ordinal) && line.EndsWith(".tmp", StringComparison.Ordinal)
        );
    }

    private static (Guid Disk, byte[] Entries) ReadTable(byte[] disk, long at, long other)
    {
        byte[] header = disk.AsSpan((int)(at * Sector), Sector).ToArray();
        Assert.Equal("EFI PART", Encoding.ASCII.GetString(header, 0, 8));
        Assert.Equal(
            (0x1_0000u, 92u),
            (
                BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8)),
                BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(12))
            )
        );
        Assert.Equal(
            (at, other),
            (
                BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(24)),
                BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(32))
            )
        );
        byte[] entries = disk.AsSpan(
                (int)(BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(72)) * Sector),
                128 * 128
            )
            .ToArray();
        Assert.Equal(Crc32.Of(entries), BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(88)));
        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(16));
        header.AsSpan(16, 4).Clear();
        Assert.Equal(Crc32.Of(header.AsSpan(0, 92)), crc);
        return (new Guid(header.AsSpan(56, 16)), entries);
    }

    /// <summary>FAT32 by its own definition: the number of clusters (Microsoft, FAT specification 1.03).</summary>
    private static void CheckFat32(byte[] disk, long partitionSectors)
    {
        ReadOnlySpan<byte> boot = disk.AsSpan(2048 * Sector);
        Assert.Equal(
            (512, 2048u, (uint)partitionSectors),
            (
                BinaryPrimitives.ReadUInt16LittleEndian(boot[11..]),
                BinaryPrimitives.ReadUInt32LittleEndian(boot[28..]),
                BinaryPrimitives.ReadUInt32LittleEndian(boot[32..])
            )
        );
        long data =
            partitionSectors
            - BinaryPrimitives.ReadUInt16LittleEndian(boot[14..])
            - (boot[16] * (long)BinaryPrimitives.ReadUInt32LittleEndian(boot[36..]));
        Assert.InRange(data / boot[13], 65_525, 268_435_444);
    }
}
