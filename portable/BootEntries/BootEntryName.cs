using System;
using System.Runtime.CompilerServices;
using Keelson.Text;

namespace Keelson.BootEntries;

/// <summary>
/// The file name of a boot entry, taken apart: <c>ID.conf</c> or <c>ID.efi</c>, and with <c>+LEFT</c> or
/// <c>+LEFT-DONE</c> before the suffix while its boots are counted (UAPI Group, Boot Loader Specification, "Boot
/// counting").
/// </summary>
public readonly ref struct BootEntryName
{
    /// <summary>What <see cref="WriteNext"/> may add to a name.</summary>
    public const int MaximumGrowth = 22;

    public BootEntryName(ReadOnlySpan<byte> fileName)
    {
        FileName = fileName;
        Id = HasSuffix(fileName, ".conf"u8) ? fileName[..^5] : fileName;
        Id = HasSuffix(fileName, ".efi"u8) ? fileName[..^4] : Id;
        Suffix = fileName[Id.Length..];
        int plus = Id.LastIndexOf((byte)'+');
        if (plus < 0)
        {
            return;
        }

        ReadOnlySpan<byte> left = Id[(plus + 1)..];
        int dash = left.IndexOf((byte)'-');
        uint triesDone = 0;
        if (
            dash >= 0 && !OptionWords.TryParseNumber(left[(dash + 1)..], out triesDone)
            || !OptionWords.TryParseNumber(dash < 0 ? left : left[..dash], out uint triesLeft)
        )
        {
            return;
        }

        Id = Id[..plus];
        IsCounted = true;
        TriesLeft = triesLeft;
        TriesDone = triesDone;
    }

    /// <summary>A file of <c>/loader/entries</c> that is an entry. Names that begin with <c>auto-</c> are the
    /// loader's own.</summary>
    public static bool IsEntry(ReadOnlySpan<byte> fileName) => IsListed(fileName, ".conf"u8);

    /// <summary>The same for <c>/EFI/Linux</c>.</summary>
    public static bool IsUnifiedImage(ReadOnlySpan<byte> fileName) => IsListed(fileName, ".efi"u8);

    /// <summary>The same for <c>/EFI/systemd/drivers</c>: what is for this architecture.</summary>
    public static bool IsDriver(ReadOnlySpan<byte> fileName) => IsListed(fileName, "aa64.efi"u8);

    public ReadOnlySpan<byte> FileName { get; }

    /// <summary>Without counter and suffix.</summary>
    public ReadOnlySpan<byte> Id { get; }
    public ReadOnlySpan<byte> Suffix { get; }
    public bool IsCounted { get; }
    public uint TriesLeft { get; }
    public uint TriesDone { get; }

    /// <summary>One that the boot loader adds itself.</summary>
    public bool IsLoaderEntry => IsLoaders(FileName);

    /// <summary>It was tried as often as it may be and never called good: the last choice there is.</summary>
    public bool HasNoTriesLeft => IsCounted && TriesLeft == 0;

    /// <summary>
    /// The entry's identifier: with the suffix and without the counter, in lower case but for a counted one's own name,
    /// as systemd-boot has it (src/boot/boot.c, boot_entry_parse_tries), and so the order.
    /// </summary>
    /// <param name="destination">As long as the file name.</param>
    /// <returns>Bytes written.</returns>
    public int WriteIdentifier(Span<byte> destination)
    {
        for (int i = 0; i < Id.Length + Suffix.Length; i++)
        {
            destination[i] =
                i >= Id.Length ? AsciiText.ToLower(Suffix[i - Id.Length])
                : IsCounted ? Id[i]
                : AsciiText.ToLower(Id[i]);
        }

        return Id.Length + Suffix.Length;
    }

    /// <summary>The file's name once it has been tried again: <c>ID+LEFT-DONE</c> and the suffix.</summary>
    /// <param name="destination">As long as the file name and two numbers.</param>
    /// <returns>Bytes written; 0 for an entry that is not counted.</returns>
    public int WriteNext(Span<byte> destination)
    {
        if (!IsCounted)
        {
            return 0;
        }

        Id.CopyTo(destination);
        int length = Id.Length;
        destination[length++] = (byte)'+';
        length += AsciiText.WriteNumber(TriesLeft == 0 ? 0 : TriesLeft - 1, destination[length..]);
        destination[length++] = (byte)'-';
        length += AsciiText.WriteNumber(Math.Min(TriesDone + 1, int.MaxValue), destination[length..]);
        Suffix.CopyTo(destination[length..]);
        return length + Suffix.Length;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsListed(ReadOnlySpan<byte> fileName, ReadOnlySpan<byte> suffix) =>
        fileName.Length > suffix.Length && fileName[0] != '.' && HasSuffix(fileName, suffix) && !IsLoaders(fileName);

    private static bool IsLoaders(ReadOnlySpan<byte> fileName) =>
        fileName.Length > 5 && AsciiText.EqualsIgnoringCase(fileName[..5], "auto-"u8);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool HasSuffix(ReadOnlySpan<byte> name, ReadOnlySpan<byte> suffix) =>
        name.Length >= suffix.Length && AsciiText.EqualsIgnoringCase(name[^suffix.Length..], suffix);
}
