using System;
using Keelson.Text;

namespace Keelson.Kexec;

/// <summary>
/// How many kernels follow each other, and with what page size each: <c>keelson.kexec=5</c>,
/// <c>keelson.chain=4k,64k,16k</c> on the command line. Without a chain, all have 4 KB pages.
/// </summary>
public readonly ref struct GenerationChain
{
    public const uint MaximumGenerations = 1000;
    private const int MaximumDigits = 4;

    private readonly ReadOnlySpan<byte> _sizes;

    private GenerationChain(uint total, ReadOnlySpan<byte> sizes)
    {
        Total = total;
        _sizes = sizes;
    }

    /// <summary>Generations in all, the first included; 1 means that there is no kexec.</summary>
    public uint Total { get; }

    /// <summary>False for a number or a page size that makes no sense.</summary>
    /// <param name="count">The value of <c>keelson.kexec</c>, or empty.</param>
    /// <param name="sizes">The value of <c>keelson.chain</c>, or empty.</param>
    /// <param name="chain">What they ask for.</param>
    public static bool TryParse(ReadOnlySpan<byte> count, ReadOnlySpan<byte> sizes, out GenerationChain chain)
    {
        chain = default;
        uint total = 1;
        uint entries = 0;
        for (ReadOnlySpan<byte> rest = sizes; !rest.IsEmpty; entries++)
        {
            ReadOnlySpan<byte> size = AsciiText.TakeUntil(ref rest, (byte)',');
            if (!size.SequenceEqual("4k"u8) && !size.SequenceEqual("16k"u8) && !size.SequenceEqual("64k"u8))
            {
                return false;
            }
        }
        if (!sizes.IsEmpty && sizes[^1] == (byte)',')
        {
            return false;
        }

        if (entries != 0)
        {
            total = entries;
        }

        if (!count.IsEmpty && (count.Length > MaximumDigits || !OptionWords.TryParseNumber(count, out total)))
        {
            return false;
        }

        if (total is < 1 or > MaximumGenerations)
        {
            return false;
        }

        chain = new GenerationChain(total, sizes);
        return true;
    }

    /// <summary>
    /// The page size of a generation as it stands in the chain, which starts over when it is used up.
    /// </summary>
    public ReadOnlySpan<byte> PageSizeOf(uint generation)
    {
        if (_sizes.IsEmpty)
        {
            return "4k"u8;
        }

        ReadOnlySpan<byte> rest = default;
        ReadOnlySpan<byte> entry = default;
        for (uint i = 0; i < generation; i++)
        {
            if (rest.IsEmpty)
            {
                rest = _sizes;
            }

            entry = AsciiText.TakeUntil(ref rest, (byte)',');
        }
        return entry;
    }
}
