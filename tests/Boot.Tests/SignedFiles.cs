using System.Buffers.Binary;
using System.Text;
using Keelson.Tools.Fetch;
using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// Signatures by the key that Debian's edk2 comes with for tests: its secret half is in the package, its public half is
/// enrolled in one of the package's variable stores, with which Secure Boot is on.
/// </summary>
internal sealed class SignedFiles : IDisposable
{
    private const string KeyFile = "/usr/share/qemu-efi-aarch64/PkKek-1-snakeoil.key",
        CertificateFile = "/usr/share/qemu-efi-aarch64/PkKek-1-snakeoil.pem";
    private const string EnrolledStore = "/usr/share/AAVMF/AAVMF_VARS.snakeoil.fd";
    private const string PassPhrase = "snakeoil"; // as the package's documentation says

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-signed-");
    private readonly string _sbsign;
    private readonly string _key;

    /// <summary>For programs that sign themselves.</summary>
    public string Key => _key;
    public static string Certificate => CertificateFile;
    public string Tools => Path.GetDirectoryName(_sbsign)!;

    public SignedFiles()
    {
        foreach (string file in new[] { KeyFile, CertificateFile, EnrolledStore })
        {
            Assert.SkipUnless(
                File.Exists(file),
                $"{file} is not on this machine: Secure Boot is tested with the keys of Debian's qemu-efi-aarch64"
            );
        }

        string openssl = ExecutableSearch.Find("openssl") ?? "";
        Assert.SkipWhen(openssl.Length == 0, "openssl is not on this machine");
        _sbsign = Stock.Package("sbsigntool").Program;
        _key = Path.Combine(_folder.FullName, "key");
        Run(openssl, "rsa", "-passin", "pass:" + PassPhrase, "-in", KeyFile, "-out", _key);
    }

    /// <summary>A machine with a disk whose firmware starts only what is signed.</summary>
    public QemuRunOptions Machine(string name, FatDisk disk)
    {
        // The run writes into its store.
        string store = Path.Combine(_folder.FullName, name + ".fd");
        File.Copy(EnrolledStore, store);
        return new()
        {
            Name = name,
            MemoryMegabytes = 256,
            VariableStore = store,
            ExtraArguments = disk.FlagsOfEdk2,
        };
    }

    /// <summary>
    /// What shim sets once the user has confirmed it: MokSBState, for boot services alone. A record more behind those
    /// of an edk2 store (MdeModulePkg, AUTHENTICATED_VARIABLE_HEADER).
    /// </summary>
    public static void DisableValidationOfShim(string store)
    {
        const int HeaderBytes = 60,
            OffsetOfSizes = 36,
            FirstRecord = 0x64; // behind the headers of volume and store
        const ushort StartOfRecord = 0x55aa;
        const byte Added = 0x3f;
        byte[] flash = File.ReadAllBytes(store);
        int at = FirstRecord;
        while (BinaryPrimitives.ReadUInt16LittleEndian(flash.AsSpan(at)) == StartOfRecord)
        {
            int nameBytes = BinaryPrimitives.ReadInt32LittleEndian(flash.AsSpan(at + OffsetOfSizes));
            int valueBytes = BinaryPrimitives.ReadInt32LittleEndian(flash.AsSpan(at + OffsetOfSizes + 4));
            at = (at + HeaderBytes + nameBytes + valueBytes + 3) & ~3;
        }

        byte[] name = Encoding.Unicode.GetBytes("MokSBState\0");
        Span<byte> record = flash.AsSpan(at, HeaderBytes + name.Length + 1);
        record.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(record, StartOfRecord);
        record[2] = Added;
        BinaryPrimitives.WriteUInt32LittleEndian(
            record[4..],
            (uint)(VariableAttributes.NonVolatile | VariableAttributes.BootServiceAccess)
        );
        BinaryPrimitives.WriteInt32LittleEndian(record[OffsetOfSizes..], name.Length);
        BinaryPrimitives.WriteInt32LittleEndian(record[(OffsetOfSizes + 4)..], 1);
        Guid.Parse("605dab50-e046-4300-abb6-3dd810dd8b23").TryWriteBytes(record[(OffsetOfSizes + 8)..]);
        name.CopyTo(record[HeaderBytes..]);
        record[^1] = 1;
        File.WriteAllBytes(store, flash);
    }

    public byte[] Sign(byte[] image)
    {
        string plain = Path.Combine(_folder.FullName, "plain");
        File.WriteAllBytes(plain, image);
        Run(_sbsign, "--key", _key, "--cert", CertificateFile, "--output", plain + ".signed", plain);
        return File.ReadAllBytes(plain + ".signed");
    }

    /// <returns>A file with the signed copy.</returns>
    public string Sign(string file)
    {
        string signed = Path.Combine(_folder.FullName, Path.GetFileName(file));
        File.WriteAllBytes(signed, Sign(File.ReadAllBytes(file)));
        return signed;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static void Run(string program, params string[] arguments)
    {
        List<string> said = [];
        int? status = ChildProcess.RunCollected(program, arguments, TimeLimit.OfTool, said.Add);
        Assert.True(
            status == 0,
            $"{CommandText.Format(program, arguments)} ended with {status}: {string.Join('\n', said)}"
        );
    }
}
