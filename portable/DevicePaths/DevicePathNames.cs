using System;
using Keelson.Uefi;

namespace Keelson.DevicePaths;

/// <summary>Nodes whose text depends on what is in them (UEFI 2.10, 10.6.1.6).</summary>
internal static partial class DevicePathNames
{
    /// <summary>Of a node whose subtype has no name.</summary>
    public static ReadOnlySpan<byte> OfType(byte type) =>
        type switch
        {
            1 => "HardwarePath"u8,
            2 => "AcpiPath"u8,
            3 => "Msg"u8,
            4 => "MediaPath"u8,
            5 => "BbsPath"u8,
            _ => "Path"u8,
        };

    /// <returns>False for a node that is no such one, or too short for it.</returns>
    public static bool TryWrite(scoped ReadOnlySpan<byte> node, scoped ref DevicePathWriter text)
    {
        switch (node[0], node[1], node.Length)
        {
            case (2, 1, >= 12):
                WriteAcpi(node, ref text);
                return true;
            case (2, 2, >= 19):
                WriteAcpiExtended(node, ref text);
                return true;
            case (2, 3, >= 8):
                WriteAcpiAddresses(node, ref text);
                return true;
            case (3, 1, >= 8):
                text.Append(node[4] == 1 ? "Ata(Secondary,"u8 : "Ata(Primary,"u8);
                text.Append(node[5] == 1 ? "Slave,"u8 : "Master,"u8);
                text.AppendPrefixed(Number(node, 6, 2));
                text.Append(')');
                return true;
            case (3, 10, >= 20):
                return TryWriteVendorMessage(node, ref text);
            case (3, 11, >= 37):
                // Ethernet's have six bytes, others' the whole field.
                text.Append("MAC("u8);
                text.AppendBytes(node.Slice(4, node[36] <= 1 ? 6 : 32));
                text.Append(","u8);
                text.AppendPrefixed(node[36]);
                text.Append(')');
                return true;
            case (3, 12, >= 19):
                WriteIpv4(node, ref text);
                return true;
            case (3, 13, >= 43):
                WriteIpv6(node, ref text);
                return true;
            case (3, 14, >= 19):
                WriteUart(node, ref text);
                return true;
            case (3, 15, >= 11):
                WriteUsbClass(node, ref text);
                return true;
            case (3, 16, >= 10):
                text.Append("UsbWwid("u8);
                AppendNumbers(node, ref text, 6, 8, 4);
                text.Append(",\""u8);
                text.AppendUtf16(node[10..]);
                text.Append("\")"u8);
                return true;
            case (3, 19, >= 18):
                WriteIscsi(node, ref text);
                return true;
            case (3, 22, >= 24):
                text.Append("SasEx(0x"u8);
                text.AppendBytes(node.Slice(4, 8));
                text.Append(",0x"u8);
                text.AppendBytes(node.Slice(12, 8));
                text.Append(","u8);
                text.AppendPrefixed(Number(node, 22, 2));
                text.Append(","u8);
                WriteTopology((uint)Number(node, 20, 2), ref text);
                text.Append(')');
                return true;
            case (3, 23, >= 16):
                WriteNvme(node, ref text);
                return true;
            case (3, 31, >= 5):
                WriteDns(node, ref text);
                return true;
            case (3, 33, >= 6):
                WriteRestService(node, ref text);
                return true;
            case (3, 34, >= 21):
                WriteNvmeFabric(node, ref text);
                return true;
            case (4, 1, >= 42):
                WriteHardDrive(node, ref text);
                return true;
            case (4, 4, _):
                text.AppendUtf16(node[4..]);
                return true;
            case (4, 9, >= 38):
                WriteRamDisk(node, ref text);
                return true;
            case (5, 1, >= 9):
                WriteBootDevice(node, ref text);
                return true;
            default:
                return false;
        }
    }

    private static ulong Number(scoped ReadOnlySpan<byte> node, int offset, int sizeBytes) =>
        DevicePathText.NumberOf(node.Slice(offset, sizeBytes));

    /// <summary>Numbers of two bytes, with commas between.</summary>
    private static void AppendNumbers(
        scoped ReadOnlySpan<byte> node,
        scoped ref DevicePathWriter text,
        int first,
        int second,
        int third
    )
    {
        text.AppendPrefixed(Number(node, first, 2));
        text.Append(',');
        text.AppendPrefixed(Number(node, second, 2));
        text.Append(',');
        text.AppendPrefixed(Number(node, third, 2));
    }

    private static void WriteHardDrive(scoped ReadOnlySpan<byte> node, scoped ref DevicePathWriter text)
    {
        text.Append("HD("u8);
        text.AppendDecimal(Number(node, 4, 4));
        switch (node[41])
        {
            case 1:
                text.Append(",MBR,0x"u8);
                text.AppendHexadecimal(Number(node, 24, 4), 8);
                break;
            case 2:
                text.Append(",GPT,"u8);
                text.AppendGuid(node[24..]);
                break;
            default:
                text.Append(',');
                text.AppendDecimal(node[41]);
                text.Append(",0"u8);
                break;
        }

        text.Append(',');
        text.AppendPrefixed(Number(node, 8, 8));
        text.Append(',');
        text.AppendPrefixed(Number(node, 16, 8));
        text.Append(')');
    }

    private static void WriteRamDisk(scoped ReadOnlySpan<byte> node, scoped ref DevicePathWriter text)
    {
        EfiGuid kind = EfiGuid.Read(node[20..]);
        ReadOnlySpan<byte> name = RamDiskKind(kind);
        text.Append(name);
        text.Append('(');
        text.AppendPrefixed(Number(node, 4, 8));
        text.Append(',');
        text.AppendPrefixed(Number(node, 12, 8));
        text.Append(',');
        text.AppendDecimal(Number(node, 36, 2));
        if (name.SequenceEqual("RamDisk"u8))
        {
            text.Append(',');
            text.AppendGuid(node[20..]);
        }

        text.Append(')');
    }

    private static ReadOnlySpan<byte> RamDiskKind(EfiGuid kind) =>
        kind == new EfiGuid(0x77ab535a, 0x45fc, 0x624b, 0x5560_f7b281d1f96e) ? "VirtualDisk"u8
        : kind == new EfiGuid(0x3d5abd30, 0x4175, 0x87ce, 0x6d64_d2ade523c4bb) ? "VirtualCD"u8
        : kind == new EfiGuid(0x5cea02c9, 0x4d07, 0x69d3, 0x269f_4496fbe096f9) ? "PersistentVirtualDisk"u8
        : kind == new EfiGuid(0x08018188, 0x42cd, 0xbb48, 0x100f_5387d53ded3d) ? "PersistentVirtualCD"u8
        : "RamDisk"u8;

    private static void WriteBootDevice(scoped ReadOnlySpan<byte> node, scoped ref DevicePathWriter text)
    {
        text.Append("BBS("u8);
        ulong type = Number(node, 4, 2);
        ReadOnlySpan<byte> name = type switch
        {
            1 => "Floppy"u8,
            2 => "HD"u8,
            3 => "CDROM"u8,
            4 => "PCMCIA"u8,
            5 => "USB"u8,
            6 => "Network"u8,
            _ => default,
        };
        if (name.IsEmpty)
        {
            text.AppendPrefixed(type);
        }
        else
        {
            text.Append(name);
        }

        text.Append(',');
        text.AppendLatin1(node[8..]);
        text.Append(',');
        text.AppendPrefixed(Number(node, 6, 2));
        text.Append(')');
    }
}
