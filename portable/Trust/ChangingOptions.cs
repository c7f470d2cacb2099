using System;
using System.Runtime.CompilerServices;
using Keelson.Handover;
using Keelson.Text;

namespace Keelson.Trust;

/// <summary>
/// Which words of a command line change what is proven or handed over: <c>efi=</c>, and all that begins with
/// <c>keelson.</c> but those on the list below, which only say how much is done and where it is shown. A word that is
/// new is on no list.
/// </summary>
public static class ChangingOptions
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Contain(in OptionWord word) =>
        word.Name.SequenceEqual("efi"u8) || word.Name.StartsWith(OptionNames.Prefix) && !IsHarmless(word);

    private static bool IsHarmless(in OptionWord word) =>
        word.Sets(OptionNames.Kexec)
        || word.Sets(OptionNames.Chain)
        || word.Sets(OptionNames.End)
        || word.Sets(OptionNames.Poison)
        || word.Sets(OptionNames.Screen, OptionValues.None)
        || word.Sets(OptionNames.Console, OptionValues.None)
        || word.Sets(OptionNames.Report, OptionValues.None)
        || word.Sets(OptionNames.Maps, OptionValues.Yes)
        || word.Sets(OptionNames.Persist, OptionValues.Read);
}
