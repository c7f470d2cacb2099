using System;
using Keelson.Memory;
using Keelson.RuntimeServices;
using Keelson.Text;

namespace Keelson.Handover;

/// <summary>Unknown options that begin with <c>keelson.</c>: a misspelt one would otherwise be ignored.</summary>
public static class OptionCheck
{
    /// <summary>The next word that begins as ours do and is none, or has a value that is none.</summary>
    /// <param name="rest">What is left to look at; begins as the command line, up to what is for a later
    /// kernel.</param>
    /// <param name="word">As it was written.</param>
    public static bool TryTakeUnknown(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> word)
    {
        while (OptionWords.TryTake(ref rest, out OptionWord next) && !next.EndsOptions)
        {
            if (next.Name.StartsWith(OptionNames.Prefix) && !IsKnown(next))
            {
                word = next.Written;
                return true;
            }
        }

        word = default;
        return false;
    }

    private static bool IsKnown(in OptionWord word) =>
        word.Sets(OptionNames.Poison) ? PoisonPlan.TryParse(word.Value, out _) && !word.Value.IsEmpty
        : word.Sets(OptionNames.Watchdog) ? CallTimeLimit.TryParse(word.Value, out _) && !word.Value.IsEmpty
        : word.Sets(OptionNames.Rounds) ? RoundPlan.TryParse(word.Value, out _) && !word.Value.IsEmpty
        : word.Sets(OptionNames.Fault) ? InjectedFaultNames.Parse(word.Value) != InjectedFault.None
        : word.Sets(OptionNames.KexecFault) ? KexecFaultNames.Parse(word.Value) != KexecFault.None
        : word.Sets(OptionNames.Layout)
            ? RuntimeLayoutKindNames.Parse(word.Value) != RuntimeLayoutKind.Unknown && !word.Value.IsEmpty
        : IsChoice(word) || IsJudgedElsewhere(word);

    private static bool IsChoice(in OptionWord word) =>
        word.Sets(OptionNames.End, OptionValues.Reset)
        || word.Sets(OptionNames.End, OptionValues.Psci)
        || word.Sets(OptionNames.Report, OptionValues.None)
        || word.Sets(OptionNames.Report, OptionValues.Delete)
        || word.Sets(OptionNames.Screen, OptionValues.None)
        || word.Sets(OptionNames.Console, OptionValues.None)
        || word.Sets(OptionNames.Maps, OptionValues.Yes)
        || word.Sets(OptionNames.Persist, OptionValues.Write)
        || word.Sets(OptionNames.Persist, OptionValues.Read)
        || word.Sets(OptionNames.Time, OptionValues.Set)
        || word.Sets(OptionNames.SetVirtualAddressMap, OptionValues.Twice);

    /// <summary>What takes any value, or has a parser with a refusal of its own.</summary>
    private static bool IsJudgedElsewhere(in OptionWord word) =>
        word.Sets(OptionNames.Kexec)
        || word.Sets(OptionNames.Chain)
        || word.Sets(OptionNames.Next)
        || word.Sets(OptionNames.NextInitrd)
        || word.Sets(OptionNames.Guest)
        || word.Sets(OptionNames.GuestVendor)
        || word.Sets(OptionNames.GuestValue);
}
