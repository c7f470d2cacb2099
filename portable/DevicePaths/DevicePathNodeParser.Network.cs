using System;

namespace Keelson.DevicePaths;

/// <summary>Addresses of the internet protocols.</summary>
internal static partial class DevicePathNodeParser
{
    private static bool TryParseIpv4(scoped ref DevicePathArguments arguments, Span<byte> node)
    {
        bool isRead = TryReadIpv4(arguments.Take(), node[8..12]);
        if (arguments.IsEmpty)
        {
            return isRead;
        }

        isRead &= TryTakeProtocol(ref arguments, node[16..18]);
        ReadOnlySpan<byte> origin = arguments.Take();
        node[18] = origin.SequenceEqual("Static"u8) ? (byte)1 : (byte)0;
        isRead &= node[18] != 0 || origin.SequenceEqual("DHCP"u8);
        isRead &= TryReadIpv4(arguments.Take(), node[4..8]);
        return isRead
            && (
                arguments.IsEmpty
                || TryReadIpv4(arguments.Take(), node[19..23]) && TryReadIpv4(arguments.Take(), node[23..27])
            );
    }

    private static bool TryReadIpv4(ReadOnlySpan<byte> text, Span<byte> address)
    {
        for (int i = 0; i < 4; i++)
        {
            int end = i < 3 ? text.IndexOf((byte)'.') : text.Length;
            if (end < 0 || !DevicePathArguments.TryRead(text[..end], 10, out ulong number) || number > byte.MaxValue)
            {
                return false;
            }

            address[i] = (byte)number;
            text = i < 3 ? text[(end + 1)..] : text;
        }

        return true;
    }

    private static bool TryParseIpv6(scoped ref DevicePathArguments arguments, Span<byte> node)
    {
        bool isRead = TryReadIpv6(arguments.Take(), node[20..36]);
        if (arguments.IsEmpty)
        {
            return isRead;
        }

        isRead &= TryTakeProtocol(ref arguments, node[40..42]);
        ReadOnlySpan<byte> origin = arguments.Take();
        int known =
            origin.SequenceEqual("Static"u8) ? 0
            : origin.SequenceEqual("StatelessAutoConfigure"u8) ? 1
            : origin.SequenceEqual("StatefulAutoConfigure"u8) ? 2
            : -1;
        node[42] = (byte)known;
        isRead &= known >= 0 && TryReadIpv6(arguments.Take(), node[4..20]);
        if (isRead && !arguments.IsEmpty)
        {
            isRead = arguments.TryTakeNumber(sizeof(byte), out ulong prefix);
            node[43] = (byte)prefix;
            isRead &= TryReadIpv6(arguments.Take(), node[44..60]);
        }

        return isRead;
    }

    /// <summary>TCP, UDP, or a number.</summary>
    private static bool TryTakeProtocol(scoped ref DevicePathArguments arguments, Span<byte> destination)
    {
        DevicePathArguments before = arguments;
        ReadOnlySpan<byte> name = arguments.Take();
        bool isRead = true;
        ulong number =
            name.SequenceEqual("TCP"u8) ? 6u
            : name.SequenceEqual("UDP"u8) ? 17u
            : 0;
        if (number == 0)
        {
            arguments = before;
            isRead = arguments.TryTakeNumber(sizeof(ushort), out number);
        }

        Write(number, destination);
        return isRead;
    }

    /// <summary>Eight groups of four digits, as they are written: nothing is left out.</summary>
    private static bool TryReadIpv6(ReadOnlySpan<byte> text, Span<byte> address)
    {
        const int Length = 39;
        bool isRead = text.Length == Length;
        for (int i = 0; i < 8 && isRead; i++)
        {
            isRead =
                DevicePathArguments.TryReadBytes(text.Slice(5 * i, 4), address.Slice(2 * i, 2))
                && (i == 7 || text[5 * i + 4] == ':');
        }

        return isRead;
    }
}
