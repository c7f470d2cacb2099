using System;
using Keelson.Text;

namespace Keelson.DevicePaths;

/// <summary>
/// The nodes whose text is a name and their fields in brackets (UEFI 2.10, table 10.70), one to a line: type, subtype,
/// the least length, name, and each field as <c>kind@offset</c>. Both directions read it.
/// </summary>
/// <remarks>
/// Kinds: <c>x</c>N a number of N bytes in hexadecimal, <c>d</c>N in decimal, <c>f</c>N in hexadecimal with all its
/// digits and no 0x; <c>h</c>N bytes in pairs of digits, <c>X</c>N with 0x in front; <c>g</c> a GUID; <c>r</c> the rest
/// of the node in pairs of digits, left out with its comma where there is none; <c>s</c> text
/// to the node's end, <c>s</c>N of N bytes at most.
/// </remarks>
internal static class DevicePathNodes
{
    private static ReadOnlySpan<byte> Lines =>
        """
            1 1 6 Pci x1@5 x1@4
            1 2 5 PcCard x1@4
            1 3 24 MemoryMapped x4@4 x8@8 x8@16
            1 4 20 VenHw g@4 r@20
            1 5 8 Ctrl x4@4
            1 6 13 BMC x1@4 x8@5
            3 2 8 Scsi x2@4 x2@6
            3 3 24 Fibre x8@8 x8@16
            3 4 16 I1394 f8@8
            3 5 6 USB x1@4 x1@5
            3 6 8 I2O x4@4
            3 9 48 Infiniband x4@4 g@8 x8@24 x8@32 x8@40
            3 10 20 VenMsg g@4 r@20
            3 17 5 Unit x1@4
            3 18 10 Sata x2@4 x2@6 x2@8
            3 20 6 Vlan d2@4
            3 21 24 FibreEx X8@8 X8@16
            3 24 4 Uri s@4
            3 25 6 UFS x1@4 x1@5
            3 26 5 SD x1@4
            3 27 10 Bluetooth h6@4
            3 28 36 Wi-Fi s32@4
            3 29 5 eMMC x1@4
            3 30 11 BluetoothLE h6@4 X1@10
            4 2 24 CDROM x4@4 x8@8 x8@16
            4 3 20 VenMedia g@4 r@20
            4 5 20 Media g@4
            4 6 20 FvFile g@4
            4 7 20 Fv g@4
            4 8 24 Offset x8@8 x8@16

            """u8;

    /// <summary>The line of a node that is long enough for its fields.</summary>
    public static bool TryFind(ReadOnlySpan<byte> node, out DevicePathLine line)
    {
        for (ReadOnlySpan<byte> rest = Lines; DevicePathLine.TryTake(ref rest, out line); )
        {
            if (line.Type == node[0] && line.Subtype == node[1])
            {
                return line.LengthBytes <= node.Length;
            }
        }

        return false;
    }

    /// <summary>The line of a name, in any case.</summary>
    public static bool TryFindName(ReadOnlySpan<byte> name, out DevicePathLine line)
    {
        for (ReadOnlySpan<byte> rest = Lines; DevicePathLine.TryTake(ref rest, out line); )
        {
            if (AsciiText.EqualsIgnoringCase(line.Name, name))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A line of the table, taken apart.</summary>
internal readonly ref struct DevicePathLine
{
    public byte Type { get; private init; }
    public byte Subtype { get; private init; }
    public int LengthBytes { get; private init; }
    public ReadOnlySpan<byte> Name { get; private init; }

    /// <summary>For <see cref="TryTakeField"/>.</summary>
    public ReadOnlySpan<byte> Fields { get; private init; }

    public static bool TryTake(scoped ref ReadOnlySpan<byte> lines, out DevicePathLine line)
    {
        line = default;
        int end = lines.IndexOf((byte)'\n');
        if (end < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = lines[..end];
        lines = lines[(end + 1)..];
        line = new DevicePathLine
        {
            Type = (byte)Number(AsciiText.TakeUntil(ref rest, (byte)' ')),
            Subtype = (byte)Number(AsciiText.TakeUntil(ref rest, (byte)' ')),
            LengthBytes = Number(AsciiText.TakeUntil(ref rest, (byte)' ')),
            Name = AsciiText.TakeUntil(ref rest, (byte)' '),
            Fields = rest,
        };
        return true;
    }

    public static bool TryTakeField(scoped ref ReadOnlySpan<byte> fields, out DevicePathField field)
    {
        ReadOnlySpan<byte> word = AsciiText.TakeUntil(ref fields, (byte)' ');
        if (word.IsEmpty)
        {
            field = default;
            return false;
        }

        int at = word.IndexOf((byte)'@');
        field = new DevicePathField((char)word[0], Number(word[1..at]), Number(word[(at + 1)..]));
        return true;
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        int number = 0;
        foreach (byte digit in digits)
        {
            number = 10 * number + digit - '0';
        }

        return number;
    }
}

/// <summary>A field of a node.</summary>
internal readonly struct DevicePathField(char kind, int sizeBytes, int offset)
{
    /// <summary>As <see cref="DevicePathNodes"/> has them.</summary>
    public char Kind { get; } = kind;

    /// <summary>0 where it has none of its own.</summary>
    public int SizeBytes { get; } = sizeBytes;

    /// <summary>From the node's begin.</summary>
    public int Offset { get; } = offset;
}
