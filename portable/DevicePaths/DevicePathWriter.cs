using System;
using System.Buffers.Binary;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.DevicePaths;

/// <summary>Text into a buffer of somebody's; what does not fit is left out, from there on.</summary>
internal ref struct DevicePathWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    public int Length { get; private set; }
    public bool IsCut { get; private set; }

    public void Append(scoped ReadOnlySpan<byte> text)
    {
        IsCut |= text.Length > _destination.Length - Length;
        if (!IsCut)
        {
            text.CopyTo(_destination[Length..]);
            Length += text.Length;
        }
    }

    public void Append(char character)
    {
        byte one = (byte)character;
        Append(new ReadOnlySpan<byte>(in one));
    }

    public void AppendDecimal(ulong value)
    {
        if (value >= 10)
        {
            AppendDecimal(value / 10);
        }

        Append((char)('0' + (int)(value % 10)));
    }

    public void AppendHexadecimal(ulong value, int minimumDigits = 1)
    {
        for (int digit = 15; digit >= 0; digit--)
        {
            if (digit < minimumDigits || value >> (4 * digit) != 0)
            {
                Append((char)"0123456789ABCDEF"u8[(int)(value >> (4 * digit)) & 15]);
            }
        }
    }

    public void AppendPrefixed(ulong value)
    {
        Append("0x"u8);
        AppendHexadecimal(value);
    }

    /// <summary>Two digits each.</summary>
    public void AppendBytes(scoped ReadOnlySpan<byte> bytes)
    {
        foreach (byte one in bytes)
        {
            AppendHexadecimal(one, 2);
        }
    }

    public void AppendGuid(scoped ReadOnlySpan<byte> guid)
    {
        Span<byte> text = stackalloc byte[36];
        EfiGuid.Read(guid).Write(text);
        Append(text);
    }

    /// <summary>Up to a zero or the end; each byte is a character, as Latin-1 has them.</summary>
    public void AppendLatin1(scoped ReadOnlySpan<byte> text)
    {
        Span<byte> encoded = stackalloc byte[Utf8.MaximumScalarLength];
        foreach (byte character in text)
        {
            if (character == 0)
            {
                return;
            }

            Append(encoded[..Utf8.Encode(character, encoded)]);
        }
    }

    /// <summary>Up to a zero or the end.</summary>
    public void AppendUtf16(scoped ReadOnlySpan<byte> text)
    {
        const int UnitsAtOnce = 32;
        Span<byte> encoded = stackalloc byte[3 * UnitsAtOnce];
        while (text.Length >= sizeof(char) && BinaryPrimitives.ReadUInt16LittleEndian(text) != 0)
        {
            int taken = Math.Min(text.Length & ~1, sizeof(char) * UnitsAtOnce);
            // A pair is not taken apart.
            if (taken < text.Length - 1 && text[taken - 1] is >= 0xd8 and < 0xdc)
            {
                taken -= sizeof(char);
            }

            int length = Utf8.FromUtf16(text[..taken], encoded);
            Append(encoded[..length]);
            bool isEnd = false;
            for (int i = 0; i < taken; i += sizeof(char))
            {
                isEnd |= BinaryPrimitives.ReadUInt16LittleEndian(text[i..]) == 0;
            }

            text = isEnd ? default : text[taken..];
        }
    }

    public void AppendIpv4(scoped ReadOnlySpan<byte> address)
    {
        for (int i = 0; i < 4; i++)
        {
            Append(i == 0 ? ""u8 : "."u8);
            AppendDecimal(address[i]);
        }
    }

    public void AppendIpv6(scoped ReadOnlySpan<byte> address)
    {
        for (int i = 0; i < 16; i += 2)
        {
            Append(i == 0 ? ""u8 : ":"u8);
            AppendBytes(address.Slice(i, 2));
        }
    }
}
