using System;
using System.Buffers.Binary;

namespace Keelson.Tcg;

/// <summary>
/// How long a TPM event log is: the firmware tells only where it begins and where its last event begins (TCG EFI
/// Protocol Specification 1.00, 6.5; TCG PC Client Platform Firmware Profile 1.05, 10.2). All numbers are
/// little-endian.
/// </summary>
public static class EventLogMeasure
{
    /// <summary>TCG_PCR_EVENT: PCR, type, SHA-1 digest, size of the event, the event.</summary>
    private const int Sha1EventHeaderBytes = 4 + 4 + 20 + 4;

    /// <summary>
    /// TCG_EfiSpecIDEventStruct up to its list of algorithms: signature, platform class, versions, word size, count.
    /// </summary>
    private const int SpecIdHeaderBytes = 16 + 4 + 4 + 4;
    private const int AlgorithmBytes = 2 + 2;
    private const int MaximumAlgorithms = 16;

    /// <summary>Size of an event of the TCG 1.2 format, which the first one of every log has.</summary>
    /// <returns>0 where it does not fit in <paramref name="log"/>.</returns>
    public static ulong Sha1EventSize(ReadOnlySpan<byte> log)
    {
        if (log.Length < Sha1EventHeaderBytes)
        {
            return 0;
        }

        ulong size =
            Sha1EventHeaderBytes + (ulong)BinaryPrimitives.ReadUInt32LittleEndian(log[(Sha1EventHeaderBytes - 4)..]);
        return size <= (ulong)log.Length ? size : 0;
    }

    /// <summary>
    /// Size of a TCG_PCR_EVENT2: PCR, type, a count of digests with the algorithm before each, size of the event, the
    /// event.
    /// </summary>
    /// <param name="firstEvent">The log's first event, which lists the algorithms and the sizes of their
    /// digests.</param>
    /// <param name="bytes">From the event on.</param>
    /// <returns>0 where it does not fit, or names an algorithm that the list has not.</returns>
    public static ulong EventSize(ReadOnlySpan<byte> firstEvent, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 12)
        {
            return 0;
        }

        uint digests = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (digests > MaximumAlgorithms)
        {
            return 0;
        }

        int offset = 12;
        for (uint i = 0; i < digests; i++)
        {
            if (bytes.Length - offset < 2)
            {
                return 0;
            }

            int digest = DigestSize(firstEvent, BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]));
            if (digest == 0 || bytes.Length - offset - 2 < digest)
            {
                return 0;
            }

            offset += 2 + digest;
        }
        if (bytes.Length - offset < 4)
        {
            return 0;
        }

        ulong size = (ulong)offset + 4 + BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);
        return size <= (ulong)bytes.Length ? size : 0;
    }

    private static int DigestSize(ReadOnlySpan<byte> firstEvent, ushort algorithm)
    {
        if (firstEvent.Length < Sha1EventHeaderBytes + SpecIdHeaderBytes)
        {
            return 0;
        }

        ReadOnlySpan<byte> list = firstEvent[(Sha1EventHeaderBytes + SpecIdHeaderBytes)..];
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(
            firstEvent[(Sha1EventHeaderBytes + SpecIdHeaderBytes - 4)..]
        );
        for (uint i = 0; i < count && list.Length >= AlgorithmBytes; i++, list = list[AlgorithmBytes..])
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(list) == algorithm)
            {
                return BinaryPrimitives.ReadUInt16LittleEndian(list[2..]);
            }
        }
        return 0;
    }
}
