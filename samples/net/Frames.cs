using System;
using System.Buffers.Binary;

namespace Network;

/// <summary>The three packets that a ping takes, in frames of Ethernet (RFC 894, 826, 791, 792).</summary>
internal static class Frames
{
    public const int EthernetHeaderBytes = 14;
    private const int IpHeaderBytes = 20;
    private const int EchoBytes = 8 + 32;
    private const ushort TypeIp = 0x0800,
        TypeArp = 0x0806;
    private const byte ProtocolIcmp = 1;
    private const byte EchoRequest = 8;
    private const ushort Identifier = 0x4b53;

    private static ReadOnlySpan<byte> Everybody => [0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

    /// <summary>Asks who has an address.</summary>
    /// <returns>Bytes written.</returns>
    public static int WriteArpRequest(
        Span<byte> frame,
        ReadOnlySpan<byte> ownMac,
        ReadOnlySpan<byte> own,
        ReadOnlySpan<byte> wanted
    )
    {
        Span<byte> arp = WriteHeader(frame, Everybody, ownMac, TypeArp);
        // Ethernet, IP, lengths of their addresses, a request.
        ReadOnlySpan<byte> kind = [0, 1, 8, 0, 6, 4, 0, 1];
        kind.CopyTo(arp);
        ownMac.CopyTo(arp[8..]);
        own.CopyTo(arp[14..]);
        arp[18..24].Clear();
        wanted.CopyTo(arp[24..]);
        return EthernetHeaderBytes + 28;
    }

    /// <param name="mac">Of who has the address.</param>
    /// <returns>False for a frame that is no answer to that question.</returns>
    public static bool TryReadArpReply(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> wanted, Span<byte> mac)
    {
        const int ReplyAt = EthernetHeaderBytes + 7,
            SenderAt = EthernetHeaderBytes + 8;
        bool isReply =
            frame.Length >= EthernetHeaderBytes + 28
            && BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) == TypeArp
            && frame[ReplyAt] == 2
            && frame[(SenderAt + 6)..(SenderAt + 10)].SequenceEqual(wanted);
        if (isReply)
        {
            frame[SenderAt..(SenderAt + 6)].CopyTo(mac);
        }

        return isReply;
    }

    /// <summary>Asks for the same back.</summary>
    /// <returns>Bytes written.</returns>
    public static int WriteEchoRequest(
        Span<byte> frame,
        ReadOnlySpan<byte> ownMac,
        ReadOnlySpan<byte> mac,
        ReadOnlySpan<byte> own,
        ReadOnlySpan<byte> target
    )
    {
        Span<byte> packet = WriteHeader(frame, mac, ownMac, TypeIp)[..(IpHeaderBytes + EchoBytes)];
        packet.Clear();
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
        packet[8] = 64;
        packet[9] = ProtocolIcmp;
        own.CopyTo(packet[12..]);
        target.CopyTo(packet[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], Checksum(packet[..IpHeaderBytes]));

        Span<byte> echo = packet[IpHeaderBytes..];
        echo[0] = EchoRequest;
        BinaryPrimitives.WriteUInt16BigEndian(echo[4..], Identifier);
        "keelson"u8.CopyTo(echo[8..]);
        BinaryPrimitives.WriteUInt16BigEndian(echo[2..], Checksum(echo));
        return EthernetHeaderBytes + packet.Length;
    }

    /// <returns>False for a frame that is no answer of this address to our question.</returns>
    public static bool IsEchoReply(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> from)
    {
        if (
            frame.Length < EthernetHeaderBytes + IpHeaderBytes + EchoBytes
            || BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) != TypeIp
        )
        {
            return false;
        }

        ReadOnlySpan<byte> packet = frame[EthernetHeaderBytes..];
        ReadOnlySpan<byte> echo = packet[IpHeaderBytes..(IpHeaderBytes + EchoBytes)];
        return packet[0] == 0x45
            && packet[9] == ProtocolIcmp
            && packet[12..16].SequenceEqual(from)
            && echo[0] == 0
            && BinaryPrimitives.ReadUInt16BigEndian(echo[4..]) == Identifier
            && Checksum(echo) == 0;
    }

    private static Span<byte> WriteHeader(Span<byte> frame, ReadOnlySpan<byte> to, ReadOnlySpan<byte> from, ushort type)
    {
        to.CopyTo(frame);
        from.CopyTo(frame[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], type);
        return frame[EthernetHeaderBytes..];
    }

    /// <summary>RFC 1071: 0 for what has its checksum inside.</summary>
    private static ushort Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (int i = 0; i + 1 < bytes.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]);
        }

        sum = (sum >> 16) + (sum & 0xffff);
        return (ushort)~(sum + (sum >> 16));
    }
}
