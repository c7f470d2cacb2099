namespace Keelson.Tools.Language;

/// <summary>What a program may ask of the stack.</summary>
internal static class StackLimits
{
    /// <summary>
    /// Some 128 KB of stack are the firmware's promise (UEFI 2.10, 2.3.6), and a frame is there before the guard looks:
    /// a quarter of what is kept free below the guard's mark.
    /// </summary>
    public const int MaximumFrameBytes = 8 * 1024;

    /// <summary>More is not a question of how deep the program is: it is never there.</summary>
    public const int MaximumStackallocBytes = 64 * 1024;
}
