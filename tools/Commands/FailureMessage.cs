using System.Net.Sockets;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary>
/// What a run that failed is answered with: what is wrong and where, then what to do. The one place where an exception
/// becomes text and an exit code.
/// </summary>
internal static class FailureMessage
{
    /// <summary>Environment variable that adds the stack trace, for a report of a defect.</summary>
    public const string TraceVariable = "KEELSON_TRACE";

    // ENOSPC and EFBIG on Linux and macOS, ERROR_DISK_FULL on Windows.
    private static readonly int[] s_full = [28, 27, unchecked((int)0x80070070)];

    /// <summary>EBADF: no file of ours is, once it was opened.</summary>
    private const int ClosedFile = 9;

    /// <returns>The exit code.</returns>
    public static int Print(Exception error, TextWriter output)
    {
        if (error is AggregateException { InnerException: { } first })
        {
            return Print(first, output);
        }

        (string what, string? advice, int status) = Describe(error);
        try
        {
            output.WriteLine($"keelson: {what}");
            if (advice is not null)
            {
                output.WriteLine($"  -> {advice}");
            }

            if (Environment.GetEnvironmentVariable(TraceVariable) is { Length: > 0 })
            {
                output.WriteLine(error);
            }
        }
        catch (IOException)
        {
            // Nobody can be told; the exit code still says it.
        }

        return status;
    }

    private static (string What, string? Advice, int Status) Describe(Exception error) =>
        error switch
        {
            // A terminal's signal goes to children too, and one that ends at once looks like one that failed.
            OperationCanceledException or FailureException when Interruption.ExitCode is { } code => (
                "interrupted",
                null,
                code
            ),
            UsageException usage => (usage.What, usage.Advice, ExitCodes.Usage),
            FailureException failure => (failure.What, failure.Advice, ExitCodes.Failure),
            IOException io when s_full.Contains(io.HResult) => (
                io.Message.Contains('\'') ? io.Message : $"cannot write to standard output: {io.Message}",
                "make room on that disk, or name another place",
                ExitCodes.Failure
            ),
            UnauthorizedAccessException { InnerException.HResult: ClosedFile } => (
                "cannot write to standard output: it is closed",
                null,
                ExitCodes.Failure
            ),
            IOException or UnauthorizedAccessException or SocketException => (
                error.Message,
                "see that the file or folder is there, that it may be written to, and that its disk has room",
                ExitCodes.Failure
            ),
            _ => (
                $"internal error: {error.GetType().Name}: {error.Message}",
                $"this is a defect of the tool; report it with what {TraceVariable}=1 adds to this message",
                ExitCodes.Failure
            ),
        };
}
