using System;

namespace Keelson.Images;

/// <summary>
/// What a unified image tells the system about itself, as files of a cpio archive behind its initial ramdisk: the
/// signatures of what is measured, the key that they are made with, and the profile (systemd-stub(7), "Initrd
/// Resources").
/// </summary>
public ref struct ExtraFiles
{
    public ReadOnlySpan<byte> Signature;
    public ReadOnlySpan<byte> PublicKey;
    public ReadOnlySpan<byte> Profile;

    /// <summary>More than headers, names and padding of all entries take.</summary>
    private const int OverheadBytes = 1024;

    private const int ModeOffset = 18;
    private const int FileSizeEnd = 62;
    private const int NameSizeEnd = 102;

    /// <summary>
    /// A header of the "newc" form (Linux, Documentation/driver-api/early-userspace/buffer-format.rst): of a file that
    /// is read-only, without sizes.
    /// </summary>
    private static ReadOnlySpan<byte> Header =>
        "07070100000000000081240000000000000000000000010000000000000000"u8
        + "000000000000000000000000000000000000000000000000"u8;

    private static ReadOnlySpan<byte> FolderMode => "416d"u8; // r-xr-xr-x, of stat(2)

    public readonly bool IsEmpty => Signature.IsEmpty && PublicKey.IsEmpty && Profile.IsEmpty;

    /// <summary>Room that is enough, whole words; 0 where there are none.</summary>
    public readonly int RoomBytes =>
        IsEmpty ? 0 : Align(OverheadBytes + Signature.Length + PublicKey.Length + Profile.Length);

    /// <param name="destination">Zeroes, <see cref="RoomBytes"/> of them; those that are left may follow an archive.
    /// </param>
    public readonly void Write(Span<byte> destination)
    {
        int length = Add(destination, 0, ".extra\0"u8, default);
        FolderMode.CopyTo(destination[ModeOffset..]);
        length = AddFile(destination, length, ".extra/tpm2-pcr-signature.json\0"u8, Signature);
        length = AddFile(destination, length, ".extra/tpm2-pcr-public-key.pem\0"u8, PublicKey);
        length = AddFile(destination, length, ".extra/profile\0"u8, Profile);
        Add(destination, length, "TRAILER!!!\0"u8, default);
    }

    private static int AddFile(
        Span<byte> destination,
        int length,
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> contents
    ) => contents.IsEmpty ? length : Add(destination, length, name, contents);

    /// <returns>Where the next entry begins.</returns>
    private static int Add(Span<byte> destination, int length, ReadOnlySpan<byte> name, ReadOnlySpan<byte> contents)
    {
        Span<byte> entry = destination[length..];
        Header.CopyTo(entry);
        WriteNumber(entry[..FileSizeEnd], contents.Length);
        WriteNumber(entry[..NameSizeEnd], name.Length);
        name.CopyTo(entry[Header.Length..]);
        int at = Align(Header.Length + name.Length);
        contents.CopyTo(entry[at..]);
        return length + at + Align(contents.Length);
    }

    /// <summary>Ends where the text does.</summary>
    private static void WriteNumber(Span<byte> text, int value)
    {
        for (int i = text.Length - 1; value != 0; i--, value >>= 4)
        {
            text[i] = (byte)((value & 15) + ((value & 15) < 10 ? '0' : 'a' - 10));
        }
    }

    private static int Align(int length) => (length + 3) & ~3;
}
