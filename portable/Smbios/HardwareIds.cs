using System;
using System.Buffers.Binary;
using Keelson.Text;
using Keelson.Trust;
using Keelson.Uefi;

namespace Keelson.Smbios;

/// <summary>
/// Computer hardware identifiers (CHID, as fwupd documents them): names by what SMBIOS says of a machine, as a section
/// <c>.hwids</c> lists them for machines without a device tree (systemd 257, src/boot/chid.c).
/// </summary>
public static class HardwareIds
{
    private const int EntryBytes = 28;
    private const uint DeviceTreeEntry = 0x1000_001c; // its kind and its size
    private const int IdOffset = 4;
    private const int CompatibleOffset = 24;
    private const int FieldCount = 6;

    /// <summary>More than the longest string of SMBIOS that names anything.</summary>
    private const int MaximumFieldUnits = 256;

    // From the most specific on: which of manufacturer, family, product, SKU, the board's manufacturer and product.
    private static ReadOnlySpan<byte> Kinds => [0x3f, 0x39, 0x35, 0x33, 0x0f, 0x07, 0x09, 0x05, 0x03];

    // 70ffd812-4c7f-4c7d-0000-000000000000
    private static ReadOnlySpan<byte> Namespace =>
        [0x70, 0xff, 0xd8, 0x12, 0x4c, 0x7f, 0x4c, 0x7d, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <param name="hardwareIds">The section.</param>
    /// <param name="smbios">The structures.</param>
    /// <returns>The <c>compatible</c> of this machine's tree; empty where it is not listed.</returns>
    public static ReadOnlySpan<byte> FindCompatible(ReadOnlySpan<byte> hardwareIds, scoped ReadOnlySpan<byte> smbios)
    {
        foreach (byte fields in Kinds)
        {
            EfiGuid id = Compute(smbios, fields);
            ReadOnlySpan<byte> rest = hardwareIds;
            while (rest.Length >= EntryBytes && BinaryPrimitives.ReadUInt32LittleEndian(rest) == DeviceTreeEntry)
            {
                if (EfiGuid.Read(rest[IdOffset..]) == id)
                {
                    return TextAt(hardwareIds, BinaryPrimitives.ReadUInt32LittleEndian(rest[CompatibleOffset..]));
                }

                rest = rest[EntryBytes..];
            }
        }

        return default;
    }

    /// <param name="smbios">The structures.</param>
    /// <param name="fields">A bit for each, from manufacturer on.</param>
    public static EfiGuid Compute(scoped ReadOnlySpan<byte> smbios, uint fields)
    {
        SmbiosStructure.TryFind(smbios, SmbiosStructure.System, out SmbiosStructure system);
        SmbiosStructure.TryFind(smbios, SmbiosStructure.Baseboard, out SmbiosStructure board);
        Span<byte> units = stackalloc byte[sizeof(char) * (MaximumFieldUnits + 1)];
        Sha1 hash = Sha1.Begin();
        hash.Add(Namespace);
        for (int i = 0; i < FieldCount; i++)
        {
            if ((fields >> i & 1) == 0)
            {
                continue;
            }

            if (i != 0)
            {
                hash.Add((byte)'&');
                hash.Add(0);
            }

            ReadOnlySpan<byte> text = Trim(
                i switch
                {
                    0 => system.Text(4),
                    1 => system.Text(26),
                    2 => system.Text(5),
                    3 => system.Text(25),
                    4 => board.Text(4),
                    _ => board.Text(5),
                }
            );
            text = text[..Math.Min(text.Length, MaximumFieldUnits)];
            int length = Utf8.ToUtf16Bytes(text, units);
            hash.Add(units[..(length - sizeof(char))]);
        }

        Span<byte> digest = stackalloc byte[Sha1.DigestBytes];
        hash.End(digest);
        return new EfiGuid(
            BinaryPrimitives.ReadUInt32BigEndian(digest),
            BinaryPrimitives.ReadUInt16BigEndian(digest[4..]),
            (ushort)(BinaryPrimitives.ReadUInt16BigEndian(digest[6..]) & 0xfff | 0x5000),
            BinaryPrimitives.ReadUInt64BigEndian(digest[8..]) & ulong.MaxValue >> 2 | 1ul << 63
        );
    }

    /// <summary>Blanks before it, then zeroes, and blanks behind it are no part of a name.</summary>
    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && text[0] == ' ')
        {
            text = text[1..];
        }

        while (!text.IsEmpty && text[0] == '0')
        {
            text = text[1..];
        }

        while (!text.IsEmpty && text[^1] == ' ')
        {
            text = text[..^1];
        }

        return text;
    }

    private static ReadOnlySpan<byte> TextAt(ReadOnlySpan<byte> section, uint offset)
    {
        ReadOnlySpan<byte> rest = offset != 0 && offset < (uint)section.Length ? section[(int)offset..] : default;
        int length = rest.IndexOf((byte)0);
        return length < 0 ? default : rest[..length];
    }
}
