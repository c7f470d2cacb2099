using Keelson.Tools.Workspace;

namespace Keelson.Tools.Qemu;

/// <summary>
/// UEFI variables live in a flash image that the guest writes; each run gets its own, or one that a test carries from
/// boot to boot.
/// </summary>
internal static class VariableStore
{
    /// <returns>The file the run may write.</returns>
    public static string Prepare(string? keptStore, string pristine, string scratchFolder)
    {
        string store = keptStore ?? Path.Combine(scratchFolder, "vars.fd");
        if (!File.Exists(store))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(store))!);
            CopySparsely(pristine, store);
        }
        else if (
            new FileInfo(store).Length is var length
            && new FileInfo(pristine).Length is var whole
            && length != whole
        )
        {
            // QEMU's own words would be followed by those about a console without a report.
            throw new FailureException(
                $"{store} is no variable store of this firmware: it has {length:N0} bytes, not {whole:N0}",
                "name a file that another run made, or one that is not there yet"
            );
        }

        return store;
    }

    /// <summary>
    /// A pristine store is 64 MB of which nearly all is zero: leaving the zeros as a hole saves the time and memory of
    /// writing them.
    /// </summary>
    private static void CopySparsely(string source, string target)
    {
        using FileStream input = File.OpenRead(source);
        using FileStream output = new(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] block = new byte[1 << 20];
        int count;
        while ((count = input.ReadAtLeast(block, block.Length, throwOnEndOfStream: false)) > 0)
        {
            if (block.AsSpan(0, count).ContainsAnyExcept((byte)0))
            {
                output.Write(block, 0, count);
            }
            else
            {
                output.Seek(count, SeekOrigin.Current);
            }
        }

        output.SetLength(input.Length);
    }
}
