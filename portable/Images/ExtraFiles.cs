using System;

namespace Keelson.Images;

/// <summary>
/// What a unified image tells the system about itself, as files of a cpio archive behind its initial ramdisk: the
/// signatures of what is measured, the key that they are made with, os-release, and the profile (systemd-stub(7),
/// "Initrd Resources").
/// </summary>
public ref struct ExtraFiles
{
    public ReadOnlySpan<byte> Signature;
    public ReadOnlySpan<byte> PublicKey;
    public ReadOnlySpan<byte> OsRelease;
    public ReadOnlySpan<byte> Profile;

    /// <summary>More than headers, names and padding of all entries take.</summary>
    private const int OverheadBytes = 1024;
    private const uint FileMode = 0x8124; // r--r--r--, of stat(2)

    private static ReadOnlySpan<byte> Folder => ".extra"u8;

    public readonly bool IsEmpty => ContentBytes == 0;

    /// <summary>Room that is enough, whole words; 0 where there are none.</summary>
    public readonly int RoomBytes => IsEmpty ? 0 : OverheadBytes + ContentBytes + 3 & ~3;

    private readonly int ContentBytes => Signature.Length + PublicKey.Length + OsRelease.Length + Profile.Length;

    /// <param name="destination">Zeroes, <see cref="RoomBytes"/> of them; those that are left may follow an archive.
    /// </param>
    public readonly void Write(Span<byte> destination)
    {
        NewcWriter writer = new(destination);
        writer.AddFolder(Folder, NewcWriter.FolderMode);
        Add(ref writer, "tpm2-pcr-signature.json"u8, Signature);
        Add(ref writer, "tpm2-pcr-public-key.pem"u8, PublicKey);
        Add(ref writer, "os-release"u8, OsRelease);
        Add(ref writer, "profile"u8, Profile);
        writer.End();
    }

    private static void Add(ref NewcWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> contents)
    {
        if (!contents.IsEmpty && writer.TryPlace(Folder, name, (ulong)contents.Length, out Span<byte> place))
        {
            contents.CopyTo(place);
            writer.AddFile(Folder, name, contents.Length, FileMode);
        }
    }
}
