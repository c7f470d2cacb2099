using System.Buffers.Binary;
using System.Text;
using Keelson.Companions;
using Keelson.Images;
using Keelson.Tcg;
using Keelson.Tools.Images;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Qemu;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// What lies beside a signed unified image, under Secure Boot and with a TPM: add-ons that the firmware would run are
/// used, nothing of others is; credentials and extensions become parts of the initial ramdisk; all of it is measured.
/// </summary>
public sealed class CompanionTests : IDisposable
{
    private const string Signed = "quiet root=LABEL=signed";
    private const string Folder = "EFI/Linux/two.efi.extra.d";

    /// <summary>Size, size of what came after GetEventLog, version (Linux, include/linux/efi.h).</summary>
    private const int LogHeaderBytes = 9;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-companions-");

    [Fact]
    public async Task Verified_add_ons_count_others_do_not_and_all_that_counts_is_measured()
    {
        using SignedFiles signer = new();
        using SoftwareTpm tpm = Stock.Tpm();
        byte[] initrd = "070701-carried"u8.ToArray(),
            added = "070701-added"u8.ToArray(),
            osRelease = "ID=two\nVERSION_ID=1\nPRETTY_NAME=Two\n"u8.ToArray(),
            tree = ChangedTree.MakeMarked(_folder, "keelson,added");
        byte[] image = new UnifiedImage
        {
            Kernel = ParkedKernel.Make("signed"),
            CommandLine = Signed,
            Initrd = initrd,
            DeviceTree = ChangedTree.MakeMarked(_folder, "keelson,carried"),
            OsRelease = osRelease,
            Release = "6.1.0-1",
            Layout = UnifiedImageLayout.Plain,
        }.Build(File.ReadAllBytes(Built.FullStub));

        // Trees for several machines, of which the second is for this one.
        SectionAppender trees = new(image);
        foreach (string model in (string[])["test,other", ChangedTree.Model])
        {
            byte[] one = ChangedTree.MakeModel(_folder, model);
            trees.Append(".dtbauto", one, (uint)one.Length);
        }

        image = trees.Finish();

        using FatDisk disk = new(signer.Sign(Built.Boot));
        disk.Write("EFI/Linux/two+3.efi", signer.Sign(image));
        disk.Write("loader/loader.conf", "timeout 0\n");
        disk.Write("loader/addons/global.addon.efi", signer.Sign(AddOn((".cmdline", "\tglobal"))));
        disk.Write($"{Folder}/a.addon.efi", AddOn((".cmdline", "unsigned")));
        disk.Write(
            $"{Folder}/b.addon.efi",
            signer.Sign(AddOn((".cmdline", "second \n\0"), (".initrd", Encoding.ASCII.GetString(added))))
        );
        byte[] tampered = signer.Sign(AddOn((".cmdline", "tampered")));
        tampered[tampered.AsSpan().IndexOf("tampered"u8)] ^= 1;
        disk.Write($"{Folder}/c.addon.efi", tampered);
        disk.Write($"{Folder}/d.addon.efi", signer.Sign(AddOn((".cmdline", "other"), (".uname", "6.1.0-2"))));
        disk.Write(
            $"{Folder}/E.ADDON.EFI",
            signer.Sign(
                AddOn([
                    (".dtb", ChangedTree.MakeMarked(_folder, "keelson,for-all")),
                    (".dtbauto", ChangedTree.MakeModel(_folder, "test,other")),
                    (".dtbauto", tree),
                    (".uname", "6.1.0-1"u8.ToArray()),
                ])
            )
        );
        disk.Write($"{Folder}/f.addon.efi", signer.Sign(image));
        disk.Write($"{Folder}/g.addon.efi", signer.Sign(AddOn((".dtb", "no tree"u8.ToArray()))));
        disk.WriteAll(
            Folder,
            [
                ("w.cred", "first"),
                ("x.cred", "2"),
                (".y.cred", "no"),
                ("z.txt", "no"),
                ("tools.raw", "system"),
                ("net.confext.raw", ""),
            ]
        );
        disk.WriteAll("loader/credentials", [("all.cred", "for all")]);

        byte[] log = [];
        HandedOver handed = await HandedOver.BootAsync(
            signer.Machine("companions", disk) with
            {
                ExtraArguments =
                [
                    .. disk.FlagsOfEdk2,
                    .. tpm.Flags,
                    "-smbios",
                    "type=11,value=io.systemd.boot.kernel-cmdline-extra=no,"
                        + "value=io.systemd.stub.kernel-cmdline-extra= smbios ",
                ],
            },
            look: async (guest, handover) =>
            {
                ulong table = (await EfiTables.ReadAsync(guest, handover))[WellKnownGuids.LinuxTpmEventLog];
                int size = BinaryPrimitives.ReadInt32LittleEndian(
                    await guest.ReadPhysicalMemoryAsync(table, sizeof(int))
                );
                log = await guest.ReadPhysicalMemoryAsync(table + LogHeaderBytes, size);
            }
        );
        const string EfiFolder = @"\EFI\Linux\two.efi.extra.d";
        handed.Run.RequireInOrder(
            @"keelson-stub: add-on \loader\addons\global.addon.efi",
            $@"keelson-stub: add-on {EfiFolder}\E.ADDON.EFI",
            $@"keelson-stub: warning: add-on {EfiFolder}\a.addon.efi ignored: EFI_ACCESS_DENIED",
            $@"keelson-stub: add-on {EfiFolder}\b.addon.efi",
            $@"keelson-stub: warning: add-on {EfiFolder}\c.addon.efi ignored: EFI_ACCESS_DENIED",
            $@"keelson-stub: warning: add-on {EfiFolder}\d.addon.efi ignored: .uname is of another kernel",
            $@"keelson-stub: warning: add-on {EfiFolder}\f.addon.efi ignored: carries a kernel: not an add-on",
            $@"keelson-stub: add-on {EfiFolder}\g.addon.efi",
            "keelson-stub: warning: device tree g.addon.efi ignored: ",
            "keelson-stub: Credentials initrd of ",
            "keelson-stub: Global credentials initrd of ",
            "keelson-stub: System extension initrd of ",
            "keelson-stub: Configuration extension initrd of "
        );
        Assert.Equal($"{Signed} global second smbios", handed.CommandLine);
        Assert.NotNull(handed.Property("/", "keelson,added"));
        Assert.Null(handed.Property("/", "keelson,carried"));

        byte[] credentials = Archive(CompanionKind.Credential, ("w.cred", "first"), ("x.cred", "2")),
            global = Archive(CompanionKind.GlobalCredential, ("all.cred", "for all")),
            system = Archive(CompanionKind.SystemExtension, ("tools.raw", "system")),
            configuration = Archive(CompanionKind.ConfigurationExtension, ("net.confext.raw", ""));
        Assert.Equal(
            [.. initrd, 0, 0, .. credentials, .. global, .. system, .. configuration, .. Extra(osRelease), .. added],
            handed.Initrd
        );

        // Who verifies an add-on measures it, as whatever the firmware loads: once, but the image is there twice.
        List<string> loaded =
        [
            .. PcrPrediction
                .DigestsOf(log)
                .Where(one => one.Register == PcrIndex.BootCode)
                .Select(one => Convert.ToHexString(one.Digest)),
        ];
        Assert.Equal(loaded.Count - 1, loaded.Distinct().Count());
        SortedDictionary<uint, byte[]> registers = PcrPrediction.Replay(log);
        Assert.Equal(
            PcrPrediction.Extend(
                PcrPrediction.Text("global second"),
                PcrPrediction.Text("smbios"),
                tree,
                credentials,
                global,
                configuration,
                added
            ),
            registers[12]
        );
        Assert.Equal(PcrPrediction.Extend(system), registers[13]);
        Assert.Equal(PcrPrediction.OfImage(image, compatible: ChangedTree.Model), registers[11]);
        foreach (string described in (string[])["E.ADDON.EFI", "b.addon.efi", "Credentials initrd", "global second"])
        {
            Assert.True(log.AsSpan().IndexOf(PcrPrediction.Text(described)) > 0, described);
        }
    }

    /// <summary>Of an image whose kernel turns out to be cut, so that another program of the volume can look.</summary>
    [Fact]
    public async Task The_system_is_told_what_was_measured_into_which_register()
    {
        using SoftwareTpm tpm = Stock.Tpm();
        byte[] image = Append(
            Built.FullStub,
            (".linux", File.ReadAllBytes(Built.Hello).AsSpan(0, 1024).ToArray()),
            (".cmdline", "told"u8.ToArray()),
            (".osrel", "ID=told\nVERSION_ID=1\nPRETTY_NAME=Told\n"u8.ToArray())
        );
        using FatDisk disk = new(Built.Launcher);
        disk.Write("launcher.txt", "/boot.efi\n/variables.efi");
        disk.Write("boot.efi", File.ReadAllBytes(Built.Boot));
        disk.Write("variables.efi", File.ReadAllBytes(Built.Variables));
        disk.Write("EFI/Linux/told.efi", image);
        disk.Write("loader/loader.conf", "timeout 0\n");
        disk.WriteAll(
            "EFI/Linux/told.efi.extra.d",
            [("w.cred", "first"), ("tools.raw", "system"), ("net.confext.raw", "")]
        );

        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "companions-told",
                MemoryMegabytes = 256,
                ExtraArguments = [.. disk.FlagsOfEdk2, .. tpm.Flags],
            }
        );
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder(
                "keelson-stub: measuring is done",
                "keelson-stub: error: kernel in .linux: its own EFI stub: EFI_",
                "launcher: starting /variables.efi",
                "variables: StubPcrKernelImage (6) 11",
                "variables: StubPcrKernelParameters (6) 12",
                "variables: StubPcrInitRDSysExts (6) 13",
                "variables: StubPcrInitRDConfExts (6) 12",
                "variables: done"
            );
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static byte[] AddOn(params (string Name, string Contents)[] sections) =>
        AddOn([.. sections.Select(section => (section.Name, Encoding.ASCII.GetBytes(section.Contents)))]);

    private static byte[] AddOn((string Name, byte[] Contents) first, (string Name, string Contents) second) =>
        AddOn([first, (second.Name, Encoding.ASCII.GetBytes(second.Contents))]);

    private static byte[] AddOn(params (string Name, byte[] Contents)[] sections) => Append(Built.Nothing, sections);

    private static byte[] Append(string application, params (string Name, byte[] Contents)[] sections)
    {
        SectionAppender image = new(File.ReadAllBytes(application));
        foreach ((string name, byte[] contents) in sections)
        {
            image.Append(name, contents, (uint)contents.Length);
        }

        return image.Finish();
    }

    private static byte[] Extra(byte[] osRelease)
    {
        ExtraFiles extra = new() { OsRelease = osRelease };
        byte[] archive = new byte[extra.RoomBytes];
        extra.Write(archive);
        return archive;
    }

    private static byte[] Archive(CompanionKind kind, params (string Name, string Contents)[] files)
    {
        CompanionArchive archive = new(kind);
        byte[] bytes = new byte[
            archive.EmptyBytes
                + files.Sum(file => (int)archive.FileBytes(file.Name.Length, (ulong)file.Contents.Length))
        ];
        NewcWriter writer = archive.Begin(bytes);
        foreach ((string name, string contents) in files)
        {
            byte[] file = Encoding.ASCII.GetBytes(name);
            Assert.True(writer.TryPlace(archive.Folder, file, (ulong)contents.Length, out Span<byte> place));
            Encoding.ASCII.GetBytes(contents).CopyTo(place);
            archive.Add(ref writer, file, contents.Length);
        }

        writer.End();
        return bytes;
    }
}
