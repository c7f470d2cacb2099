using System;
using Keelson.Uefi;

namespace Keelson.Audits;

/// <summary>Of a variable that does not read back as it was set: which of the two services is to blame.</summary>
public static class StoredVariableAudit
{
    /// <summary>
    /// What is read is what a SetVariable that did something else would have left: nothing, what was there before, that
    /// and the new data behind it, or only what was to be appended. Anything else is no work of SetVariable's, as far
    /// as can be seen; but where nothing was to change, and what was there has been read, it was at work since.
    /// </summary>
    /// <param name="status">Of GetVariable.</param>
    /// <param name="read">What it gave.</param>
    /// <param name="before">The variable before SetVariable; empty where there was none.</param>
    /// <param name="expected">What it has to be, and is not.</param>
    public static RuntimeService Blame(
        EfiStatus status,
        ReadOnlySpan<byte> read,
        ReadOnlySpan<byte> before,
        ReadOnlySpan<byte> expected
    ) =>
        status == EfiStatus.NotFound
        || before.SequenceEqual(expected)
        || !before.IsEmpty
            && read.StartsWith(before)
            && (read.Length == before.Length || read.Length == before.Length + expected.Length)
        || read.Length < expected.Length && expected[(expected.Length - read.Length)..].SequenceEqual(read)
            ? RuntimeService.SetVariable
            : RuntimeService.GetVariable;
}
