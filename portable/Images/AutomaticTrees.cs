using System;
using Keelson.DeviceTree;

namespace Keelson.Images;

/// <summary>
/// Device trees of a unified image for different machines, in sections <c>.dtbauto</c> (UAPI Group, Unified Kernel
/// Image): a tree is for the machine whose first <c>compatible</c> is the tree's.
/// </summary>
public static class AutomaticTrees
{
    /// <param name="image">Whole.</param>
    /// <param name="profile">Of that image; its own trees go before those of all profiles.</param>
    /// <param name="layout">How the image lies before us.</param>
    /// <param name="compatible">Of this machine; empty where that is unknown.</param>
    /// <returns>Number of the section from 0; -1 where there is none for this machine.</returns>
    public static int Find(
        ReadOnlySpan<byte> image,
        UnifiedImageProfile profile,
        PeLayout layout,
        scoped ReadOnlySpan<byte> compatible
    )
    {
        int position = 0;
        while (
            profile.TryFindNext(
                UnifiedSections.AutomaticDeviceTree,
                ref position,
                out int number,
                out PeSection section
            )
        )
        {
            if (
                !compatible.IsEmpty
                && SectionContents.TryRead(image, section, layout, out ReadOnlySpan<byte> tree)
                && CompatibleOf(tree).SequenceEqual(compatible)
            )
            {
                return number;
            }
        }

        return -1;
    }

    /// <summary>The first, which is the machine's own; empty where these bytes are no tree.</summary>
    public static ReadOnlySpan<byte> CompatibleOf(ReadOnlySpan<byte> tree) =>
        DeviceTreeBlob.TryCreate(tree, out DeviceTreeBlob blob, out _)
        && blob.Root.TryGetProperty("compatible"u8, out DeviceTreeProperty property)
        && property.TryReadString(out ReadOnlySpan<byte> compatible)
            ? compatible
            : default;
}
