using System;

namespace Keelson.BootEntries;

/// <summary>
/// The file name of a boot entry, taken apart: <c>ID.conf</c>, or <c>ID+LEFT.conf</c> or <c>ID+LEFT-DONE.conf</c> while
/// its boots are counted (UAPI Group, Boot Loader Specification, "Boot counting").
/// </summary>
public readonly ref struct BootEntryName
{
    private static ReadOnlySpan<byte> Suffix => ".conf"u8;

    public BootEntryName(ReadOnlySpan<byte> fileName)
    {
        Id = fileName.EndsWith(Suffix) ? fileName[..^Suffix.Length] : fileName;
        int plus = Id.LastIndexOf((byte)'+');
        if (plus < 0)
        {
            return;
        }

        ReadOnlySpan<byte> left = Id[(plus + 1)..];
        int dash = left.IndexOf((byte)'-');
        ReadOnlySpan<byte> done = dash < 0 ? default : left[(dash + 1)..];
        if (dash >= 0)
        {
            left = left[..dash];
        }

        if (!IsNumber(left) || dash >= 0 && !IsNumber(done))
        {
            return;
        }

        Id = Id[..plus];
        HasNoTriesLeft = IsZero(left);
    }

    public static bool IsEntry(ReadOnlySpan<byte> fileName) =>
        fileName.Length > Suffix.Length && fileName.EndsWith(Suffix);

    public ReadOnlySpan<byte> Id { get; }

    /// <summary>It was tried as often as it may be and never called good: the last choice there is.</summary>
    public bool HasNoTriesLeft { get; }

    private static bool IsNumber(ReadOnlySpan<byte> text)
    {
        foreach (byte digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }
        }
        return !text.IsEmpty;
    }

    private static bool IsZero(ReadOnlySpan<byte> digits)
    {
        foreach (byte digit in digits)
        {
            if (digit != '0')
            {
                return false;
            }
        }
        return true;
    }
}
