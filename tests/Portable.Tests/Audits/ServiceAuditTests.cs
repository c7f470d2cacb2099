using Keelson.Audits;
using Keelson.Findings;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class ServiceAuditTests
{
    private static EfiTime Time(ushort year, byte month, byte day, byte second = 0) =>
        new()
        {
            Year = year,
            Month = month,
            Day = day,
            Second = second,
        };

    [Theory]
    [InlineData(2024, 2, 29, true)]
    [InlineData(2023, 2, 29, false)]
    [InlineData(2000, 2, 29, true)]
    [InlineData(2100, 2, 29, false)]
    [InlineData(2024, 2, 31, false)]
    [InlineData(2024, 4, 31, false)]
    [InlineData(2024, 12, 31, true)]
    [InlineData(2024, 0, 1, false)]
    [InlineData(1899, 1, 1, false)]
    public void A_day_exists_in_its_month(int year, int month, int day, bool exists)
    {
        EfiTime time = Time((ushort)year, (byte)month, (byte)day);
        Assert.Equal(exists, time.IsValid);
        Assert.Equal(
            exists ? FindingId.None : FindingId.TimeInvalid,
            ClockAudit.Judge(in time, in time, betweenMilliseconds: 0)
        );
    }

    [Theory]
    [InlineData(0, 1_999ul, FindingId.None)]
    [InlineData(0, 2_000ul, FindingId.ClockStopped)]
    [InlineData(1, 2_000ul, FindingId.None)]
    public void A_clock_that_stands_still_shows_after_two_seconds(int seconds, ulong milliseconds, FindingId expected)
    {
        EfiTime first = Time(2024, 2, 29),
            second = Time(2024, 2, 29, (byte)seconds);
        Assert.Equal(expected, ClockAudit.Judge(in first, in second, milliseconds));
    }

    [Theory]
    [InlineData(RtPropertiesSource.Absence, 0x3fffu, EfiStatus.Success, FindingId.None)]
    [InlineData(RtPropertiesSource.Absence, 0x3fffu, EfiStatus.Unsupported, FindingId.ServiceAdvertisedButMissing)]
    [InlineData(RtPropertiesSource.Table, 0x3fffu, EfiStatus.Unsupported, FindingId.ServiceAdvertisedButMissing)]
    [InlineData(RtPropertiesSource.Table, 0x3ffeu, EfiStatus.Unsupported, FindingId.None)]
    [InlineData(RtPropertiesSource.Table, 0x3ffeu, EfiStatus.Success, FindingId.ServicePresentButNotAdvertised)]
    [InlineData(RtPropertiesSource.Table, 0x3ffeu, EfiStatus.DeviceError, FindingId.ServicePresentButNotAdvertised)]
    [InlineData(RtPropertiesSource.Table, 0x3fffu, EfiStatus.DeviceError, FindingId.None)]
    public void An_answer_is_held_against_the_claim(
        RtPropertiesSource source,
        uint mask,
        EfiStatus status,
        FindingId expected
    ) =>
        Assert.Equal(
            expected,
            RtPropertiesAudit.Judge(source, new RuntimeServicesSupported(mask), RuntimeService.GetTime, status)
        );

    /// <summary>An alarm and capsules could be unsupported before there was a table to say so.</summary>
    [Theory]
    [InlineData(RuntimeService.GetVariable, FindingId.ServiceAdvertisedButMissing)]
    [InlineData(RuntimeService.GetNextVariableName, FindingId.ServiceAdvertisedButMissing)]
    [InlineData(RuntimeService.SetVariable, FindingId.ServiceAdvertisedButMissing)]
    [InlineData(RuntimeService.QueryVariableInfo, FindingId.ServiceAdvertisedButMissing)]
    [InlineData(RuntimeService.GetWakeupTime, FindingId.ServiceMissingUnannounced)]
    [InlineData(RuntimeService.GetNextHighMonotonicCount, FindingId.ServiceMissingUnannounced)]
    [InlineData(RuntimeService.QueryCapsuleCapabilities, FindingId.ServiceMissingUnannounced)]
    public void Without_a_table_some_services_are_due(RuntimeService service, FindingId expected) =>
        Assert.Equal(
            expected,
            RtPropertiesAudit.Judge(
                RtPropertiesSource.Absence,
                RuntimeServicesSupported.All,
                service,
                EfiStatus.Unsupported
            )
        );

    [Theory]
    [InlineData(1, 8, 0x3fffu, true)]
    [InlineData(1, 8, 0u, true)]
    [InlineData(2, 8, 0x3fffu, false)]
    [InlineData(1, 4, 0x3fffu, false)]
    [InlineData(1, 8, 0x4000u, false)]
    public void The_table_has_one_form(int version, int length, uint mask, bool expected) =>
        Assert.Equal(
            expected,
            RtPropertiesAudit.IsWellFormed(
                new RtPropertiesTable
                {
                    Version = (ushort)version,
                    LengthBytes = (ushort)length,
                    Supported = mask,
                }
            )
        );

    [Theory]
    [InlineData(10, 0ul, true)]
    [InlineData(12, 0ul, true)]
    [InlineData(13, 0ul, false)]
    [InlineData(13, 1ul, true)]
    [InlineData(9, 5ul, true)]
    [InlineData(8, 5ul, false)]
    public void A_clock_that_was_set_goes_on_from_there(byte second, ulong between, bool isAsSet)
    {
        EfiTime set = Time(2024, 2, 29, 10),
            read = Time(2024, 2, 29, second);
        Assert.Equal(isAsSet, ClockAudit.IsAsSet(in set, in read, between));
    }

    /// <summary>Every field counts.</summary>
    [Fact]
    public void A_clock_that_keeps_all_but_one_field_is_not_as_set()
    {
        EfiTime set = Time(2024, 2, 28, 10);
        EfiTime[] wrong =
        [
            set with
            {
                Year = 2025,
            },
            set with
            {
                Month = 3,
            },
            set with
            {
                Day = 29,
            },
            set with
            {
                Hour = 1,
            },
            set with
            {
                Minute = 1,
            },
            set with
            {
                TimeZone = 60,
            },
            set with
            {
                Daylight = 1,
            },
            set with
            {
                Nanosecond = 1_000_000_000,
            },
        ];
        Assert.All(wrong, read => Assert.False(ClockAudit.IsAsSet(in set, in read, 1)));
        EfiTime midnight = Time(2024, 2, 28) with { Hour = 23, Minute = 59, Second = 59 },
            after = Time(2024, 2, 29);
        Assert.True(ClockAudit.IsAsSet(in midnight, in after, 0));
    }
}
