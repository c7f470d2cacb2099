using System;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.DevicePaths;

/// <summary>Nodes whose text depends on what is in them, as <see cref="DevicePathNames"/> writes them.</summary>
internal static partial class DevicePathNodeParser
{
    private const byte Acpi = 2,
        Messaging = 3,
        MediaDevice = 4;

    private static bool TryParseTerminal(ReadOnlySpan<byte> name, Span<byte> node, out int length)
    {
        const byte Vendor = 10;
        length = DevicePath.HeaderSizeBytes + EfiGuid.SizeBytes;
        for (int i = 0; DevicePathNames.TryGetTerminal(i, out EfiGuid vendor, out ReadOnlySpan<byte> terminal); i++)
        {
            if (AsciiText.EqualsIgnoringCase(name, terminal))
            {
                return TryBegin(node, Messaging, Vendor, length)
                    && TryWriteGuid(vendor, node[DevicePath.HeaderSizeBytes..]);
            }
        }

        return false;
    }

    private static bool TryWriteGuid(EfiGuid guid, Span<byte> destination)
    {
        Write(guid.Low, destination[..8]);
        Write(guid.High, destination[8..16]);
        return true;
    }

    private static bool TryParseAcpi(
        ReadOnlySpan<byte> name,
        scoped ref DevicePathArguments arguments,
        Span<byte> node,
        out int length
    )
    {
        const byte Device = 1;
        length = 12;
        uint product = ProductOf(name);
        ulong identifier = product << 16 | DevicePathNames.PlugAndPlay;
        if (product == 0)
        {
            if (!AsciiText.EqualsIgnoringCase(name, "Acpi"u8))
            {
                return false;
            }

            DevicePathArguments before = arguments;
            ReadOnlySpan<byte> device = arguments.Take();
            if (device.Length == 7 && AsciiText.EqualsIgnoringCase(device[..3], "PNP"u8))
            {
                if (!DevicePathArguments.TryRead(device[3..], 16, out ulong number))
                {
                    return false;
                }

                identifier = number << 16 | DevicePathNames.PlugAndPlay;
            }
            else
            {
                arguments = before;
                if (!arguments.TryTakeNumber(sizeof(uint), out identifier))
                {
                    return false;
                }
            }
        }

        if (!arguments.TryTakeNumber(sizeof(uint), out ulong unique) || !TryBegin(node, Acpi, Device, length))
        {
            return false;
        }

        Write(identifier, node[4..8]);
        Write(unique, node[8..12]);
        return true;
    }

    /// <returns>0 for a name that is none of the shortcuts.</returns>
    private static uint ProductOf(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<ushort> products = [0x0a03, 0x0a08, 0x0604, 0x0301, 0x0501, 0x0401];
        foreach (ushort product in products)
        {
            if (AsciiText.EqualsIgnoringCase(name, DevicePathNames.AcpiShortcut(product)))
            {
                return product;
            }
        }

        return 0;
    }

    /// <summary>Of a type by number or by name.</summary>
    private static bool TryParseBytes(
        ReadOnlySpan<byte> name,
        scoped ref DevicePathArguments arguments,
        Span<byte> node,
        out int length
    )
    {
        const byte LastType = 5;
        length = 0;
        ulong type = 0;
        for (byte i = 1; i <= LastType; i++)
        {
            type = AsciiText.EqualsIgnoringCase(name, DevicePathNames.OfType(i)) ? i : type;
        }

        if (
            type == 0
                && (!AsciiText.EqualsIgnoringCase(name, "Path"u8) || !arguments.TryTakeNumber(sizeof(byte), out type))
            || !arguments.TryTakeNumber(sizeof(byte), out ulong subtype)
        )
        {
            return false;
        }

        ReadOnlySpan<byte> bytes = arguments.Take();
        length = DevicePath.HeaderSizeBytes + bytes.Length / 2;
        return TryBegin(node, (byte)type, (byte)subtype, length)
            && DevicePathArguments.TryReadBytes(bytes, node[DevicePath.HeaderSizeBytes..length]);
    }

    private static bool TryParseOther(
        ReadOnlySpan<byte> name,
        scoped ref DevicePathArguments arguments,
        Span<byte> node,
        out int length
    )
    {
        if (AsciiText.EqualsIgnoringCase(name, "HD"u8))
        {
            length = 42;
            return TryBegin(node, MediaDevice, 1, length) && TryParseHardDrive(ref arguments, node);
        }

        if (AsciiText.EqualsIgnoringCase(name, "MAC"u8))
        {
            length = 37;
            return TryBegin(node, Messaging, 11, length) && TryParseMac(ref arguments, node);
        }

        if (AsciiText.EqualsIgnoringCase(name, "NVMe"u8))
        {
            length = 16;
            return TryBegin(node, Messaging, 23, length) && TryParseNvme(ref arguments, node);
        }

        if (AsciiText.EqualsIgnoringCase(name, "Uart"u8))
        {
            length = 19;
            return TryBegin(node, Messaging, 14, length) && TryParseUart(ref arguments, node);
        }

        if (AsciiText.EqualsIgnoringCase(name, "IPv4"u8))
        {
            length = 27;
            return TryBegin(node, Messaging, 12, length) && TryParseIpv4(ref arguments, node);
        }

        length = 60;
        return AsciiText.EqualsIgnoringCase(name, "IPv6"u8)
            && TryBegin(node, Messaging, 13, length)
            && TryParseIpv6(ref arguments, node);
    }

    private static bool TryParseHardDrive(scoped ref DevicePathArguments arguments, Span<byte> node)
    {
        const byte MasterBootRecord = 1,
            GuidPartitionTable = 2;
        bool isRead = arguments.TryTakeNumber(sizeof(uint), out ulong partition);
        Write(partition, node[4..8]);
        ReadOnlySpan<byte> format = arguments.Take();
        if (AsciiText.EqualsIgnoringCase(format, "GPT"u8))
        {
            isRead &= DevicePathArguments.TryReadGuid(arguments.Take(), node[24..40]);
            node[40] = node[41] = GuidPartitionTable;
        }
        else
        {
            isRead &= AsciiText.EqualsIgnoringCase(format, "MBR"u8);
            isRead &= arguments.TryTakeNumber(sizeof(uint), out ulong signature);
            Write(signature, node[24..28]);
            node[40] = node[41] = MasterBootRecord;
        }

        // Of a partition that is to be looked for by its signature, a boot option may leave out where it is.
        if (!arguments.IsEmpty)
        {
            isRead &= arguments.TryTakeNumber(sizeof(ulong), out ulong start);
            isRead &= arguments.TryTakeNumber(sizeof(ulong), out ulong size);
            Write(start, node[8..16]);
            Write(size, node[16..24]);
        }

        return isRead;
    }

    private static bool TryParseMac(scoped ref DevicePathArguments arguments, Span<byte> node)
    {
        ReadOnlySpan<byte> address = arguments.Take();
        bool isRead =
            address.Length is 12 or 64
            && DevicePathArguments.TryReadBytes(address, node.Slice(4, address.Length / 2))
            && arguments.TryTakeNumber(sizeof(byte), out ulong kind)
            && Put(node, 36, kind);
        // What has other addresses than Ethernet's writes all of the field.
        return isRead && address.Length == (node[36] <= 1 ? 12 : 64);
    }

    private static bool Put(Span<byte> node, int offset, ulong value)
    {
        node[offset] = (byte)value;
        return true;
    }

    private static bool TryParseNvme(scoped ref DevicePathArguments arguments, Span<byte> node)
    {
        const int Length = 23;
        bool isRead = arguments.TryTakeNumber(sizeof(uint), out ulong space);
        Write(space, node[4..8]);
        ReadOnlySpan<byte> unique = arguments.Take();
        isRead &= unique.Length == Length;
        for (int i = 0; i < 8 && isRead; i++)
        {
            isRead =
                DevicePathArguments.TryReadBytes(unique.Slice(3 * i, 2), node.Slice(15 - i, 1))
                && (i == 7 || unique[3 * i + 2] == '-');
        }

        return isRead;
    }

    private static bool TryParseUart(scoped ref DevicePathArguments arguments, Span<byte> node)
    {
        bool isRead = TryTakeOrDefault(ref arguments, sizeof(ulong), out ulong rate);
        isRead &= TryTakeOrDefault(ref arguments, sizeof(byte), out ulong bits);
        Write(rate, node[8..16]);
        node[16] = (byte)bits;
        ReadOnlySpan<byte> parity = arguments.Take(),
            stop = arguments.Take();
        int known = parity.Length == 1 ? "DNEOMS"u8.IndexOf(parity[0]) : -1;
        node[17] = (byte)known;
        int stopBits =
            stop.SequenceEqual("D"u8) ? 0
            : stop.SequenceEqual("1"u8) ? 1
            : stop.SequenceEqual("1.5"u8) ? 2
            : stop.SequenceEqual("2"u8) ? 3
            : -1;
        node[18] = (byte)stopBits;
        return isRead && known >= 0 && stopBits >= 0;
    }

    private static bool TryTakeOrDefault(scoped ref DevicePathArguments arguments, int sizeBytes, out ulong number)
    {
        DevicePathArguments before = arguments;
        number = 0;
        if (AsciiText.EqualsIgnoringCase(arguments.Take(), "DEFAULT"u8))
        {
            return true;
        }

        arguments = before;
        return arguments.TryTakeNumber(sizeBytes, out number);
    }
}
