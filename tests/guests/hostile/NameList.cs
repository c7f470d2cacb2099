using System;

namespace Keelson.Guests.Hostile;

/// <summary>Names in one text, with a space behind each: there is no heap for an array of strings.</summary>
internal static class NameList
{
    /// <returns>Its place, from 1 on; 0 where it is none of them.</returns>
    public static int PlaceOf(ReadOnlySpan<byte> names, ReadOnlySpan<char> name)
    {
        for (int place = 1; !names.IsEmpty; place++)
        {
            int end = names.IndexOf((byte)' ');
            int same = 0;
            while (same < end && same < name.Length && names[same] == name[same])
            {
                same++;
            }
            if (same == end && same == name.Length)
            {
                return place;
            }
            names = names[(end + 1)..];
        }
        return 0;
    }
}
