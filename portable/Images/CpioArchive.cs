using System;

namespace Keelson.Images;

/// <summary>
/// Files in an initial ramdisk: one or more cpio archives of the "newc" form, zeroes allowed between them (Linux,
/// Documentation/driver-api/early-userspace/buffer-format.rst). Only what is needed to find a file by its name.
/// </summary>
public readonly ref struct CpioArchive(ReadOnlySpan<byte> bytes)
{
    private const int HeaderSizeBytes = 110;
    private const int FileSizeOffset = 54;
    private const int NameSizeOffset = 94;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>
    /// Whether there is a whole file of this name; a damaged or cut archive ends where it stops making sense.
    /// </summary>
    public bool TryFind(scoped ReadOnlySpan<byte> name, out ReadOnlySpan<byte> contents) =>
        TryFind(name, out contents, out _);

    /// <inheritdoc cref="TryFind(ReadOnlySpan{byte}, out ReadOnlySpan{byte})"/>
    /// <param name="offset">Where in the archive the file begins.</param>
    public bool TryFind(scoped ReadOnlySpan<byte> name, out ReadOnlySpan<byte> contents, out uint offset)
    {
        contents = default;
        offset = 0;
        ReadOnlySpan<byte> rest = _bytes;
        while (
            TrySkipZeroes(ref rest)
            && TryReadEntry(ref rest, out ReadOnlySpan<byte> entryName, out ReadOnlySpan<byte> entry, out int behind)
        )
        {
            if (!entryName.SequenceEqual(name))
            {
                continue;
            }

            contents = entry;
            offset = (uint)(_bytes.Length - behind - entry.Length);
            return true;
        }
        return false;
    }

    private static bool TrySkipZeroes(scoped ref ReadOnlySpan<byte> rest)
    {
        // Archives begin on four bytes.
        while (rest.Length >= 4 && (rest[0] | rest[1] | rest[2] | rest[3]) == 0)
        {
            rest = rest[4..];
        }

        return rest.Length >= HeaderSizeBytes;
    }

    private static bool TryReadEntry(
        scoped ref ReadOnlySpan<byte> rest,
        out ReadOnlySpan<byte> name,
        out ReadOnlySpan<byte> contents,
        out int behind
    )
    {
        name = contents = default;
        behind = 0;
        if (
            !rest.StartsWith("070701"u8)
            || !TryReadHex(rest[FileSizeOffset..], out uint size)
            || !TryReadHex(rest[NameSizeOffset..], out uint nameSize)
        )
        {
            return false;
        }

        long dataStart = ((long)HeaderSizeBytes + nameSize + 3) & ~3;
        long dataEnd = dataStart + size;
        if (nameSize == 0 || dataEnd > rest.Length)
        {
            return false;
        }

        name = rest.Slice(HeaderSizeBytes, (int)nameSize - 1);
        contents = rest[(int)dataStart..(int)dataEnd];
        behind = rest.Length - (int)dataEnd;
        rest = rest[(int)Math.Min((dataEnd + 3) & ~3, rest.Length)..];
        return true;
    }

    /// <summary>Eight hexadecimal digits.</summary>
    private static bool TryReadHex(ReadOnlySpan<byte> digits, out uint value)
    {
        value = 0;
        for (int i = 0; i < 8; i++)
        {
            int digit = digits[i] switch
            {
                >= (byte)'0' and <= (byte)'9' => digits[i] - '0',
                >= (byte)'a' and <= (byte)'f' => digits[i] - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' => digits[i] - 'A' + 10,
                _ => -1,
            };
            if (digit < 0)
            {
                return false;
            }

            value = value << 4 | (uint)digit;
        }
        return true;
    }
}
