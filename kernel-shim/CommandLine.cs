using System;
using System.Runtime.CompilerServices;
using Keelson.DeviceTree;
using Keelson.Handover;
using Keelson.Kexec;
using Keelson.Text;

namespace Keelson.KernelShim;

/// <summary>
/// Options of the kernel-shim in the kernel command line: words of the form <c>keelson.name=value</c>.
/// </summary>
internal static class CommandLine
{
    [InlineArray(OptionWords.MaximumLengthBytes)]
    private struct Buffer
    {
        private byte _first;
    }

    private static Buffer s_text;
    private static int s_length;
    private static int s_ownLength;

    /// <summary>Of one that is longer than any may be, and is not taken.</summary>
    private static int s_refusedLength;

    /// <summary>Before the consoles, as some of its words are about them.</summary>
    public static void Read(DeviceTreeBlob tree)
    {
        if (
            !tree.TryFindNode(ChosenNames.Path, out DeviceTreeNode chosen)
            || !chosen.TryGetProperty(ChosenNames.BootArguments, out DeviceTreeProperty property)
            || !property.TryReadString(out ReadOnlySpan<byte> text)
        )
        {
            return;
        }
        if (text.Length > OptionWords.MaximumLengthBytes)
        {
            s_refusedLength = text.Length;
            return;
        }
        s_length = text.Length;
        text.CopyTo(s_text);
        s_ownLength = NextBoot.OwnPart(Text, out _).Length;
    }

    /// <summary>The end of the run for one that is too long.</summary>
    public static void Say()
    {
        if (s_refusedLength != 0)
        {
            Panic.Stop(
                $"the command line has {s_refusedLength} bytes, and {OptionWords.MaximumLengthBytes} are the most: "
                    + $"shorten bootargs"
            );
        }
        if (s_length != 0)
        {
            Log.Line($"command line: {Text}");
        }
    }

    /// <inheritdoc cref="OptionWords.Has(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public static bool Has(ReadOnlySpan<byte> option, ReadOnlySpan<byte> value) => Words.Has(option, value);

    /// <inheritdoc cref="OptionWords.ValueOf"/>
    public static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> option) => Words.ValueOf(option);

    /// <summary>
    /// The user wants no runtime service called: in Linux's word (Documentation/admin-guide/kernel-parameters.txt,
    /// efi=), or by a fault that was asked for.
    /// </summary>
    public static bool DeclinesServices =>
        Words.HasInList("efi="u8, "noruntime"u8)
        || KexecFaultNames.Parse(ValueOf(OptionNames.KexecFault)) == KexecFault.NoVirtualAddresses;

    /// <summary>The part that is not for a kernel after this one.</summary>
    public static ReadOnlySpan<byte> Own => Text[..s_ownLength];

    /// <summary>What comes after the last kernel-shim.</summary>
    public static NextBoot Next => NextBoot.Parse(Text);

    private static ReadOnlySpan<byte> Text => ((ReadOnlySpan<byte>)s_text)[..s_length];
    private static OptionWords Words => new(Text[..s_ownLength]);
}
