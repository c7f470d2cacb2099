using System;
using Keelson.Text;

namespace Keelson.DevicePaths;

/// <summary>ACPI devices (UEFI 2.10, 10.3.3): what is named by a compressed EISA identifier.</summary>
internal static partial class DevicePathNames
{
    private const uint PlugAndPlayMask = 0xffff;

    /// <summary>"PNP", compressed to five bits a letter.</summary>
    internal const uint PlugAndPlay = 0x41d0;

    /// <summary>The devices that have a name of their own: the upper half of their identifier.</summary>
    internal static ReadOnlySpan<byte> AcpiShortcut(uint product) =>
        product switch
        {
            0x0a03 => "PciRoot"u8,
            0x0a08 => "PcieRoot"u8,
            0x0604 => "Floppy"u8,
            0x0301 => "Keyboard"u8,
            0x0501 => "Serial"u8,
            0x0401 => "ParallelPort"u8,
            _ => default,
        };

    private static void WriteAcpi(scoped ReadOnlySpan<byte> node, scoped ref DevicePathWriter text)
    {
        uint identifier = (uint)Number(node, 4, 4);
        bool isPlugAndPlay = (identifier & PlugAndPlayMask) == PlugAndPlay;
        ReadOnlySpan<byte> shortcut = isPlugAndPlay ? AcpiShortcut(identifier >> 16) : default;
        if (!shortcut.IsEmpty)
        {
            text.Append(shortcut);
            text.Append('(');
        }
        else
        {
            text.Append(isPlugAndPlay ? "Acpi(PNP"u8 : "Acpi(0x"u8);
            text.AppendHexadecimal(isPlugAndPlay ? identifier >> 16 : identifier, isPlugAndPlay ? 4 : 8);
            text.Append(',');
        }

        text.AppendPrefixed(Number(node, 8, 4));
        text.Append(')');
    }

    private static void WriteAcpiExtended(scoped ReadOnlySpan<byte> node, scoped ref DevicePathWriter text)
    {
        uint hardware = (uint)Number(node, 4, 4),
            unique = (uint)Number(node, 8, 4),
            compatible = (uint)Number(node, 12, 4);
        ReadOnlySpan<byte> rest = node[16..];
        ReadOnlySpan<byte> hardwareText = AsciiText.TakeUntil(ref rest, (byte)0),
            uniqueText = AsciiText.TakeUntil(ref rest, (byte)0),
            compatibleText = AsciiText.TakeUntil(ref rest, (byte)0);
        if (hardwareText.IsEmpty && compatibleText.IsEmpty && !uniqueText.IsEmpty)
        {
            text.Append("AcpiExp("u8);
            WriteIdentifier(hardware, ref text);
            text.Append(',');
            if (compatible == 0)
            {
                text.Append('0');
            }
            else
            {
                WriteIdentifier(compatible, ref text);
            }
        }
        else
        {
            text.Append("AcpiEx("u8);
            WriteIdentifier(hardware, ref text);
            text.Append(',');
            WriteIdentifier(compatible, ref text);
            text.Append(',');
            text.AppendPrefixed(unique);
            text.Append(',');
            text.AppendLatin1(hardwareText);
            text.Append(',');
            text.AppendLatin1(compatibleText);
        }

        text.Append(',');
        text.AppendLatin1(uniqueText);
        text.Append(')');
    }

    private static void WriteIdentifier(uint identifier, scoped ref DevicePathWriter text)
    {
        for (int shift = 10; shift >= 0; shift -= 5)
        {
            text.Append((char)('A' - 1 + (int)(identifier >> shift & 0x1f)));
        }

        text.AppendHexadecimal(identifier >> 16, 4);
    }

    private static void WriteAcpiAddresses(scoped ReadOnlySpan<byte> node, scoped ref DevicePathWriter text)
    {
        for (int at = 4; at + 4 <= node.Length; at += 4)
        {
            text.Append(at == 4 ? "AcpiAdr("u8 : ","u8);
            text.AppendPrefixed(Number(node, at, 4));
        }

        text.Append(')');
    }
}
