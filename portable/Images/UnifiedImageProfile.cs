using System;
using System.Runtime.CompilerServices;

namespace Keelson.Images;

/// <summary>
/// One profile of a unified kernel image (UAPI Group, Unified Kernel Image, "Multi-Profile UKIs"): sections behind the
/// profile's <c>.profile</c>, and for what it has none those before the first.
/// </summary>
public readonly ref struct UnifiedImageProfile
{
    /// <summary>As many as systemd-boot looks at.</summary>
    public const int MaximumCount = 256;

    private static ReadOnlySpan<byte> Mark => UnifiedSections.Profile;

    private readonly PeImage _image;
    private readonly int _baseEnd;
    private readonly int _start;
    private readonly int _end;

    private UnifiedImageProfile(PeImage image, int baseEnd, int start, int end)
    {
        _image = image;
        _baseEnd = baseEnd;
        _start = start;
        _end = end;
    }

    /// <returns>False where the image has no such profile; the first one it always has.</returns>
    public static bool TryFind(PeImage image, int index, out UnifiedImageProfile profile)
    {
        int count = image.SectionCount;
        int baseEnd = NextMark(image, 0);
        int start = baseEnd;
        for (int i = 0; i < index && start < count; i++)
        {
            start = NextMark(image, start + 1);
        }

        profile = new UnifiedImageProfile(image, baseEnd, start, start < count ? NextMark(image, start + 1) : count);
        return start < count || index == 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryFindSection(ReadOnlySpan<byte> name, out PeSection section) =>
        TryFind(_start, _end, name, out section) || TryFind(0, _baseEnd, name, out section);

    private bool TryFind(int start, int end, ReadOnlySpan<byte> name, out PeSection section)
    {
        for (int i = start; i < end; i++)
        {
            section = _image[i];
            if (section.Name.SequenceEqual(name))
            {
                return true;
            }
        }

        section = default;
        return false;
    }

    private static int NextMark(PeImage image, int from)
    {
        while (from < image.SectionCount && !image[from].Name.SequenceEqual(Mark))
        {
            from++;
        }

        return from;
    }
}
