using System;
using Keelson.Efi;

namespace Keelson.Guests.Hostile;

/// <summary>The load options: the name of what is bent, and what the child is told.</summary>
internal readonly ref struct Setting
{
    private Setting(ReadOnlySpan<char> name, ReadOnlySpan<char> forChild)
    {
        Name = name;
        ForChild = forChild;
    }

    public ReadOnlySpan<char> Name { get; }
    public ReadOnlySpan<char> ForChild { get; }

    public static unsafe Setting Read(EfiSystem system, nint imageHandle)
    {
        if (!OwnImage.TryFind(system, imageHandle, out OwnImage image))
        {
            return default;
        }
        ReadOnlySpan<byte> options = image.LoadOptions;
        // SAFETY: the same memory, whose length in characters is half of that in bytes.
        fixed (byte* bytes = options)
        {
            ReadOnlySpan<char> text = new(bytes, options.Length / sizeof(char));
            // The firmware adds this where an initrd is offered; it is no part of what was asked for.
            text = UpTo(UpTo(text, "\0"), " initrd=initrd");
            ReadOnlySpan<char> own = UpTo(text, " -- ");
            return new Setting(own, own.Length == text.Length ? default : text[(own.Length + 4)..]);
        }
    }

    /// <summary>The next of several with commas between them.</summary>
    public static bool TryTake(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> name)
    {
        name = UpTo(rest, ",");
        rest = name.Length < rest.Length ? rest[(name.Length + 1)..] : default;
        return !name.IsEmpty;
    }

    /// <summary>Equal to a name, or in a list of names with spaces around each.</summary>
    public static bool Is(ReadOnlySpan<char> name, string expected) =>
        name.Length == expected.Length && UpTo(name, expected).IsEmpty;

    /// <summary>A name with a number behind it.</summary>
    public static bool TryNumber(ReadOnlySpan<char> name, string prefix, out uint number)
    {
        number = 0;
        if (name.Length <= prefix.Length || !Is(name[..prefix.Length], prefix))
        {
            return false;
        }
        foreach (char digit in name[prefix.Length..])
        {
            if (digit is < '0' or > '9')
            {
                return false;
            }
            number = number * 10 + digit - '0';
        }
        return true;
    }

    private static ReadOnlySpan<char> UpTo(ReadOnlySpan<char> text, string mark)
    {
        for (int i = 0; i + mark.Length <= text.Length; i++)
        {
            int matched = 0;
            while (matched < mark.Length && text[i + matched] == mark[matched])
            {
                matched++;
            }
            if (matched == mark.Length)
            {
                return text[..i];
            }
        }
        return text;
    }
}
