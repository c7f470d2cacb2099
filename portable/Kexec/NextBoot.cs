using System;
using Keelson.Handover;
using Keelson.Text;

namespace Keelson.Kexec;

/// <summary>
/// The kernel that follows the last kernel-shim, where the command line names one: <c>keelson.next=FILE</c>, with
/// <c>keelson.next.initrd=FILE</c> if it has one; both are files in the shim's own initrd. What stands behind a word
/// <c>--</c> is its command line, and none of the shim's business.
/// </summary>
public readonly ref struct NextBoot
{
    private NextBoot(ReadOnlySpan<byte> image, ReadOnlySpan<byte> initrd, ReadOnlySpan<byte> commandLine)
    {
        Image = image;
        Initrd = initrd;
        CommandLine = commandLine;
    }

    /// <summary>Empty when there is no such kernel.</summary>
    public ReadOnlySpan<byte> Image { get; }
    public ReadOnlySpan<byte> Initrd { get; }
    public ReadOnlySpan<byte> CommandLine { get; }
    public bool IsAsked => !Image.IsEmpty;

    public static NextBoot Parse(ReadOnlySpan<byte> commandLine)
    {
        OptionWords own = new(OwnPart(commandLine, out ReadOnlySpan<byte> next));
        return new NextBoot(own.ValueOf(OptionNames.Next), own.ValueOf(OptionNames.NextInitrd), next);
    }

    /// <summary>The options that are meant for the shim.</summary>
    /// <param name="commandLine">All of the command line.</param>
    /// <param name="next">That of the next kernel.</param>
    public static ReadOnlySpan<byte> OwnPart(ReadOnlySpan<byte> commandLine, out ReadOnlySpan<byte> next)
    {
        next = default;
        for (ReadOnlySpan<byte> rest = commandLine; OptionWords.TryTake(ref rest, out OptionWord word); )
        {
            if (!word.EndsOptions)
            {
                continue;
            }

            next = rest.IsEmpty ? rest : rest[1..];
            return commandLine[..(commandLine.Length - rest.Length - word.Written.Length)];
        }
        return commandLine;
    }
}
