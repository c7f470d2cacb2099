using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.DevicePaths;

/// <summary>
/// <c>EFI_DEVICE_PATH_PROTOCOL</c> (UEFI 2.10, 10.2): a sequence of nodes, each with type, subtype and length. What is
/// cut or has an impossible length ends the sequence.
/// </summary>
public ref struct DevicePath(ReadOnlySpan<byte> bytes)
{
    public const int HeaderSizeBytes = 4;

    private const byte Media = 4;
    private const byte HardDrive = 1;
    private const byte FilePathName = 4;
    private const byte GuidPartitionTable = 2;
    private const byte GuidSignature = 2;
    private const byte EndOfPath = 0x7f;

    /// <summary>The node that ends a whole path (UEFI 2.10, 10.3.1).</summary>
    public static ReadOnlySpan<byte> End => [EndOfPath, 0xff, HeaderSizeBytes, 0];

    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>The node just read, with its header.</summary>
    public ReadOnlySpan<byte> Node { get; private set; }

    /// <summary>Bytes of the node that <paramref name="header"/> begins; 0 for an end or no node.</summary>
    public static int NodeLengthOf(ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderSizeBytes || header[0] == EndOfPath)
        {
            return 0;
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(header[2..]);
        return length < HeaderSizeBytes ? 0 : length;
    }

    public bool TryNext()
    {
        int length = NodeLengthOf(_rest);
        if (length == 0 || length > _rest.Length)
        {
            return false;
        }

        Node = _rest[..length];
        _rest = _rest[length..];
        return true;
    }

    /// <summary>
    /// The path on its volume, in UTF-8: all file path nodes (10.3.5.4) with one separator between.
    /// </summary>
    /// <param name="path">From its first node.</param>
    /// <param name="destination">What does not fit is left out.</param>
    /// <returns>Bytes written; 0 where the path names no file.</returns>
    public static int WriteFile(DevicePath path, Span<byte> destination)
    {
        int length = 0;
        while (path.TryNext())
        {
            ReadOnlySpan<byte> name = path.Node[HeaderSizeBytes..];
            if (
                path.Node[0] != Media
                || path.Node[1] != FilePathName
                || destination.Length - length <= Utf8.MaximumLength(name.Length / sizeof(char))
            )
            {
                continue;
            }

            if (length > 0 && destination[length - 1] != '\\' && name.Length > 0 && name[0] != '\\')
            {
                destination[length++] = (byte)'\\';
            }

            length += Utf8.FromUtf16(name, destination[length..]);
        }
        return length;
    }

    /// <summary>
    /// A file path node (10.3.5.4): from the root of the volume, with one separator where there are several.
    /// </summary>
    /// <param name="file">UTF-8; <c>/</c> and <c>\</c> both separate.</param>
    /// <param name="node">Of a header and two bytes for each byte of the path and two more.</param>
    /// <returns>Bytes written.</returns>
    public static int WriteFileNode(ReadOnlySpan<byte> file, Span<byte> node)
    {
        // What is read stands at least one unit behind what is written.
        Span<char> units = MemoryMarshal.Cast<byte, char>(node[(HeaderSizeBytes + sizeof(char))..]);
        int count = Utf8.ToUtf16(file, units);
        node[0] = Media;
        node[1] = FilePathName;
        int length = HeaderSizeBytes;
        char last = '\0';
        for (int i = -1; i <= count; i++)
        {
            char unit =
                i < 0 ? '\\'
                : i == count ? '\0'
                : units[i] == '/' ? '\\'
                : units[i];
            if (unit == '\\' && last == '\\')
            {
                continue;
            }

            BinaryPrimitives.WriteUInt16LittleEndian(node[length..], unit);
            length += sizeof(char);
            last = unit;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(node[2..], (ushort)length);
        return length;
    }

    /// <summary>The nodes before the last that is a partition (10.3.5.1); empty for what is on none.</summary>
    public static ReadOnlySpan<byte> DiskOf(ReadOnlySpan<byte> bytes)
    {
        int length = 0,
            at = 0;
        for (DevicePath path = new(bytes); path.TryNext(); at += path.Node.Length)
        {
            if (path.Node[0] == Media && path.Node[1] == HardDrive)
            {
                length = at;
            }
        }

        return bytes[..length];
    }

    /// <summary>The unique identifier of the GPT partition that a path leads through (10.3.5.1).</summary>
    public static bool TryFindPartition(DevicePath path, out EfiGuid partition)
    {
        partition = default;
        bool isFound = false;
        while (path.TryNext())
        {
            ReadOnlySpan<byte> node = path.Node;
            if (
                node[0] != Media
                || node[1] != HardDrive
                || node.Length < 42
                || node[40] != GuidPartitionTable
                || node[41] != GuidSignature
            )
            {
                continue;
            }

            partition = EfiGuid.Read(node[24..]);
            isFound = true;
        }
        return isFound;
    }
}
