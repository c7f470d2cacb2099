using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>
/// A file system that is soon full, in a mount namespace of its own: nobody else sees it, and it goes with the command.
/// </summary>
internal static class SmallDisk
{
    private const int CannotMount = 77;

    /// <summary>
    /// Runs a shell command with a disk of so many bytes mounted at <paramref name="folder"/>. Skips the test where the
    /// system lets nobody mount: no package mends that.
    /// </summary>
    /// <returns>The exit status (null: it took too long), and what it said.</returns>
    public static (int? Status, IReadOnlyList<string> Said) Run(string folder, long sizeBytes, string command)
    {
        string script =
            $"mount -t tmpfs -o size={sizeBytes} none '{folder}' || exit {CannotMount}; {command}; status=$?; "
            + $"umount '{folder}'; exit $status";
        string unshare =
            ExecutableSearch.Find("unshare")
            ?? throw new FailureException("unshare is not on this machine", "apt-get install util-linux");
        List<string> refusals = [];
        // Root needs no user namespace, which a container or a chroot may refuse; anybody else needs one. In a chroot
        // the root folder is no mount point, so nothing can be said of how mounts propagate.
        foreach (
            string[] how in new string[][]
            {
                ["--map-root-user", "--mount"],
                ["--mount"],
                ["--mount", "--propagation", "unchanged"],
            }
        )
        {
            List<string> said = [];
            int? status = ChildProcess.RunCollected(unshare, [.. how, "sh", "-c", script], TimeLimit.OfTool, said.Add);
            if (status != CannotMount && !said.Any(line => line.StartsWith("unshare:", StringComparison.Ordinal)))
            {
                return (status, said);
            }

            refusals.AddRange(said);
        }

        Assert.Skip($"this system lets nobody mount a small disk: {string.Join("; ", refusals)}");
        return default;
    }
}
