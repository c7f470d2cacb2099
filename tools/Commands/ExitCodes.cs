namespace Keelson.Tools.Commands;

/// <summary>What this program returns to the shell.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The work was understood and did not succeed.</summary>
    public const int Failure = 1;

    /// <summary>The command line was not understood; nothing was done.</summary>
    public const int Usage = 2;
}
