using System;

namespace Keelson.DevicePaths;

/// <summary>What is reached by a network (UEFI 2.10, 10.3.4.12 and following).</summary>
internal static partial class DevicePathNames
{
    private const int Ipv4WithGateway = 27;
    private const int Ipv6WithGateway = 60;

    private static void WriteIpv4(scoped ReadOnlySpan<byte> node, scoped ref DevicePathWriter text)
    {
        text.Append("IPv4("u8);
        text.AppendIpv4(node[8..]);
        text.Append(',');
        WriteProtocol(Number(node, 16, 2), ref text);
        text.Append(node[18] != 0 ? ",Static,"u8 : ",DHCP,"u8);
        text.AppendIpv4(node[4..]);
        if (node.Length == Ipv4WithGateway)
        {
            text.Append(',');
            text.AppendIpv4(node[19..]);
            text.Append(',');
            text.AppendIpv4(node[23..]);
        }

        text.Append(')');
    }

    private static void WriteIpv6(scoped ReadOnlySpan<byte> node, scoped ref DevicePathWriter text)
    {
        text.Append("IPv6("u8);
        text.AppendIpv6(node[20..]);
        text.Append(',');
        WriteProtocol(Number(node, 40, 2), ref text);
        text.Append(
            node[42] switch
            {
                0 => ",Static,"u8,
                1 => ",StatelessAutoConfigure,"u8,
                _ => ",StatefulAutoConfigure,"u8,
            }
        );
        text.AppendIpv6(node[4..]);
        if (node.Length == Ipv6WithGateway)
        {
            text.Append(',');
            text.AppendPrefixed(node[43]);
            text.Append(',');
            text.AppendIpv6(node[44..]);
        }

        text.Append(')');
    }

    /// <summary>Numbers of RFC 1700.</summary>
    private static void WriteProtocol(ulong protocol, scoped ref DevicePathWriter text)
    {
        switch (protocol)
        {
            case 6:
                text.Append("TCP"u8);
                break;
            case 17:
                text.Append("UDP"u8);
                break;
            default:
                text.AppendPrefixed(protocol);
                break;
        }
    }

    private static void WriteIscsi(scoped ReadOnlySpan<byte> node, scoped ref DevicePathWriter text)
    {
        const int HeaderDigest = 1,
            DataDigest = 3,
            WithoutAuthentication = 11,
            OneWay = 12;
        ulong options = Number(node, 6, 2);
        text.Append("iSCSI("u8);
        text.AppendLatin1(node[18..]);
        text.Append(',');
        text.AppendPrefixed(Number(node, 16, 2));
        text.Append(",0x"u8);
        text.AppendBytes(node.Slice(8, 8));
        text.Append((options >> HeaderDigest & 1) != 0 ? ",CRC32C"u8 : ",None"u8);
        text.Append((options >> DataDigest & 1) != 0 ? ",CRC32C,"u8 : ",None,"u8);
        text.Append(
            (options >> WithoutAuthentication & 1) != 0 ? "None,"u8
            : (options >> OneWay & 1) != 0 ? "CHAP_UNI,"u8
            : "CHAP_BI,"u8
        );
        text.Append(Number(node, 4, 2) == 0 ? "TCP)"u8 : "reserved)"u8);
    }

    private static void WriteDns(scoped ReadOnlySpan<byte> node, scoped ref DevicePathWriter text)
    {
        const int AddressSize = 16;
        text.Append("Dns("u8);
        for (int at = 5; at + AddressSize <= node.Length; at += AddressSize)
        {
            text.Append(at == 5 ? ""u8 : ","u8);
            if (node[4] == 0)
            {
                text.AppendIpv4(node[at..]);
            }
            else
            {
                text.AppendIpv6(node[at..]);
            }
        }

        text.Append(')');
    }

    private static void WriteRestService(scoped ReadOnlySpan<byte> node, scoped ref DevicePathWriter text)
    {
        const byte Vendor = 0xff;
        text.Append("RestService("u8);
        text.AppendPrefixed(node[4]);
        text.Append(',');
        text.AppendPrefixed(node[5]);
        if (node[4] == Vendor && node.Length >= 22)
        {
            text.Append(',');
            text.AppendGuid(node[6..]);
            text.Append(node.Length > 22 ? ","u8 : ""u8);
            text.AppendBytes(node[22..]);
        }

        text.Append(')');
    }

    private static void WriteNvmeFabric(scoped ReadOnlySpan<byte> node, scoped ref DevicePathWriter text)
    {
        text.Append("NVMEoF("u8);
        text.AppendLatin1(node[21..]);
        text.Append(',');
        text.AppendPrefixed(node[4]);
        text.Append(",0x"u8);
        text.AppendBytes(node.Slice(5, 16));
        text.Append(')');
    }
}
