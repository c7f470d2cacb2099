using System;
using System.Runtime.CompilerServices;
using Keelson.DeviceTree;
using Keelson.Handover;

namespace Keelson.KernelShim;

/// <summary>Options of the kernel-shim in the kernel command line: words of the form <c>keelson.name=value</c>.</summary>
internal static class CommandLine
{
    private const int MaximumLength = 2048;

    [InlineArray(MaximumLength)]
    private struct Buffer
    {
        private byte _first;
    }

    private static Buffer s_text;
    private static int s_length;

    public static void Read(DeviceTreeBlob tree)
    {
        if (!tree.TryFindNode(ChosenNames.Path, out DeviceTreeNode chosen)
            || !chosen.TryGetProperty(ChosenNames.BootArguments, out DeviceTreeProperty property)
            || !property.TryReadString(out ReadOnlySpan<byte> text))
            return;
        s_length = Math.Min(text.Length, MaximumLength);
        text[..s_length].CopyTo(s_text);
        Log.Line($"command line: {text}");
    }

    /// <summary>True when <paramref name="word"/> stands there, with nothing but spaces or the ends around it.</summary>
    public static bool Has(ReadOnlySpan<byte> word)
    {
        ReadOnlySpan<byte> text = ((ReadOnlySpan<byte>)s_text)[..s_length];
        for (int i = 0; i + word.Length <= text.Length; i++)
        {
            if (text.Slice(i, word.Length).SequenceEqual(word) && (i == 0 || text[i - 1] == ' ')
                && (i + word.Length == text.Length || text[i + word.Length] == ' '))
                return true;
        }
        return false;
    }

    /// <summary>What follows <paramref name="option"/> (with its '=') up to the next space; empty without it.</summary>
    public static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> option)
    {
        ReadOnlySpan<byte> text = ((ReadOnlySpan<byte>)s_text)[..s_length];
        for (int i = 0; i + option.Length <= text.Length; i++)
        {
            if (!text[i..].StartsWith(option) || (i > 0 && text[i - 1] != ' '))
                continue;
            ReadOnlySpan<byte> value = text[(i + option.Length)..];
            int end = value.IndexOf((byte)' ');
            return end < 0 ? value : value[..end];
        }
        return default;
    }
}
