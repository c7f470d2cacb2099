using System;
using Keelson.Arch.Arm64;
using Keelson.Handover;

namespace Keelson.KernelShim.SelfTests;

/// <summary>
/// <c>keelson.time=set</c>: services that change the clock of a machine that somebody uses are called by who asks for
/// it, once in a chain.
/// </summary>
internal static class TimeOption
{
    /// <returns>Why the services are not called; nothing where they are.</returns>
    public static ReadOnlySpan<byte> ReasonToSkip(in Generation generation) =>
        !CommandLine.Has(OptionNames.Time, OptionValues.Set) ? "not requested: keelson.time=set"u8
        : !generation.IsFirst ? "generation 1 asks"u8
        : !Watcher.KnowsFrequency ? "nothing to set the clock back by: see CNTFRQ_EL0"u8
        : default;
}
