using System;
using Keelson.Efi;

namespace Keelson.Guests.Launcher;

/// <summary>The launcher's own load options, taken apart in place: UTF-16, up to the first zero.</summary>
internal readonly ref struct LaunchOptions
{
    private LaunchOptions(
        bool withoutConsole,
        bool withoutRelocation,
        bool isHuge,
        bool withHostileRegisters,
        bool withoutClock,
        ReadOnlySpan<char> forChild
    )
    {
        WithHostileRegisters = withHostileRegisters;
        WithoutClock = withoutClock;
        WithoutConsole = withoutConsole;
        WithoutRelocation = withoutRelocation;
        IsHuge = isHuge;
        ForChild = forChild;
    }

    /// <summary>The child is to find no ConOut in the system table.</summary>
    public bool WithoutConsole { get; }

    /// <summary>The child is to be told that there is no SetVirtualAddressMap.</summary>
    public bool WithoutRelocation { get; }

    /// <summary>The child is to take itself to be of more than 2 GB.</summary>
    public bool IsHuge { get; }

    /// <summary>The child is to find the worst in registers that the firmware does not use.</summary>
    public bool WithHostileRegisters { get; }

    /// <summary>The child is to find 0 in CNTFRQ_EL0.</summary>
    public bool WithoutClock { get; }

    /// <summary>Whatever stands after <c>--</c> and its space.</summary>
    public ReadOnlySpan<char> ForChild { get; }

    public static unsafe LaunchOptions Read(EfiSystem system, nint imageHandle)
    {
        if (!OwnImage.TryFind(system, imageHandle, out OwnImage image))
        {
            return default;
        }
        ReadOnlySpan<byte> options = image.LoadOptions;
        // SAFETY: the same memory, whose length in characters is half of that in bytes.
        fixed (byte* bytes = options)
        {
            return Parse(UpToZero(new ReadOnlySpan<char>(bytes, options.Length / sizeof(char))));
        }
    }

    private static LaunchOptions Parse(ReadOnlySpan<char> text)
    {
        // The firmware adds this where an initrd is offered; it is no part of what was asked for.
        int added = IndexOf(text, " initrd=initrd");
        if (added >= 0)
        {
            text = text[..added];
        }
        int separator = IndexOf(text, "-- ");
        ReadOnlySpan<char> own = separator < 0 ? text : text[..separator];
        return new LaunchOptions(
            IndexOf(own, "noconout") >= 0,
            IndexOf(own, "nosvam") >= 0,
            IndexOf(own, "huge") >= 0,
            IndexOf(own, "registers") >= 0,
            IndexOf(own, "noclock") >= 0,
            separator < 0 ? default : text[(separator + 3)..]
        );
    }

    private static ReadOnlySpan<char> UpToZero(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == 0)
            {
                return text[..i];
            }
        }
        return text;
    }

    private static int IndexOf(ReadOnlySpan<char> text, string word)
    {
        for (int i = 0; i + word.Length <= text.Length; i++)
        {
            int matched = 0;
            while (matched < word.Length && text[i + matched] == word[matched])
            {
                matched++;
            }
            if (matched == word.Length)
            {
                return i;
            }
        }
        return -1;
    }
}
