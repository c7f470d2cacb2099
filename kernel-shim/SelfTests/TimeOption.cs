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
    /// <returns>Whether the result is left out.</returns>
    public static bool TrySkip(ref TestBench bench, Generation generation, scoped ReadOnlySpan<byte> name)
    {
        if (!CommandLine.Has(OptionNames.Time, OptionValues.Set))
        {
            bench.Report.Skip(name, "not requested: keelson.time=set"u8);
        }
        else if (!generation.IsFirst)
        {
            bench.Report.Skip(name, "generation 1 asks"u8);
        }
        else if (Cpu.CounterFrequency() == 0)
        {
            bench.Report.Skip(name, "CNTFRQ_EL0 is 0: nothing to set the clock back by"u8);
        }
        else
        {
            return false;
        }
        return true;
    }
}
