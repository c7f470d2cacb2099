using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Keelson.Text;

namespace Keelson.BootEntries;

/// <summary>What the load options of an image turned out to be.</summary>
public enum LoadOptionKind
{
    /// <summary>Nothing, or the image's own name.</summary>
    None,

    /// <summary>A command line.</summary>
    CommandLine,

    /// <summary>
    /// Blanks, or bytes that are no text: boot managers of some firmware leave data of their own there.
    /// </summary>
    NotText,

    /// <summary>Text, of more than <see cref="OptionWords.MaximumLengthBytes"/>.</summary>
    TooLong,
}

/// <summary>
/// The load options of an image (UEFI 2.10, 9.1) in UTF-8, where they are a command line. A shell and some firmware put
/// the image's name in front.
/// </summary>
public static class LoadOptionText
{
    private static ReadOnlySpan<byte> Suffix => ".efi"u8;

    /// <summary>Bytes that <paramref name="options"/> take at most in UTF-8.</summary>
    public static int MaximumLength(ReadOnlySpan<byte> options) => Utf8.MaximumLength(LengthOf(options) / sizeof(char));

    /// <param name="options">As the firmware has them: UTF-16 up to a zero or the end, if they are text.</param>
    /// <param name="imagePath">Of the image on its volume; empty where it came from none.</param>
    /// <param name="buffer">Of <see cref="MaximumLength"/>.</param>
    /// <param name="text">
    /// The command line, a part of <paramref name="buffer"/>, with a blank for each control character.
    /// </param>
    public static LoadOptionKind Read(
        ReadOnlySpan<byte> options,
        scoped ReadOnlySpan<byte> imagePath,
        Span<byte> buffer,
        out ReadOnlySpan<byte> text
    )
    {
        text = default;
        ReadOnlySpan<byte> units = options[..LengthOf(options)];
        if (units.IsEmpty)
        {
            return LoadOptionKind.None;
        }

        ReadOnlySpan<byte> line = Trim(buffer[..Utf8.FromUtf16(units, buffer)]);
        if (line.IsEmpty || !IsText(units))
        {
            return LoadOptionKind.NotText;
        }

        ReadOnlySpan<byte> rest = line;
        if (IsName(line, imagePath))
        {
            rest = default;
        }
        else if (!OptionWords.TryTake(ref rest, out OptionWord first) || !IsName(first.Written, imagePath))
        {
            rest = line;
        }

        line = Trim(rest);
        if (line.IsEmpty)
        {
            return LoadOptionKind.None;
        }

        // Options have names of ASCII. Data that happens to be made of code units hardly begins so: text of one byte a
        // character, for one, reads as Chinese.
        if (line[0] is < (byte)' ' or >= 0x7f)
        {
            return LoadOptionKind.NotText;
        }

        if (line.Length > OptionWords.MaximumLengthBytes)
        {
            return LoadOptionKind.TooLong;
        }

        text = buffer[..AddedOptions.Append(buffer, 0, line)];
        return LoadOptionKind.CommandLine;
    }

    /// <summary>
    /// Takes <c>@N</c> off the front, which a boot menu writes there for a profile of a unified image (UAPI Group,
    /// Unified Kernel Image, "Multi-Profile UKIs").
    /// </summary>
    /// <returns>N, or 2147483647 for a larger number of 32 bits, which no image has; 0 where there is none.</returns>
    public static int TakeProfile(ref ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> rest = text;
        if (
            !OptionWords.TryTake(ref rest, out OptionWord word)
            || word.Written[0] != '@'
            || !OptionWords.TryParseNumber(word.Written[1..], out uint profile) && profile == 0
        )
        {
            return 0;
        }

        text = Trim(rest);
        return (int)profile;
    }

    /// <summary>Up to a zero, or to the end.</summary>
    private static int LengthOf(ReadOnlySpan<byte> options)
    {
        for (int i = 0; i + sizeof(char) <= options.Length; i += sizeof(char))
        {
            if (options[i] == 0 && options[i + 1] == 0)
            {
                return i;
            }
        }
        return options.Length;
    }

    /// <summary>
    /// Whole code units, no halves of pairs, no noncharacters; and control characters, which become blanks as in
    /// systemd-stub, only where all is ASCII: data has other units as well.
    /// </summary>
    private static bool IsText(ReadOnlySpan<byte> units)
    {
        if (units.Length % sizeof(char) != 0)
        {
            return false;
        }

        bool hasControl = false,
            isAscii = true;
        for (int i = 0; i < units.Length; i += sizeof(char))
        {
            ushort unit = BinaryPrimitives.ReadUInt16LittleEndian(units[i..]);
            isAscii &= unit < 0x80;
            hasControl |= unit is < ' ' and not (>= 9 and <= 13) or 0x7f;
            if (unit is >= 0xd800 and < 0xdc00 && i + 4 <= units.Length)
            {
                i += sizeof(char);
                if (BinaryPrimitives.ReadUInt16LittleEndian(units[i..]) is < 0xdc00 or >= 0xe000)
                {
                    return false;
                }
            }
            else if (
                unit is >= 0x80 and < 0xa0
                || unit is >= 0xd800 and < 0xe000
                || unit is >= 0xfdd0 and < 0xfdf0
                || unit >= 0xfffe
            )
            {
                return false;
            }
        }
        return isAscii || !hasControl;
    }

    /// <summary>
    /// The image's own name, as typed or as firmware has it: with or without path, quotes and suffix. And any program's
    /// with its suffix: which file it was may not be known.
    /// </summary>
    private static bool IsName(ReadOnlySpan<byte> word, ReadOnlySpan<byte> imagePath)
    {
        if (word.Length >= 2 && word[0] == '"' && word[^1] == '"')
        {
            word = word[1..^1];
        }

        if (word.IsEmpty || word.IndexOf((byte)'=') >= 0)
        {
            return false;
        }

        bool isOneWord = true;
        foreach (byte character in word)
        {
            isOneWord &= !OptionWords.IsSpace(character);
        }

        ReadOnlySpan<byte> name = WithoutSuffix(LastPart(word));
        ReadOnlySpan<byte> own = WithoutSuffix(LastPart(imagePath));
        if (isOneWord)
        {
            return name.Length < LastPart(word).Length || !own.IsEmpty && AsciiText.EqualsIgnoringCase(name, own);
        }
        // A name with blanks in it: only the end of the path says that these are not options.
        int drive = word.IndexOf((byte)':');
        word = WithoutSuffix(TrimStart(word[(drive + 1)..]));
        imagePath = WithoutSuffix(TrimStart(imagePath));
        int start = imagePath.Length - word.Length;
        return start >= 0
            && EqualPaths(word, imagePath[start..])
            && (start == 0 || imagePath[start - 1] is (byte)'\\' or (byte)'/');
    }

    /// <summary>Of two that are as long.</summary>
    private static bool EqualPaths(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        for (int i = 0; i < left.Length; i++)
        {
            byte a = left[i] == '/' ? (byte)'\\' : AsciiText.ToLower(left[i]);
            if (a != (right[i] == '/' ? (byte)'\\' : AsciiText.ToLower(right[i])))
            {
                return false;
            }
        }
        return true;
    }

    private static ReadOnlySpan<byte> LastPart(ReadOnlySpan<byte> path)
    {
        int end = path.Length;
        while (end > 0 && path[end - 1] is not ((byte)'\\' or (byte)'/' or (byte)':'))
        {
            end--;
        }

        return path[end..];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ReadOnlySpan<byte> WithoutSuffix(ReadOnlySpan<byte> name) =>
        name.Length > Suffix.Length && AsciiText.EqualsIgnoringCase(name[^Suffix.Length..], Suffix)
            ? name[..^Suffix.Length]
            : name;

    private static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> path)
    {
        while (path.Length > 0 && path[0] is ((byte)'\\' or (byte)'/'))
        {
            path = path[1..];
        }

        return path;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0 && OptionWords.IsSpace(text[0]))
        {
            text = text[1..];
        }

        while (text.Length > 0 && OptionWords.IsSpace(text[^1]))
        {
            text = text[..^1];
        }

        return text;
    }
}
