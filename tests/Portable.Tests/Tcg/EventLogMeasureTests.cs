using System.Buffers.Binary;
using CsCheck;
using Keelson.Tcg;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>
/// Event logs written from the TCG PC Client Platform Firmware Profile, 10.2; every access is checked on the host, so
/// an exception is a read out of bounds on the machine.
/// </summary>
public class EventLogMeasureTests
{
    private const ushort Sha1 = 4,
        Sha256 = 0xb,
        Sha384 = 0xc,
        Sm3 = 0x12;
    private static readonly (ushort Algorithm, ushort Size)[] s_algorithms = [(Sha1, 20), (Sha256, 32), (Sha384, 48)];

    private sealed class Log
    {
        private readonly List<byte> _bytes = [];

        public Log UInt16(ushort value) => Bytes([(byte)value, (byte)(value >> 8)]);

        public Log UInt32(uint value) => UInt16((ushort)value).UInt16((ushort)(value >> 16));

        public Log Bytes(params byte[] value)
        {
            _bytes.AddRange(value);
            return this;
        }

        public byte[] ToArray() => [.. _bytes];
    }

    /// <summary>TCG_PCR_EVENT.</summary>
    private static byte[] Sha1Event(byte[] contents) =>
        new Log().UInt32(0).UInt32(3).Bytes(new byte[20]).UInt32((uint)contents.Length).Bytes(contents).ToArray();

    /// <summary>TCG_EfiSpecIDEvent, which begins every log of the second format.</summary>
    private static byte[] FirstEvent((ushort Algorithm, ushort Size)[] algorithms, uint? count = null)
    {
        Log log = new Log()
            .Bytes([.. "Spec ID Event03\0"u8])
            .UInt32(0)
            .Bytes(0, 2, 0, 2)
            .UInt32(count ?? (uint)algorithms.Length);
        foreach ((ushort algorithm, ushort size) in algorithms)
        {
            log.UInt16(algorithm).UInt16(size);
        }

        return Sha1Event(log.Bytes(0).ToArray());
    }

    /// <summary>TCG_PCR_EVENT2.</summary>
    private static byte[] Event(ushort[] digests, byte[] contents, uint? count = null)
    {
        Log log = new Log().UInt32(7).UInt32(0x8000_0001).UInt32(count ?? (uint)digests.Length);
        foreach (ushort algorithm in digests)
        {
            log.UInt16(algorithm)
                .Bytes([
                    .. Enumerable.Repeat(
                        (byte)0xdd,
                        s_algorithms.FirstOrDefault(one => one.Algorithm == algorithm).Size
                    ),
                ]);
        }

        return log.UInt32((uint)contents.Length).Bytes(contents).ToArray();
    }

    private static readonly Gen<byte[]> s_contents = Gen.Byte.Array[0, 60];
    private static readonly Gen<ushort[]> s_digests = Gen.OneOf(Sha1, Sha256, Sha384).Array[0, 5];

    [Fact]
    public void The_first_event_has_its_size_and_every_truncation_is_detected() =>
        Gen.Select(s_contents, Gen.Byte.Array[0, 10])
            .Sample(
                (contents, behind) =>
                {
                    byte[] first = Sha1Event(contents);
                    Assert.Equal(32 + contents.Length, first.Length);
                    Assert.Equal((ulong)first.Length, EventLogMeasure.Sha1EventSize([.. first, .. behind]));
                    for (int length = 0; length < first.Length; length++)
                    {
                        Assert.Equal(0ul, EventLogMeasure.Sha1EventSize(first.AsSpan(0, length)));
                    }
                }
            );

    [Fact]
    public void An_event_has_its_size_and_every_truncation_is_detected() =>
        Gen.Select(s_digests, s_contents, Gen.Byte.Array[0, 10])
            .Sample(
                (digests, contents, behind) =>
                {
                    byte[] first = FirstEvent(s_algorithms);
                    byte[] one = Event(digests, contents);
                    Assert.Equal((ulong)one.Length, EventLogMeasure.EventSize(first, [.. one, .. behind]));
                    for (int length = 0; length < one.Length; length++)
                    {
                        Assert.Equal(0ul, EventLogMeasure.EventSize(first, one.AsSpan(0, length)));
                    }
                }
            );

    /// <summary>As a caller walks it: from the first event by sizes to the last.</summary>
    [Fact]
    public void A_whole_log_is_walked_to_its_end() =>
        Gen.Select(s_digests, s_contents)
            .Array[1, 8]
            .Sample(events =>
            {
                byte[] first = FirstEvent(s_algorithms);
                byte[] log = [.. first, .. events.SelectMany(one => Event(one.Item1, one.Item2))];
                int at = (int)EventLogMeasure.Sha1EventSize(log);
                Assert.Equal(first.Length, at);
                foreach ((ushort[] digests, byte[] contents) in events)
                {
                    at += (int)EventLogMeasure.EventSize(first, log.AsSpan(at));
                }

                Assert.Equal(log.Length, at);
            });

    [Fact]
    public void An_algorithm_that_the_list_has_not_ends_it()
    {
        byte[] first = FirstEvent(s_algorithms[..2]);
        Assert.NotEqual(0ul, EventLogMeasure.EventSize(first, Event([Sha1, Sha256], [1])));
        Assert.Equal(0ul, EventLogMeasure.EventSize(first, [.. Event([Sha1, Sha384], [1]), .. new byte[100]]));
        Assert.Equal(0ul, EventLogMeasure.EventSize(first, [.. Event([Sm3], [1]), .. new byte[100]]));
        // One that takes no room would do for any algorithm of the log.
        Assert.Equal(
            0ul,
            EventLogMeasure.EventSize(FirstEvent([(Sha1, 0)]), [.. Event([Sha1], [1]), .. new byte[100]])
        );
    }

    [Fact]
    public void A_list_that_is_cut_has_the_algorithms_that_are_whole()
    {
        byte[] first = FirstEvent(s_algorithms, count: uint.MaxValue);
        byte[] one = Event([Sha384], [1]);
        const int End = 32 + 28 + 3 * 4;
        for (int length = 0; length <= first.Length; length++)
        {
            Assert.Equal(
                length >= End ? (ulong)one.Length : 0,
                EventLogMeasure.EventSize(first.AsSpan(0, length), one)
            );
        }
        // A count of fewer than there are is believed.
        Assert.Equal(0ul, EventLogMeasure.EventSize(FirstEvent(s_algorithms, count: 2), one));
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    public void More_digests_than_there_are_algorithms_are_nonsense(int count, bool isSound)
    {
        byte[] one = Event([.. Enumerable.Repeat(Sha1, count)], [1, 2]);
        Assert.Equal(isSound ? (ulong)one.Length : 0, EventLogMeasure.EventSize(FirstEvent(s_algorithms), one));
        Assert.Equal(
            0ul,
            EventLogMeasure.EventSize(FirstEvent(s_algorithms), Event([Sha1], new byte[100], count: uint.MaxValue))
        );
    }

    [Fact]
    public void Sizes_at_the_end_of_32_bits_do_not_wrap()
    {
        byte[] first = FirstEvent(s_algorithms);
        byte[] one = Event([Sha256], []);
        BinaryPrimitives.WriteUInt32LittleEndian(one.AsSpan(one.Length - 4), uint.MaxValue);
        Assert.Equal(0ul, EventLogMeasure.EventSize(first, one));
        byte[] broken = Sha1Event([]);
        BinaryPrimitives.WriteUInt32LittleEndian(broken.AsSpan(28), uint.MaxValue);
        Assert.Equal(0ul, EventLogMeasure.Sha1EventSize(broken));
    }

    [Fact]
    public void Damage_is_never_followed_out_of_the_log() =>
        Gen.Select(
                Gen.Select(Gen.Int[0, 200], Gen.OneOf(Gen.Byte, Gen.OneOf<byte>(0, 1, 0xff))).Array[1, 8],
                Gen.Int[0, 200],
                Gen.Int[0, 100]
            )
            .Sample(
                (damage, length, firstLength) =>
                {
                    byte[] first = FirstEvent(s_algorithms),
                        one = Event([Sha1, Sha384], [1, 2, 3]);
                    foreach ((int at, byte value) in damage)
                    {
                        first[at % first.Length] = value;
                        one[at % one.Length] = value;
                    }
                    ReadOnlySpan<byte> cutFirst = first.AsSpan(0, Math.Min(firstLength, first.Length)),
                        cut = one.AsSpan(0, Math.Min(length, one.Length));
                    Assert.True(EventLogMeasure.EventSize(cutFirst, cut) <= (ulong)cut.Length);
                    Assert.True(EventLogMeasure.Sha1EventSize(cutFirst) <= (ulong)cutFirst.Length);
                },
                iter: 20_000
            );
}
