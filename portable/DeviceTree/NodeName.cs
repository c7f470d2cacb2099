using System;

namespace Keelson.DeviceTree;

/// <summary>
/// The rules of <c>node-name@unit-address</c> (Devicetree Specification v0.4, 2.2.1). Length (31) and a leading letter
/// are not asked for: trees in the field have longer names, and dtc itself writes <c>__symbols__</c>.
/// </summary>
internal static class NodeName
{
    /// <summary>
    /// One or more characters of Table 2.1, with at most one <c>@</c> that has characters on both sides.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<byte> name)
    {
        int at = name.IndexOf((byte)'@');
        return at < 0 ? HasOnly(name, default) : HasOnly(name[..at], default) && HasOnly(name[(at + 1)..], default);
    }

    /// <summary>
    /// Whether a path can lead to it at all. Less than <see cref="IsValid"/>: Linux boots from trees with odd names.
    /// </summary>
    public static bool CanBeFound(ReadOnlySpan<byte> name) => !name.IsEmpty && name.IndexOf((byte)'/') < 0;

    /// <summary>
    /// Whether a component of a path means this node: the whole name, or the name without the unit address (2.2.3).
    /// </summary>
    public static bool Matches(ReadOnlySpan<byte> name, ReadOnlySpan<byte> component)
    {
        if (!name.StartsWith(component))
        {
            return false;
        }

        return name.Length == component.Length
            || (name[component.Length] == (byte)'@' && component.IndexOf((byte)'@') < 0);
    }

    /// <summary>One or more characters of Table 2.1, or others that are allowed as well.</summary>
    public static bool HasOnly(ReadOnlySpan<byte> name, ReadOnlySpan<byte> others)
    {
        foreach (byte character in name)
        {
            if (!IsAllowed(character) && others.IndexOf(character) < 0)
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
                or '-';
}
