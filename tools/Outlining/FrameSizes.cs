using System.Numerics;

namespace Keelson.Tools.Outlining;

/// <summary>
/// Frames in which registers are saved get one of four sizes, so that what saves and restores the same registers is the
/// same, and can be shared. Locals stay where they were: the room is between them and the registers.
/// </summary>
internal static class FrameSizes
{
    private const int LeastBytes = 64;

    /// <summary>More can't be encoded in the instructions that take the frame away (LDP, seven bits).</summary>
    private const int MostBytes = 496;

    public static void Unify(CompiledCode code)
    {
        foreach (MethodFrame frame in MethodFrame.All(code))
        {
            if (frame.Saves.Count > 0 && frame.SizeBytes <= MostBytes)
            {
                frame.SizeBytes = Rounded(frame.SizeBytes);
            }
        }
    }

    private static int Rounded(int bytes) =>
        Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)bytes), LeastBytes, MostBytes);
}
