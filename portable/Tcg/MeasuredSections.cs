using System;

namespace Keelson.Tcg;

/// <summary>
/// The sections of a unified image that are measured, in the order that systemd-stub and <c>systemd-measure</c> have
/// (systemd 257, src/fundamental/uki.h): each as its name with the zero, then its contents. The signature of the
/// result, <c>.pcrsig</c>, is none of them, and of several <c>.dtbauto</c> it is the one that was chosen.
/// </summary>
public ref struct MeasuredSections
{
    private static ReadOnlySpan<byte> InOrder =>
        ".linux\0.osrel\0.cmdline\0.initrd\0.ucode\0.splash\0.dtb\0.uname\0.sbat\0.pcrpkey\0.profile\0"u8
        + ".dtbauto\0.hwids\0"u8;

    private int _at;

    /// <summary>With the zero at its end.</summary>
    public ReadOnlySpan<byte> TerminatedName { get; private set; }

    public readonly ReadOnlySpan<byte> Name => TerminatedName[..^1];

    public bool TryNext()
    {
        ReadOnlySpan<byte> rest = InOrder[_at..];
        int length = rest.IndexOf((byte)0) + 1;
        TerminatedName = rest[..length];
        _at += length;
        return length != 0;
    }
}
