using System;

namespace Keelson.BootEntries;

/// <summary>How far the overlays of a boot entry have been gone through; none of it at first.</summary>
public ref struct OverlayPosition
{
    /// <summary>Of what follows the line, in the entry's text.</summary>
    internal int Offset;

    /// <summary>What is left of it.</summary>
    internal ReadOnlySpan<byte> Line;
}
