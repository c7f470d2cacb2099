using System;

namespace Keelson.Images;

/// <summary>How a PE image lies before us.</summary>
public enum PeLayout
{
    /// <summary>As on its volume.</summary>
    File,

    /// <summary>As the firmware loaded it.</summary>
    Loaded,
}

/// <summary>What a section of a PE image has in it, as far as the file has it.</summary>
public static class SectionContents
{
    /// <param name="contents">Without the padding behind it.</param>
    /// <returns>False where the section does not lie within the image.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> image,
        PeSection section,
        PeLayout layout,
        out ReadOnlySpan<byte> contents
    )
    {
        uint start = layout == PeLayout.File ? section.FileOffset : section.VirtualOffset;
        uint size = Math.Min(section.VirtualSizeBytes, section.FileSizeBytes);
        bool isWithin =
            start <= (uint)image.Length
            && (layout == PeLayout.File ? size : section.VirtualSizeBytes) <= (uint)image.Length - start;
        contents = isWithin ? image.Slice((int)start, (int)size) : default;
        return isWithin;
    }
}
