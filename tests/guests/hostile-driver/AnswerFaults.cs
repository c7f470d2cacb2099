using System;
using Keelson.Guests.Hostile;

namespace Keelson.Guests.HostileDriver;

/// <summary>What <see cref="Answers"/> can be told to do wrong.</summary>
internal static partial class Answers
{
    private enum Fault
    {
        None,
        AbortGetTime,
        AbortGetVariable,
        AbortGetNext,
        AbortSetVariable,
        AbortQuery,
        AbortCount,
        AbortCapabilities,
        AbortSize,
        AbortSmall,
        AbortVolatile,
        TimeBack,
        TimeJump,
        TimeLeaps,
        TimeFast,
        TimeSlow,
        TimeYearLow,
        TimeYearHigh,
        TimeMonth,
        TimeDay,
        TimeHour,
        TimeMinute,
        TimeSecond,
        TimeNanosecond,
        TimeZone,
        TimeDaylight,
        GetOther,
        GetSizeMore,
        GetSizeLess,
        GetSizeHuge,
        GetSmall,
        GetSmallAlways,
        GetAttributes,
        GetTouchesName,
        GetTouchesVendor,
        GetNotFound,
        NextLoop,
        NextVendor,
        NextEnds,
        NextEmpty,
        NextSize,
        NextOther,
        SetLost,
        SetAppends,
        SetReplaces,
        SetKeeps,
        SetTouchesData,
        SetShort,
        SetNames,
        QueryMore,
        QueryLittle,
        QueryLargest,
        QueryNothing,
        QueryNoLargest,
        CountBack,
        CountStays,
        CountJumps,
    }

    /// <summary>In the order of the faults, with a space behind each.</summary>
    private static ReadOnlySpan<byte> Names =>
        "abort-get-time abort-get-variable abort-get-next abort-set-variable abort-query abort-count "u8
        + "abort-capabilities abort-size abort-small abort-volatile "u8
        + "time-back time-jump time-leaps time-fast time-slow year-low year-high month day hour minute second "u8
        + "nanosecond zone daylight "u8
        + "get-other get-size-more get-size-less get-size-huge get-small too-small get-attributes "u8
        + "get-touches-name get-touches-vendor get-not-found "u8
        + "next-loop next-vendor next-ends next-empty next-size next-other "u8
        + "set-lost set-appends set-replaces set-keeps set-touches-data set-short set-names "u8
        + "query-more query-little query-largest query-nothing query-no-largest count-back count-stays count-jumps "u8;

    private static Fault FaultOf(ReadOnlySpan<char> name) => (Fault)NameList.PlaceOf(Names, name);
}
