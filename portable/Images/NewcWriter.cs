using System;
using System.Runtime.CompilerServices;

namespace Keelson.Images;

/// <summary>
/// An archive for an initial ramdisk, in the "newc" form (Linux,
/// Documentation/driver-api/early-userspace/buffer-format.rst), as systemd-stub 257 writes its own (src/boot/cpio.c):
/// each entry with a number, everything else that could differ from boot to boot zero.
/// </summary>
/// <param name="destination">Zeroes, as many as the entries take.</param>
public ref struct NewcWriter(Span<byte> destination)
{
    public const uint FolderMode = 0x416d; // r-xr-xr-x, of stat(2)
    public const int EndBytes = 124;

    private const int HeaderBytes = 110;
    private const int NumberOffset = 6;
    private const int ModeOffset = 14;
    private const int FileSizeOffset = 54;
    private const int NameSizeOffset = 94;

    private readonly Span<byte> _destination = destination;
    private uint _number;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    public static int FolderBytes(ReadOnlySpan<byte> path) => Align(HeaderBytes + path.Length + 1);

    public static ulong FileBytes(int pathLength, ulong sizeBytes) =>
        (ulong)Align(HeaderBytes + pathLength + 1) + (sizeBytes + 3 & ~3ul);

    public void AddFolder(scoped ReadOnlySpan<byte> path, uint mode)
    {
        WriteHeader(path, default, 0, mode);
        Length += FolderBytes(path);
    }

    /// <summary>Where the contents of the next file belong.</summary>
    /// <returns>False where there is no room for it and the archive's end.</returns>
    public readonly bool TryPlace(
        scoped ReadOnlySpan<byte> folder,
        scoped ReadOnlySpan<byte> name,
        ulong sizeBytes,
        out Span<byte> contents
    )
    {
        int start = Length + Align(HeaderBytes + folder.Length + name.Length + 2);
        bool hasRoom =
            (ulong)Length + FileBytes(folder.Length + 1 + name.Length, sizeBytes) + EndBytes
            <= (ulong)_destination.Length;
        contents = hasRoom ? _destination.Slice(start, (int)sizeBytes) : default;
        return hasRoom;
    }

    /// <summary>The next file, whose contents are there.</summary>
    public void AddFile(scoped ReadOnlySpan<byte> folder, scoped ReadOnlySpan<byte> name, int sizeBytes, uint mode)
    {
        WriteHeader(folder, name, sizeBytes, mode);
        Length += (int)FileBytes(folder.Length + 1 + name.Length, (ulong)sizeBytes);
    }

    public void End()
    {
        Trailer.CopyTo(_destination[Length..]);
        Length += EndBytes;
    }

    /// <param name="folder">Or the path of a folder.</param>
    /// <param name="name">Empty for a folder.</param>
    private void WriteHeader(scoped ReadOnlySpan<byte> folder, scoped ReadOnlySpan<byte> name, int sizeBytes, uint mode)
    {
        Span<byte> entry = _destination[Length..];
        Trailer[..HeaderBytes].CopyTo(entry);
        folder.CopyTo(entry[HeaderBytes..]);
        int length = folder.Length;
        if (!name.IsEmpty)
        {
            entry[HeaderBytes + length++] = (byte)'/';
            name.CopyTo(entry[(HeaderBytes + length)..]);
            length += name.Length;
        }

        WriteNumber(entry, NumberOffset, ++_number);
        WriteNumber(entry, ModeOffset, mode);
        WriteNumber(entry, FileSizeOffset, (uint)sizeBytes);
        WriteNumber(entry, NameSizeOffset, (uint)length + 1);
    }

    /// <summary>The last entry, whose header has what those of all others have as well; its number is in capitals.
    /// </summary>
    private static ReadOnlySpan<byte> Trailer =>
        "0707010000000000000000000000000000000000000001000000000000000000000000000000000000"u8
        + "0000000000000000000B00000000TRAILER!!!\0\0\0\0"u8;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteNumber(Span<byte> entry, int offset, uint value)
    {
        for (int i = offset + 7; i >= offset; i--, value >>= 4)
        {
            uint digit = value & 15;
            entry[i] = (byte)(digit + (digit < 10 ? '0' : 'a' - 10));
        }
    }

    private static int Align(int length) => (length + 3) & ~3;
}
