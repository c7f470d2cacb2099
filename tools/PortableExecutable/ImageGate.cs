using Keelson.Tools.Diagnostics;

namespace Keelson.Tools.PortableExecutable;

/// <summary>All that a linked image is asked before it gets out of the build.</summary>
internal static class ImageGate
{
    /// <param name="isNear">Whether the code has short addresses.</param>
    /// <param name="isForFirmware">Whether firmware is to load it.</param>
    public static IReadOnlyList<Diagnostic> Check(string origin, byte[] content, bool isNear, bool isForFirmware)
    {
        try
        {
            return
            [
                .. CortexA53Errata.Check(origin, content),
                .. isNear ? ReachGate.Check(origin, content) : [],
                .. isForFirmware ? PeLint.Check(origin, content) : [],
            ];
        }
        catch (BadImageFormatException error)
        {
            return [PeLint.Unreadable(origin, error)];
        }
    }
}
