namespace Keelson.Audits;

/// <summary>
/// How much of the variable store a chain of kernels may write. Firmware need not take back at run time what deleted
/// variables had (edk2 does so at a start alone, and its QueryVariableInfo counts it as taken until then), so that each
/// generation's few hundred bytes would fill any store in the end.
/// </summary>
public static class StoreWear
{
    /// <summary>The last quarter stays free: for what is kept of the run, and for the system after it.</summary>
    private const ulong KeptParts = 4;

    /// <param name="maximumBytes">Of the store, by QueryVariableInfo.</param>
    /// <param name="remainingBytes">Of it now.</param>
    public static bool MustSpare(ulong maximumBytes, ulong remainingBytes) =>
        remainingBytes <= maximumBytes && remainingBytes < maximumBytes / KeptParts;
}
