using System;

namespace Keelson.DeviceTree;

/// <summary>
/// The strings block (Devicetree Specification v0.4, 5.5): names one after another, each with its NUL, shared by
/// properties.
/// </summary>
public readonly ref partial struct DeviceTreeEditor
{
    /// <summary>The offset in the block of a string that is, or ends in, this name; -1 when there is none.</summary>
    private int FindString(scoped ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> strings = Strings;
        int start = 0;
        while (true)
        {
            int length = strings[start..].IndexOf((byte)0);
            if (length < 0)
            {
                return -1;
            }

            int suffix = start + length - name.Length;
            if (suffix >= start && strings.Slice(suffix, name.Length).SequenceEqual(name))
            {
                return suffix;
            }

            start += length + 1;
        }
    }

    /// <summary>Appends a name; the caller has made sure of the space. Returns its offset in the block.</summary>
    private int AddString(scoped ReadOnlySpan<byte> name)
    {
        int offset = Strings.Length;
        name.CopyTo(_buffer[UsedSize..]);
        _buffer[UsedSize + name.Length] = 0;
        WriteWord(DeviceTreeHeader.StringsSizeOffset, offset + name.Length + 1);
        return offset;
    }
}
