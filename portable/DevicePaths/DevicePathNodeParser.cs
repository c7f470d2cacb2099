using System;
using System.Buffers.Binary;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.DevicePaths;

/// <summary>One node out of its text.</summary>
internal static partial class DevicePathNodeParser
{
    private const int MaximumNodeBytes = ushort.MaxValue;

    /// <returns>False for what is no node, or does not fit.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, Span<byte> node, out int length)
    {
        length = 0;
        int bracket = text.IndexOf((byte)'(');
        if (bracket < 0)
        {
            return TryParseFile(text, node, out length);
        }

        if (text[^1] != ')')
        {
            return false;
        }

        ReadOnlySpan<byte> name = text[..bracket];
        DevicePathArguments arguments = new(text[(bracket + 1)..^1]);
        bool isRead = DevicePathNodes.TryFindName(name, out DevicePathLine line)
            ? TryParseFields(line, ref arguments, node, out length)
            : TryParseTerminal(name, node, out length)
                || TryParseAcpi(name, ref arguments, node, out length)
                || TryParseBytes(name, ref arguments, node, out length)
                || TryParseOther(name, ref arguments, node, out length);
        return isRead && arguments.IsEmpty;
    }

    private static bool TryBegin(Span<byte> node, byte type, byte subtype, int lengthBytes)
    {
        if (lengthBytes > node.Length || lengthBytes > MaximumNodeBytes)
        {
            return false;
        }

        node[..lengthBytes].Clear();
        node[0] = type;
        node[1] = subtype;
        return TrySetLength(node, lengthBytes);
    }

    private static bool TrySetLength(Span<byte> node, int lengthBytes)
    {
        if (lengthBytes > node.Length || lengthBytes > MaximumNodeBytes)
        {
            return false;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(node[2..], (ushort)lengthBytes);
        return true;
    }

    private static bool IsAscii(ReadOnlySpan<byte> text)
    {
        bool isAscii = true;
        foreach (byte character in text)
        {
            isAscii &= character < 0x80;
        }

        return isAscii;
    }

    private static bool TryParseFile(ReadOnlySpan<byte> text, Span<byte> node, out int length)
    {
        // Each byte becomes a code unit at most.
        const byte Media = 4,
            FilePath = 4;
        length = 0;
        int room = DevicePath.HeaderSizeBytes + sizeof(char) * (text.Length + 1);
        if (text.IsEmpty || !TryBegin(node, Media, FilePath, room))
        {
            return false;
        }

        length = DevicePath.HeaderSizeBytes + Utf8.ToUtf16Bytes(text, node[DevicePath.HeaderSizeBytes..room]);
        BinaryPrimitives.WriteUInt16LittleEndian(node[2..], (ushort)length);
        return true;
    }

    private static bool TryParseFields(
        scoped DevicePathLine line,
        scoped ref DevicePathArguments arguments,
        Span<byte> node,
        out int length
    )
    {
        length = line.LengthBytes;
        bool isRead = TryBegin(node, line.Type, line.Subtype, length);
        ReadOnlySpan<byte> fields = line.Fields;
        while (isRead && DevicePathLine.TryTakeField(ref fields, out DevicePathField field))
        {
            Span<byte> bytes = node[field.Offset..];
            ReadOnlySpan<byte> text;
            switch (field.Kind)
            {
                case 'x' or 'd':
                    isRead = arguments.TryTakeNumber(field.SizeBytes, out ulong number);
                    Write(number, bytes[..field.SizeBytes]);
                    break;
                case 'f':
                    isRead = DevicePathArguments.TryRead(arguments.Take(), 16, out number);
                    Write(number, bytes[..field.SizeBytes]);
                    break;
                case 'h':
                    isRead = DevicePathArguments.TryReadBytes(arguments.Take(), bytes[..field.SizeBytes]);
                    break;
                case 'X':
                    text = arguments.Take();
                    isRead =
                        text.StartsWith("0x"u8)
                        && DevicePathArguments.TryReadBytes(text[2..], bytes[..field.SizeBytes]);
                    break;
                case 'g':
                    isRead = DevicePathArguments.TryReadGuid(arguments.Take(), bytes);
                    break;
                case 'r':
                    text = arguments.TakeRest();
                    length = field.Offset + text.Length / 2;
                    isRead =
                        TrySetLength(node, length)
                        && DevicePathArguments.TryReadBytes(text, node[field.Offset..length]);
                    break;
                default:
                    text = arguments.TakeRest();
                    length = Math.Max(line.LengthBytes, field.Offset + text.Length);
                    isRead =
                        IsAscii(text)
                        && (field.SizeBytes == 0 || text.Length <= field.SizeBytes)
                        && TrySetLength(node, length)
                        && text.TryCopyTo(node[field.Offset..length]);
                    break;
            }
        }

        return isRead;
    }

    private static void Write(ulong number, Span<byte> destination)
    {
        for (int i = 0; i < destination.Length; i++, number >>= 8)
        {
            destination[i] = (byte)number;
        }
    }
}
