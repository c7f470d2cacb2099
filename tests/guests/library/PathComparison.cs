using System;
using System.Buffers.Binary;
using Keelson.Arch.Arm64;
using Keelson.DevicePaths;
using Keelson.Efi;
using Keelson.Text;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Guests.Library;

/// <summary>Device paths in the library's text and in the firmware's.</summary>
internal static class PathComparison
{
    private const int TextBytes = 1024;
    private const int PathBytes = 512;
    private const byte LastType = 6;
    private const byte LastSubtype = 36;

    /// <summary>What later versions of the specification have: a firmware of 2022 does not name them.</summary>
    private const byte RestService = 33,
        NvmeFabric = 34;

    private static readonly byte[] s_ours = new byte[TextBytes];
    private static readonly byte[] s_theirs = new byte[TextBytes];
    private static readonly byte[] s_path = new byte[PathBytes];

    /// <summary>Of every handle that has one; and whether the text leads back to the same bytes.</summary>
    public static void OfHandles(EfiSystem system)
    {
        int paths = 0,
            different = 0,
            readBack = 0;
        ReadOnlySpan<nint> handles = system.Boot.FindHandles(DevicePathProtocol.Guid);
        foreach (nint handle in handles)
        {
            ReadOnlySpan<byte> path = system.DevicePathOf(handle);
            if (path.IsEmpty)
            {
                continue;
            }

            path.CopyTo(s_path);
            DevicePath.End.CopyTo(s_path.AsSpan(path.Length));
            paths++;
            bool isSame = IsSame(system, out int length);
            different += isSame ? 0 : 1;
            bool isReadBack = LeadsBack(s_ours.AsSpan(0, length), path);
            readBack += isReadBack ? 1 : 0;
            if (!isReadBack)
            {
                EfiApplication.WriteLine($"library: not read back: {s_ours.AsSpan(0, length)}");
            }
        }

        system.Boot.FreeHandles(handles);
        EfiApplication.WriteLine(
            $"library: device paths: several {paths > 10}, {different} different, {paths - readBack} not read back"
        );
    }

    /// <summary>Nodes of all types, of zeros and of rising numbers, long enough for any.</summary>
    public static void OfNodes(EfiSystem system)
    {
        int nodes = 0,
            different = 0;
        ReadOnlySpan<byte> lengths = [27, 60, 64];
        foreach (byte length in lengths)
        {
            for (byte type = 1; type <= LastType; type++)
            {
                for (byte subtype = 0; subtype <= LastSubtype; subtype++)
                {
                    // The shortest is for IPv4 alone, whose text depends on its length; others would be cut.
                    if (length == 27 && (type, subtype) != (3, 12) || type == 3 && subtype is RestService or NvmeFabric)
                    {
                        continue;
                    }

                    for (int rise = 0; rise < 2; rise++)
                    {
                        Fill(type, subtype, length, rise);
                        nodes++;
                        different += IsSame(system, out _) ? 0 : 1;
                    }
                }
            }
        }

        EfiApplication.WriteLine($"library: device nodes: {nodes}, {different} different");
    }

    private static void Fill(byte type, byte subtype, byte length, int rise)
    {
        s_path.AsSpan().Clear();
        s_path[0] = type;
        s_path[1] = subtype;
        BinaryPrimitives.WriteUInt16LittleEndian(s_path.AsSpan(2), length);
        // Text ends within the node.
        for (int i = DevicePath.HeaderSizeBytes; i < length - 4; i++)
        {
            s_path[i] = (byte)(rise * i);
        }

        DevicePath.End.CopyTo(s_path.AsSpan(length));
    }

    private static bool LeadsBack(ReadOnlySpan<byte> text, ReadOnlySpan<byte> path)
    {
        Span<byte> again = stackalloc byte[PathBytes];
        return DevicePathParser.TryParse(text, again, out int length)
            && again[..(length - DevicePath.HeaderSizeBytes)].SequenceEqual(path);
    }

    private static bool IsSame(EfiSystem system, out int length)
    {
        bool isWhole = DevicePathText.TryWrite(s_path, s_ours, out length);
        int theirs = TheirText(system);
        bool isSame = isWhole && s_ours.AsSpan(0, length).SequenceEqual(s_theirs.AsSpan(0, theirs));
        if (!isSame)
        {
            EfiApplication.WriteLine($"library: ours   {s_ours.AsSpan(0, length)}");
            EfiApplication.WriteLine($"library: theirs {s_theirs.AsSpan(0, theirs)}");
        }

        return isSame;
    }

    // SAFETY: the path has an end; the firmware's text is in UTF-16 with a zero at its end, and ours to free.
    private static unsafe int TheirText(EfiSystem system)
    {
        DevicePathToTextProtocol* converter = system.Boot.FindProtocol<DevicePathToTextProtocol>();
        if (converter == null)
        {
            return 0;
        }

        const int ForDisplayOnly = 0,
            WithShortcuts = 1;
        char* text;
        fixed (byte* path = s_path)
        {
            text = (char*)
                (ulong)FirmwareCall.Invoke(converter->ConvertDevicePathToText, path, ForDisplayOnly, WithShortcuts);
        }

        int units = 0;
        while (text != null && text[units] != 0)
        {
            units++;
        }

        int length =
            units > TextBytes / 3 ? 0 : Utf8.FromUtf16(new ReadOnlySpan<byte>(text, sizeof(char) * units), s_theirs);
        system.Boot.FreePool(text);
        return length;
    }
}
