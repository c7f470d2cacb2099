using System;
using System.Buffers.Binary;
using Keelson.Text;

namespace Keelson.DevicePaths;

/// <summary>
/// Reads what <see cref="DevicePathText"/> writes, of the nodes that people write down: those with a line of their own
/// in the table, ACPI roots and devices, disks' partitions, NVMe, MAC and IP addresses, serial lines, terminals,
/// bytes, and files (UEFI 2.10, 10.6.2).
/// </summary>
public static class DevicePathParser
{
    /// <param name="text">UTF-8: nodes with <c>/</c> between; what has no brackets is a file, with <c>\</c>.</param>
    /// <param name="path">Gets the nodes, and the end of the path.</param>
    /// <param name="length">Bytes written.</param>
    /// <returns>False for text that is no path, or takes more room than there is.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, Span<byte> path, out int length)
    {
        length = 0;
        while (!text.IsEmpty)
        {
            int end = EndOfNode(text);
            ReadOnlySpan<byte> node = text[..end];
            bool endsInstance = end < text.Length && text[end] == ',';
            text = end < text.Length ? text[(end + 1)..] : default;
            // EDK II writes a slash behind the comma too.
            if (node.IsEmpty && length > 0 && !endsInstance)
            {
                continue;
            }

            if (!DevicePathNodeParser.TryParse(node, path[length..], out int written))
            {
                return false;
            }

            length += written;
            if (endsInstance && !TryAppend(InstanceEnd, path, ref length))
            {
                return false;
            }
        }

        return TryAppend(DevicePath.End, path, ref length);
    }

    private static ReadOnlySpan<byte> InstanceEnd => [0x7f, 1, DevicePath.HeaderSizeBytes, 0];

    private static bool TryAppend(scoped ReadOnlySpan<byte> bytes, scoped Span<byte> path, ref int length)
    {
        if (!bytes.TryCopyTo(path[length..]))
        {
            return false;
        }

        length += bytes.Length;
        return true;
    }

    /// <summary>The first separator that is neither in brackets nor in quotation marks.</summary>
    private static int EndOfNode(ReadOnlySpan<byte> text)
    {
        int depth = 0;
        bool isQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            byte character = text[i];
            isQuoted ^= character == '"';
            depth +=
                isQuoted ? 0
                : character == '(' ? 1
                : character == ')' ? -1
                : 0;
            if (depth <= 0 && !isQuoted && (character is (byte)'/' or (byte)','))
            {
                return i;
            }
        }

        return text.Length;
    }
}
