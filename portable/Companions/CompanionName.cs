using System;
using Keelson.BootEntries;
using Keelson.Text;

namespace Keelson.Companions;

/// <summary>Which files of a folder are companions, and in which order, as systemd-stub 257 has it.</summary>
public static class CompanionName
{
    /// <summary>As Linux has it; of FAT too.</summary>
    public const int MaximumBytes = 255;

    private const int SuffixBytes = 8; // of ".extra.d"

    /// <summary>Room that is enough for <see cref="WriteFolder"/>.</summary>
    public static int MaximumFolderLength(int pathLength) => pathLength + SuffixBytes;

    /// <summary>The folder of one image: its path without the counter of its boots, and <c>.extra.d</c>.</summary>
    /// <param name="path">Of the image, from the root of its volume.</param>
    /// <param name="destination">Of <see cref="MaximumFolderLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int WriteFolder(ReadOnlySpan<byte> path, Span<byte> destination)
    {
        BootEntryName name = new(path);
        name.Id.CopyTo(destination);
        int length = name.Id.Length;
        name.Suffix.CopyTo(destination[length..]);
        length += name.Suffix.Length;
        ".extra.d"u8.CopyTo(destination[length..]);
        return length + SuffixBytes;
    }

    /// <summary>
    /// Other than plain ASCII, names of more than <see cref="MaximumBytes"/>, and those with a separator, which would
    /// be files of other folders in the initial ramdisk, are none.
    /// </summary>
    public static bool IsOf(CompanionKind kind, ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name.Length > MaximumBytes || name[0] == '.')
        {
            return false;
        }

        foreach (byte character in name)
        {
            if (character is < (byte)' ' or > (byte)'~' or (byte)'/' or (byte)'\\')
            {
                return false;
            }
        }

        return kind switch
        {
            CompanionKind.AddOn => EndsWith(name, ".addon.efi"u8),
            CompanionKind.Credential or CompanionKind.GlobalCredential => EndsWith(name, ".cred"u8),
            CompanionKind.ConfigurationExtension => EndsWith(name, ConfigurationExtension),
            _ => EndsWith(name, ".raw"u8) && !EndsWith(name, ConfigurationExtension),
        };
    }

    /// <summary>Whether <paramref name="left"/> comes first: by its bytes, upper case before lower.</summary>
    public static bool Precedes(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int common = Math.Min(left.Length, right.Length);
        for (int i = 0; i < common; i++)
        {
            if (left[i] != right[i])
            {
                return left[i] < right[i];
            }
        }

        return left.Length < right.Length;
    }

    private static ReadOnlySpan<byte> ConfigurationExtension => ".confext.raw"u8;

    private static bool EndsWith(ReadOnlySpan<byte> name, ReadOnlySpan<byte> suffix) =>
        name.Length >= suffix.Length && AsciiText.EqualsIgnoringCase(name[^suffix.Length..], suffix);
}
