using System;
using System.Runtime.InteropServices;
using Keelson.Uefi;

namespace Keelson.Reports;

/// <summary>
/// A report that waits for the next boot, in a variable or in memory that a warm reset leaves alone: a signature, the
/// length of the text, a CRC-32 of what follows it, marks, the run that it is of, the text. Memory may hold anything:
/// what is not sound is no report.
/// </summary>
public static class KeptReport
{
    /// <summary>All of it, header included: below the 8 KB that variable stores commonly take at once.</summary>
    public const int CapacityBytes = 7168;

    /// <summary>For a store that takes less: as much as it takes in a page.</summary>
    public const int SmallCapacityBytes = 3840;
    public const int HeaderBytes = 32;

    /// <summary>
    /// The run ended by a reset for no other reason than to be read: who reads it has nothing else to do.
    /// </summary>
    public const uint EndedToBeRead = 1;

    /// <summary>
    /// The run ended by asking for power-off: one that is found in memory was kept there by a machine that did not.
    /// </summary>
    public const uint AskedForOff = 2;

    /// <summary>The run ended by asking for a reset, which memory may last through.</summary>
    public const uint AskedForReset = 4;

    /// <summary>"KEELREP2".</summary>
    private const ulong Signature = 0x3250_4552_4c45_454b;

    /// <summary>What the CRC begins with.</summary>
    private const int MarksOffset = 16;

    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public ulong Signature;
        public uint TextBytes;
        public uint Crc;
        public ulong Marks;
        public ulong RunId;
    }

    public static string VariableName => "KeelsonReport";

    /// <summary>
    /// Writes the header in front of a text that is there already; without any text, it is no report any more.
    /// </summary>
    /// <param name="record">Header and text.</param>
    /// <param name="textBytes">0 for none.</param>
    /// <param name="marks">What else there is to say.</param>
    /// <param name="runId">By which the reader knows the run for one that it started itself.</param>
    /// <returns>Bytes of the whole.</returns>
    public static int Seal(Span<byte> record, int textBytes, uint marks, ulong runId)
    {
        int size = HeaderBytes + textBytes;
        Header header = new()
        {
            Signature = Signature,
            TextBytes = (uint)textBytes,
            Marks = marks,
            RunId = runId,
        };
        MemoryMarshal.Write(record, in header);
        header.Crc = Crc32.Of(record[MarksOffset..size]);
        MemoryMarshal.Write(record, in header);
        return size;
    }

    /// <summary>
    /// A record in memory may have been planted there by whoever ran since: it is one only if it is of the run that was
    /// started here last.
    /// </summary>
    /// <param name="record">Where one may be.</param>
    /// <param name="runId">Of that run; 0 for none, of which there is no report.</param>
    /// <param name="text">The report.</param>
    /// <param name="marks">As <see cref="Seal"/> was given them.</param>
    public static bool TryReadOf(ulong runId, ReadOnlySpan<byte> record, out ReadOnlySpan<byte> text, out uint marks) =>
        TryRead(record, out text, out marks) && runId != 0 && MemoryMarshal.Read<Header>(record).RunId == runId;

    public static bool TryRead(ReadOnlySpan<byte> record, out ReadOnlySpan<byte> text, out uint marks)
    {
        text = default;
        marks = 0;
        if (record.Length < HeaderBytes)
        {
            return false;
        }

        Header header = MemoryMarshal.Read<Header>(record);
        int size = HeaderBytes + (int)header.TextBytes;
        if (
            header.Signature != Signature
            || header.TextBytes == 0
            || header.TextBytes > CapacityBytes - HeaderBytes
            || size > record.Length
            || header.Crc != Crc32.Of(record[MarksOffset..size])
        )
        {
            return false;
        }

        marks = (uint)header.Marks;
        text = record[HeaderBytes..size];
        return true;
    }

    /// <summary>
    /// The lines for a person, not a parser: what failed, and every remark.
    /// </summary>
    /// <param name="text">A report as <see cref="ReportRecorder"/> made it.</param>
    /// <param name="destination">As long as <paramref name="text"/>; it may begin where that does, or before.</param>
    /// <returns>Bytes written.</returns>
    public static int Summarize(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        int length = 0;
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..(end + 1)];
            text = text[line.Length..];
            while (line.Length > 1 && line[0] == ' ')
            {
                line = line[1..];
            }

            bool isRemark = line.StartsWith("# "u8) && !line.StartsWith("# Subtest: "u8);
            if (isRemark || line.StartsWith("not ok "u8))
            {
                line = isRemark ? line["# "u8.Length..] : line;
                line.CopyTo(destination[length..]);
                length += line.Length;
            }
        }

        return length;
    }
}
