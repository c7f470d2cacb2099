using System;

namespace Keelson.DeviceTree;

/// <summary>
/// The rules of property names (Devicetree Specification v0.4, 2.2.4), except the length of 31, which trees in the
/// field exceed.
/// </summary>
internal static class PropertyName
{
    /// <summary>One or more characters of Table 2.2.</summary>
    public static bool IsValid(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (!IsAllowed(name[i]))
            {
                return false;
            }
        }
        return !name.IsEmpty;
    }

    private static bool IsAllowed(byte character) =>
        (char)character
            is (>= '0' and <= '9')
                or (>= 'a' and <= 'z')
                or (>= 'A' and <= 'Z')
                or ','
                or '.'
                or '_'
                or '+'
                or '?'
                or '#'
                or '-';
}
