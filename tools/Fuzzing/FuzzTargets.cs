using System.Text;
using Keelson.Companions;
using Keelson.Handover;
using Keelson.Images;
using Keelson.Reports;
using Keelson.Tcg;

namespace Keelson.Tools.Fuzzing;

/// <summary>Every parser of portable/ that reads what a file, a disk, a user or a firmware says.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("device-tree", DeviceTreeTarget.Take, DeviceTreeTarget.Empty()),
        new("overlay", DeviceTreeTarget.TakeOverlay),
        new(
            "pe-image",
            TakeImage,
            Bytes("MZ" + new string('\0', 58) + "@\0\0\0PE\0\0\u0064\u00aa\u0002\0"),
            new byte[512]
        ),
        new("cpio", TakeArchive, Bytes("070701" + string.Concat(Enumerable.Repeat("00000002", 13)) + "k\0\0\0ab")),
        new("boot-entry", EntryTargets.TakeEntry, Bytes("title T\nlinux /k\ninitrd /i\noptions a=\"b c\" initrd=/j\n")),
        new("loader-conf", EntryTargets.TakeConfiguration, Bytes("timeout 3\ndefault arch*\nconsole-mode max\n")),
        new(
            "os-release",
            EntryTargets.TakeRelease,
            Bytes("PRETTY_NAME=\"T 1\"\nID=t\nVERSION_ID='2'\nIMAGE_VERSION=3\n")
        ),
        new(
            "load-options",
            EntryTargets.TakeOptions,
            Encoding.Unicode.GetBytes("app.efi @1 kernel=/k initrd=\"/i i\" keelson.kexec=3 efi=debug,novamap -- x"),
            Encoding.Unicode.GetBytes("quiet dtb=/d keelson.chain=4k,64k keelson.next=linux -- a")
        ),
        new("acpi", AcpiTarget.Take, AcpiTarget.Console(), new byte[300]),
        new("tpm-log", TakeEventLog, new byte[96]),
        new("kept-report", TakeReport, SealedReport()),
        new("boot-record", input => BootRecord.TryDecode(input, out _) ? 1 : 0, BootRecordSeed()),
        new("memory-map", MemoryMapTarget.Take, MemoryMapTarget.Small()),
        new("attributes-table", FirmwareTableTargets.TakeAttributes, FirmwareTableTargets.Attributes()),
        new("smbios", FirmwareTableTargets.TakeSmbios, FirmwareTableTargets.Smbios()),
        new("device-path", FirmwareTableTargets.TakePath, FirmwareTableTargets.Path()),
        new(
            "device-path-text",
            FirmwareTableTargets.TakePathText,
            Bytes("PciRoot(0x0)/Pci(0x1,0x0)/HD(1,GPT,00112233-4455-6677-8899-AABBCCDDEEFF,0x800,0x100)/\\a.efi"),
            Bytes("VenHw(00112233-4455-6677-8899-AABBCCDDEEFF,0A)/Uart(115200,8,N,1)/VenPcAnsi(),MAC(525400123456,1)"),
            Bytes("Acpi(PNP0C0C,0x1)/NVMe(0x1,00-11-22-33-44-55-66-77)/IPv4(1.2.3.4,TCP,DHCP,0.0.0.0)/Path(85,7,0102)")
        ),
        new("generation-record", FirmwareTableTargets.TakeGeneration, FirmwareTableTargets.Generation()),
        new("compression", CompressionTarget.Take, CompressionTarget.Gzip()),
    ];

    private static byte[] BootRecordSeed()
    {
        byte[] record = new byte[BootRecord.SizeBytes];
        default(BootRecord).Encode(record);
        return record;
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static int TakeImage(byte[] input)
    {
        int outcome = (int)Arm64Image.TryParse(input, out _) * 4 + (BuildOfImage.Find(input) == 0 ? 0 : 64);
        if (!PeImage.TryCreate(input, out PeImage image))
        {
            return outcome;
        }

        for (int i = 0; i < 3 && UnifiedImageProfile.TryFind(image, i, out UnifiedImageProfile profile); i++)
        {
            outcome += profile.TryFindSection(".linux"u8, out PeSection section) ? 1 + section.Name.Length : 0;
        }

        outcome += 256 * (int)AddOnImage.TryCreate(input, "6.1"u8, out AddOnImage addOn);
        return outcome + 1 + addOn.CommandLine.Length;
    }

    private static int TakeArchive(byte[] input)
    {
        bool isFound = new CpioArchive(input).TryFind("k"u8, out ReadOnlySpan<byte> contents, out uint offset);
        return isFound && input.AsSpan((int)offset, contents.Length).SequenceEqual(contents) ? 1 : 0;
    }

    private static int TakeEventLog(byte[] input)
    {
        ulong first = EventLogMeasure.Sha1EventSize(input);
        ulong next = first == 0 ? 0 : EventLogMeasure.EventSize(input.AsSpan(0, (int)first), input.AsSpan((int)first));
        return (first == 0 ? 0 : 1) + (next == 0 ? 0 : 2);
    }

    private static int TakeReport(byte[] input)
    {
        if (!KeptReport.TryRead(input, out ReadOnlySpan<byte> text, out uint marks))
        {
            return 0;
        }

        return 1 + (int)(marks & 1) + KeptReport.Summarize(text, new byte[text.Length]);
    }

    private static byte[] SealedReport()
    {
        byte[] text = Bytes("ok 1\nnot ok 2 x\n# report failed\n");
        byte[] record = [.. new byte[KeptReport.HeaderBytes], .. text];
        KeptReport.Seal(record, text.Length, 1, 2);
        return record;
    }
}
