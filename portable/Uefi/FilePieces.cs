using System;

namespace Keelson.Uefi;

/// <summary>
/// In which pieces a file is read. Some firmware refuses reads of 4 MB and more, some other sizes: systemd-boot asks
/// for no more than 1 MB at once either, and what is refused is asked for again in less.
/// </summary>
/// <param name="sizeBytes">All that is wanted.</param>
public struct FilePieces(ulong sizeBytes)
{
    public const ulong LargestBytes = 0x10_0000;
    public const ulong SmallestBytes = 0x1000;
    private const ulong Divisor = 16;

    private ulong _largest = LargestBytes;

    /// <summary>Where the next piece goes, from where the reading began.</summary>
    public ulong Done { get; private set; }

    public readonly bool IsComplete => Done >= sizeBytes;

    public readonly ulong NextBytes => Math.Min(sizeBytes - Done, _largest);

    /// <summary>
    /// The next piece is read from where <see cref="Done"/> says: a refused read may have left the file anywhere.
    /// </summary>
    public bool MustSeek { get; private set; }

    /// <summary>A piece was asked for.</summary>
    /// <param name="status">That the firmware gave.</param>
    /// <param name="readBytes">What it read.</param>
    /// <returns>
    /// <see cref="EfiStatus.Success"/> to go on; <see cref="EfiStatus.VolumeCorrupted"/> where the file ends before, or
    /// the firmware says that it read more than it was asked for; otherwise what the firmware said, however little that
    /// was.
    /// </returns>
    public EfiStatus Take(EfiStatus status, ulong readBytes)
    {
        MustSeek = status != EfiStatus.Success && _largest > SmallestBytes;
        if (MustSeek)
        {
            _largest /= Divisor;
            return EfiStatus.Success;
        }

        if (status != EfiStatus.Success)
        {
            return status;
        }

        bool isPossible = readBytes != 0 && readBytes <= NextBytes;
        Done += isPossible ? readBytes : 0;
        return isPossible ? EfiStatus.Success : EfiStatus.VolumeCorrupted;
    }
}
