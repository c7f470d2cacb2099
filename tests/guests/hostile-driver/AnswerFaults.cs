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
        AbortNonVolatile,
        AbortAppend,
        AbortDelete,
        AbortLongName,
        AbortLarge,
        AbortLargeRead,
        AbortMasked,
        AbortOpen,
        AbortAbove,
        AbortReport,
        ResetReport,
        LoopReport,
        TimeLong,
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
        GetAttributesWide,
        GetBefore,
        GetLarge,
        GetTouchesName,
        GetTouchesVendor,
        GetNotFound,
        NextLoop,
        NextVendor,
        NextEnds,
        NextEmpty,
        NextSize,
        NextOther,
        NextSkips,
        NextSizeLess,
        NextNoVendor,
        SetLost,
        SetAppends,
        SetReplaces,
        SetKeeps,
        SetTouchesData,
        SetShort,
        SetLarge,
        SetNames,
        QueryMore,
        QueryLittle,
        QueryLargest,
        QueryNothing,
        QueryNoLargest,
        CountBack,
        CountStays,
        CountJumps,
        CountWide,
        TimeCapabilitiesWide,
        GetAnyVendor,
        GetAnyCase,
        NextHidden,
        GetLate,
        SetVolatile,
        SetPage,
        SetForgotten,
        NextSmall,
        NextAgain,
        GetFewer,
        GetUntouched,
        GetExact,
        TimeFreezes,
        TimeMasked,
        SetAttributes,
        GetSizeOnSmall,
        SetSameSize,
        SetNeighbour,
        SetDeletesMore,
        SetAppendOfNothing,
        NextGhost,
        NextUnknown,
        CountAgain,
        LoopGet,
        LoopMaskedGet,
        TimeDayEarlier,
        TimeCoarse,
        TimePartial,
        TimeZoneTurns,
        SetBareDelete,
        SetElsewhere,
        GetElsewhere,
        GetOtherElsewhere,
        QueryElsewhere,
        QueryTable,
        QuerySystemTable,
        GetAttributesLate,
        StoreFull,
        NextDeep,
    }

    /// <summary>In the order of the faults, with a space behind each.</summary>
    private static ReadOnlySpan<byte> Names =>
        "abort-get-time abort-get-variable abort-get-next abort-set-variable abort-query abort-count "u8
        + "abort-capabilities abort-size abort-small abort-volatile abort-nonvolatile abort-append abort-delete "u8
        + "abort-long-name abort-large abort-large-read abort-masked abort-open abort-above abort-report "u8
        + "reset-report loop-report time-long "u8
        + "time-back time-jump time-leaps time-fast time-slow year-low year-high month day hour minute second "u8
        + "nanosecond zone daylight "u8
        + "get-other get-size-more get-size-less get-size-huge get-small too-small get-attributes "u8
        + "get-attributes-wide get-before get-large "u8
        + "get-touches-name get-touches-vendor get-not-found "u8
        + "next-loop next-vendor next-ends next-empty next-size next-other next-skips next-size-less "u8
        + "next-no-vendor "u8
        + "set-lost set-appends set-replaces set-keeps set-touches-data set-short set-large set-names "u8
        + "query-more query-little query-largest query-nothing query-no-largest "u8
        + "count-back count-stays count-jumps "u8
        + "count-wide capabilities-wide get-any-vendor get-any-case next-hidden "u8
        + "get-late set-volatile set-page set-forgotten "u8
        + "next-small next-again get-fewer get-untouched get-exact time-freezes time-masked set-attributes "u8
        + "get-size-alone set-same-size set-neighbour set-deletes-more set-append-of-nothing next-ghost "u8
        + "next-unknown count-again loop-get loop-masked-get time-day-earlier time-coarse "u8
        + "time-partial zone-turns set-bare-delete set-elsewhere get-elsewhere get-other-elsewhere query-elsewhere "u8
        + "query-table query-system-table get-attributes-late store-full next-deep "u8;

    private static Fault FaultOf(ReadOnlySpan<char> name) => (Fault)NameList.PlaceOf(Names, name);
}
