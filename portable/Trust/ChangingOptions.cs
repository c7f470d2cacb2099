using System;
using Keelson.Text;

namespace Keelson.Trust;

/// <summary>
/// Which words of a command line change what is proven or handed over: <c>efi=</c>, and all that begins with
/// <c>keelson.</c> but those on the list below, which only say how much is done and where it is shown. A word that is
/// new is on no list.
/// </summary>
public static class ChangingOptions
{
    private static ReadOnlySpan<byte> HarmlessNames => "keelson.kexec keelson.chain keelson.end keelson.poison"u8;

    private static ReadOnlySpan<byte> HarmlessWords =>
        "keelson.screen=none keelson.console=none keelson.report=none keelson.maps=yes keelson.persist=read"u8;

    public static bool Contain(OptionWord word) =>
        word.Name.SequenceEqual("efi"u8)
        || word.Name.StartsWith("keelson."u8)
            && !new OptionWords(HarmlessNames).Has(word.Name)
            && !new OptionWords(HarmlessWords).HasWord(word);
}
