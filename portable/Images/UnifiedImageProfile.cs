using System;

namespace Keelson.Images;

/// <summary>
/// One profile of a unified kernel image (UAPI Group, Unified Kernel Image, "Multi-Profile UKIs"): sections behind the
/// profile's <c>.profile</c>, and for what it has none those before the first.
/// </summary>
public readonly ref struct UnifiedImageProfile
{
    /// <summary>As many as systemd-boot looks at.</summary>
    public const int MaximumCount = 256;

    /// <summary>Whose profile it is.</summary>
    public PeImage Image { get; }

    private readonly int _baseEnd;
    private readonly int _start;
    private readonly int _end;

    private UnifiedImageProfile(scoped in PeImage image, int baseEnd, int start, int end)
    {
        Image = image;
        _baseEnd = baseEnd;
        _start = start;
        _end = end;
    }

    /// <returns>False where the image has no such profile; the first one it always has.</returns>
    public static bool TryFind(scoped in PeImage image, int index, out UnifiedImageProfile profile)
    {
        int count = image.SectionCount;
        int baseEnd = NextMark(in image, 0);
        int start = baseEnd;
        for (int i = 0; i < index && start < count; i++)
        {
            start = NextMark(in image, start + 1);
        }

        profile = new UnifiedImageProfile(
            in image,
            baseEnd,
            start,
            start < count ? NextMark(in image, start + 1) : count
        );
        return start < count || index == 0;
    }

    public bool TryFindSection(scoped ReadOnlySpan<byte> name, out PeSection section)
    {
        int position = 0;
        return TryFindNext(name, ref position, out _, out section);
    }

    /// <summary>Of several of one name, the profile's own first.</summary>
    /// <param name="name">Up to eight bytes.</param>
    /// <param name="position">0 for the first; for each further one as the last call left it.</param>
    /// <param name="number">Of the section in the image.</param>
    /// <param name="section">Whose contents are still to be found.</param>
    public bool TryFindNext(
        scoped ReadOnlySpan<byte> name,
        scoped ref int position,
        out int number,
        out PeSection section
    )
    {
        SectionName wanted = new(name);
        int own = _end - _start;
        while (position < own + _baseEnd)
        {
            number = position < own ? _start + position : position - own;
            position++;
            section = Image[number];
            if (section.IsNamed(wanted))
            {
                return true;
            }
        }

        number = -1;
        section = default;
        return false;
    }

    private static int NextMark(scoped in PeImage image, int from)
    {
        SectionName mark = new(UnifiedSections.Profile);
        while (from < image.SectionCount && !image[from].IsNamed(mark))
        {
            from++;
        }

        return from;
    }
}
