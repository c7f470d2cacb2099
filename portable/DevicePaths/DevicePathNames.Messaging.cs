using System;
using Keelson.Uefi;

namespace Keelson.DevicePaths;

/// <summary>What is at the end of a cable, but for networks (UEFI 2.10, 10.3.4).</summary>
internal static partial class DevicePathNames
{
    private const int Terminals = 5;

    private static EfiGuid FlowControl => new(0x37499a9d, 0x542f, 0x4c89, 0xa026_35da142094e4);
    private static EfiGuid SerialAttachedScsi => new(0xd487ddb4, 0x008b, 0x11d9, 0xafdc_001083ffca4d);

    /// <summary>Terminals and a debug port, which a vendor's node of messaging stands for, from 0 on.</summary>
    internal static bool TryGetTerminal(int index, out EfiGuid vendor, out ReadOnlySpan<byte> name)
    {
        vendor = index switch
        {
            0 => new(0xe0c14753, 0xf9be, 0x11d2, 0x9a0c_0090273fc14d),
            1 => new(0xdfa66065, 0xb419, 0x11d3, 0x9a2d_0090273fc14d),
            2 => new(0x7baec70b, 0x57e0, 0x4c76, 0x8e87_2f9e28088343),
            3 => new(0xad15a0d6, 0x8bec, 0x4acf, 0xa073_d01de77e2d88),
            _ => new(0xeba4e8d2, 0x3858, 0x41ec, 0xa281_2647ba9660d0),
        };
        name = index switch
        {
            0 => "VenPcAnsi"u8,
            1 => "VenVt100"u8,
            2 => "VenVt100Plus"u8,
            3 => "VenUtf8"u8,
            _ => "DebugPort"u8,
        };
        return index < Terminals;
    }

    private static bool TryWriteVendorMessage(scoped ReadOnlySpan<byte> node, scoped ref DevicePathWriter text)
    {
        EfiGuid vendor = EfiGuid.Read(node[4..]);
        for (int i = 0; TryGetTerminal(i, out EfiGuid terminal, out ReadOnlySpan<byte> name); i++)
        {
            if (vendor == terminal)
            {
                text.Append(name);
                text.Append("()"u8);
                return true;
            }
        }

        if (vendor == FlowControl && node.Length >= 24)
        {
            text.Append(
                (node[20] & 3) switch
                {
                    0 => "UartFlowCtrl(None)"u8,
                    1 => "UartFlowCtrl(Hardware)"u8,
                    2 => "UartFlowCtrl(XonXoff)"u8,
                    _ => ""u8,
                }
            );
            return true;
        }

        if (vendor != SerialAttachedScsi || node.Length < 44)
        {
            return false;
        }

        text.Append("SAS("u8);
        text.AppendPrefixed(Number(node, 24, 8));
        text.Append(',');
        text.AppendPrefixed(Number(node, 32, 8));
        text.Append(',');
        text.AppendPrefixed(Number(node, 42, 2));
        text.Append(',');
        WriteTopology((uint)Number(node, 40, 2), ref text);
        text.Append(',');
        text.AppendPrefixed(Number(node, 20, 4));
        text.Append(')');
        return true;
    }

    /// <summary>Four fields: of what kind, where, how connected, and in which drive bay from 1 on.</summary>
    private static void WriteTopology(uint topology, scoped ref DevicePathWriter text)
    {
        const uint IsReserved = 0x80;
        uint moreBytes = topology & 0xf;
        if ((topology & IsReserved) != 0 || moreBytes > 2)
        {
            text.AppendPrefixed(topology);
            text.Append(",0,0,0"u8);
            return;
        }

        if (moreBytes == 0)
        {
            text.Append("NoTopology,0,0,0"u8);
            return;
        }

        text.Append((topology & 0x10) != 0 ? "SATA,"u8 : "SAS,"u8);
        text.Append((topology & 0x20) != 0 ? "External,"u8 : "Internal,"u8);
        text.Append((topology & 0x40) != 0 ? "Expanded,"u8 : "Direct,"u8);
        if (moreBytes == 1)
        {
            text.Append('0');
        }
        else
        {
            text.AppendPrefixed((topology >> 8 & 0xff) + 1);
        }
    }

    /// <summary>The extended unique identifier from its last byte on.</summary>
    private static void WriteNvme(scoped ReadOnlySpan<byte> node, scoped ref DevicePathWriter text)
    {
        text.Append("NVMe("u8);
        text.AppendPrefixed(Number(node, 4, 4));
        for (int at = 15; at >= 8; at--)
        {
            text.Append(at == 15 ? ',' : '-');
            text.AppendHexadecimal(node[at], 2);
        }

        text.Append(')');
    }

    private static void WriteUart(scoped ReadOnlySpan<byte> node, scoped ref DevicePathWriter text)
    {
        text.Append("Uart("u8);
        WriteOrDefault(Number(node, 8, 8), ref text);
        WriteOrDefault(node[16], ref text);
        text.Append(node[17] < 6 ? (char)"DNEOMS"u8[node[17]] : 'x');
        text.Append(
            node[18] switch
            {
                0 => ",D)"u8,
                1 => ",1)"u8,
                2 => ",1.5)"u8,
                3 => ",2)"u8,
                _ => ",x)"u8,
            }
        );
    }

    private static void WriteOrDefault(ulong value, scoped ref DevicePathWriter text)
    {
        if (value == 0)
        {
            text.Append("DEFAULT"u8);
        }
        else
        {
            text.AppendDecimal(value);
        }

        text.Append(',');
    }

    private static ReadOnlySpan<byte> UsbClassName(byte deviceClass) =>
        deviceClass switch
        {
            1 => "UsbAudio"u8,
            2 => "UsbCDCControl"u8,
            3 => "UsbHID"u8,
            6 => "UsbImage"u8,
            7 => "UsbPrinter"u8,
            8 => "UsbMassStorage"u8,
            9 => "UsbHub"u8,
            10 => "UsbCDCData"u8,
            11 => "UsbSmartCard"u8,
            14 => "UsbVideo"u8,
            220 => "UsbDiagnostic"u8,
            224 => "UsbWireless"u8,
            _ => default,
        };

    private static void WriteUsbClass(scoped ReadOnlySpan<byte> node, scoped ref DevicePathWriter text)
    {
        const byte ApplicationSpecific = 254;
        byte deviceClass = node[8],
            subclass = node[9];
        ReadOnlySpan<byte> name = UsbClassName(deviceClass);
        ReadOnlySpan<byte> specific =
            deviceClass != ApplicationSpecific ? default
            : subclass == 1 ? "UsbDeviceFirmwareUpdate"u8
            : subclass == 2 ? "UsbIrdaBridge"u8
            : subclass == 3 ? "UsbTestAndMeasurement"u8
            : default;
        text.Append(
            !specific.IsEmpty ? specific
            : !name.IsEmpty ? name
            : "UsbClass"u8
        );
        text.Append('(');
        text.AppendPrefixed(Number(node, 4, 2));
        text.Append(',');
        text.AppendPrefixed(Number(node, 6, 2));
        if (specific.IsEmpty && name.IsEmpty)
        {
            text.Append(',');
            text.AppendPrefixed(deviceClass);
        }

        if (specific.IsEmpty)
        {
            text.Append(',');
            text.AppendPrefixed(subclass);
        }

        text.Append(',');
        text.AppendPrefixed(node[10]);
        text.Append(')');
    }
}
