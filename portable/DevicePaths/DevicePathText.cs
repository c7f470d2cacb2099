using System;
using System.Buffers.Binary;

namespace Keelson.DevicePaths;

/// <summary>
/// Device paths as text (UEFI 2.10, 10.6), in the form that EDK II gives with shortcuts and not for display only: it
/// can be read back (<see cref="DevicePathParser"/>).
/// </summary>
public static class DevicePathText
{
    private const byte EndOfPath = 0x7f;
    private const byte EndOfInstance = 1;

    /// <param name="path">Up to its end, or to where there are no more bytes.</param>
    /// <param name="destination">UTF-8.</param>
    /// <param name="length">Bytes written.</param>
    /// <returns>
    /// False for a path with a node of an impossible length, of which what is in front of that is written, and for text
    /// that does not fit.
    /// </returns>
    public static bool TryWrite(ReadOnlySpan<byte> path, Span<byte> destination, out int length)
    {
        DevicePathWriter text = new(destination);
        bool isFirst = true,
            isWhole = true;
        while (!path.IsEmpty)
        {
            int size =
                path.Length < DevicePath.HeaderSizeBytes ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(path[2..]);
            isWhole = size >= DevicePath.HeaderSizeBytes && size <= path.Length;
            if (!isWhole || path[0] == EndOfPath && path[1] != EndOfInstance)
            {
                break;
            }

            if (path[0] == EndOfPath)
            {
                text.Append(',');
                isFirst = true;
            }
            else
            {
                text.Append(isFirst ? ""u8 : "/"u8);
                WriteNode(path[..size], ref text);
                isFirst = false;
            }

            path = path[size..];
        }

        length = text.Length;
        return isWhole && !text.IsCut;
    }

    private static void WriteNode(scoped ReadOnlySpan<byte> node, scoped ref DevicePathWriter text)
    {
        if (DevicePathNames.TryWrite(node, ref text))
        {
            return;
        }

        if (DevicePathNodes.TryFind(node, out DevicePathLine line))
        {
            WriteFields(node, line, ref text);
        }
        else
        {
            WriteUnknown(node, ref text);
        }
    }

    private static void WriteFields(
        scoped ReadOnlySpan<byte> node,
        scoped DevicePathLine line,
        scoped ref DevicePathWriter text
    )
    {
        text.Append(line.Name);
        bool isFirst = true;
        ReadOnlySpan<byte> fields = line.Fields;
        while (DevicePathLine.TryTakeField(ref fields, out DevicePathField field))
        {
            ReadOnlySpan<byte> bytes = node[field.Offset..];
            if (field.Kind != 'r' || !bytes.IsEmpty)
            {
                text.Append(isFirst ? '(' : ',');
            }

            isFirst = false;
            WriteField(field, bytes, ref text);
        }

        text.Append(')');
    }

    private static void WriteField(
        DevicePathField field,
        scoped ReadOnlySpan<byte> bytes,
        scoped ref DevicePathWriter text
    )
    {
        switch (field.Kind)
        {
            case 'x':
                text.AppendPrefixed(NumberOf(bytes[..field.SizeBytes]));
                break;
            case 'd':
                text.AppendDecimal(NumberOf(bytes[..field.SizeBytes]));
                break;
            case 'f':
                text.AppendHexadecimal(NumberOf(bytes[..field.SizeBytes]), 2 * field.SizeBytes);
                break;
            case 'h':
                text.AppendBytes(bytes[..field.SizeBytes]);
                break;
            case 'X':
                text.Append("0x"u8);
                text.AppendBytes(bytes[..field.SizeBytes]);
                break;
            case 'g':
                text.AppendGuid(bytes);
                break;
            case 'r':
                text.AppendBytes(bytes);
                break;
            case 's':
                text.AppendLatin1(field.SizeBytes == 0 ? bytes : bytes[..field.SizeBytes]);
                break;
        }
    }

    /// <summary>A type without a name, or a node too short for what it is: its bytes.</summary>
    private static void WriteUnknown(scoped ReadOnlySpan<byte> node, scoped ref DevicePathWriter text)
    {
        text.Append(DevicePathNames.OfType(node[0]));
        text.Append('(');
        if (DevicePathNames.OfType(node[0]).SequenceEqual("Path"u8))
        {
            text.AppendDecimal(node[0]);
            text.Append(',');
        }

        text.AppendDecimal(node[1]);
        if (node.Length > DevicePath.HeaderSizeBytes)
        {
            text.Append(',');
            text.AppendBytes(node[DevicePath.HeaderSizeBytes..]);
        }

        text.Append(')');
    }

    /// <summary>Little-endian, of up to eight bytes.</summary>
    internal static ulong NumberOf(scoped ReadOnlySpan<byte> bytes)
    {
        ulong number = 0;
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            number = number << 8 | bytes[i];
        }

        return number;
    }
}
