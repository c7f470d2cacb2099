using System;
using Keelson.Text;

namespace Keelson.BootEntries;

/// <summary>Paths on a volume as FAT has them: case does not matter, and several separators are one.</summary>
public static class FilePath
{
    /// <summary>Whether both lead, from the root, to one file.</summary>
    public static bool AreSame(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int atLeft = 0,
            atRight = 0;
        byte character;
        do
        {
            character = Next(left, ref atLeft);
            if (character != Next(right, ref atRight))
            {
                return false;
            }
        } while (character != 0);
        return true;
    }

    /// <summary>0 at the end.</summary>
    private static byte Next(ReadOnlySpan<byte> path, ref int at)
    {
        int start = at;
        while (at < path.Length && path[at] is (byte)'/' or (byte)'\\')
        {
            at++;
        }

        return at == path.Length ? (byte)0
            : at != start && start != 0 ? (byte)'\\'
            : AsciiText.ToLower(path[at++]);
    }
}
