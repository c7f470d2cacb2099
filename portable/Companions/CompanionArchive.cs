using System;
using Keelson.Images;
using Keelson.Tcg;

namespace Keelson.Companions;

/// <summary>
/// A kind of companions as a part of the initial ramdisk: an archive of its own, byte for byte that of systemd-stub 257
/// (src/boot/stub.c, cpio.c), so that what it is measured as can be predicted.
/// </summary>
public readonly struct CompanionArchive(CompanionKind kind)
{
    // Modes of stat(2): what is secret is for the system's manager alone.
    private const uint SecretFolder = 0x4140, // r-x------
        SecretFile = 0x8100, // r--------
        OpenFile = 0x8124; // r--r--r--

    public CompanionKind Kind => kind;

    public ReadOnlySpan<byte> Folder =>
        kind switch
        {
            CompanionKind.Credential => ".extra/credentials"u8,
            CompanionKind.GlobalCredential => ".extra/global_credentials"u8,
            CompanionKind.SystemExtension => ".extra/sysext"u8,
            _ => ".extra/confext"u8,
        };

    public uint Register => kind == CompanionKind.SystemExtension ? PcrIndex.SystemExtensions : PcrIndex.KernelConfig;

    /// <summary>What the event log calls it.</summary>
    public ReadOnlySpan<byte> Description =>
        kind switch
        {
            CompanionKind.Credential => "Credentials initrd"u8,
            CompanionKind.GlobalCredential => "Global credentials initrd"u8,
            CompanionKind.SystemExtension => "System extension initrd"u8,
            _ => "Configuration extension initrd"u8,
        };

    private bool IsSecret => kind is CompanionKind.Credential or CompanionKind.GlobalCredential;

    /// <summary>Room of an archive that has no files.</summary>
    public int EmptyBytes => NewcWriter.FolderBytes(".extra"u8) + NewcWriter.FolderBytes(Folder) + NewcWriter.EndBytes;

    /// <summary>What a file adds to that; no more than <see cref="int.MaxValue"/> makes an archive.</summary>
    public ulong FileBytes(int nameLength, ulong sizeBytes) =>
        NewcWriter.FileBytes(Folder.Length + 1 + nameLength, sizeBytes);

    /// <param name="destination">Zeroes.</param>
    public NewcWriter Begin(Span<byte> destination)
    {
        NewcWriter writer = new(destination);
        writer.AddFolder(".extra"u8, NewcWriter.FolderMode);
        writer.AddFolder(Folder, IsSecret ? SecretFolder : NewcWriter.FolderMode);
        return writer;
    }

    /// <summary>Of a file whose contents are where <see cref="NewcWriter.TryPlace"/> said.</summary>
    public void Add(ref NewcWriter writer, scoped ReadOnlySpan<byte> name, int sizeBytes) =>
        writer.AddFile(Folder, name, sizeBytes, IsSecret ? SecretFile : OpenFile);
}
