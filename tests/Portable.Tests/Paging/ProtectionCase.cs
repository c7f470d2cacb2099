using Keelson.Paging;

namespace Keelson.Portable.Tests.Paging;

/// <summary>A protection and what it must mean to the walker, said without reading its bits.</summary>
internal sealed record ProtectionCase(
    string Name,
    Protection Protection,
    int AttributeIndex,
    int Shareability,
    bool NonGlobal,
    bool Writable,
    bool Executable
)
{
    public static readonly ProtectionCase[] All =
    [
        new("kernel text", Protection.KernelText, 0, 3, false, false, true),
        new("kernel read-only data", Protection.KernelReadOnlyData, 0, 3, false, false, false),
        new("kernel data", Protection.KernelData, 0, 3, false, true, false),
        new("kernel device", Protection.KernelDevice, 3, 2, false, true, false),
        new("runtime code", Protection.RuntimeCode, 0, 3, true, true, true),
        new("runtime code, read-only", Protection.RuntimeCode.ReadOnly(), 0, 3, true, false, true),
        new("runtime data", Protection.RuntimeData, 0, 3, true, true, false),
        new("runtime data, read-only", Protection.RuntimeData.ReadOnly(), 0, 3, true, false, false),
        new(
            "runtime data, write-combining",
            Protection.RuntimeData.WithKind(MemoryKind.NormalNonCacheable),
            1,
            3,
            true,
            true,
            false
        ),
        new("runtime device", Protection.RuntimeDevice, 2, 2, true, true, false),
    ];

    public bool Matches(Walked walked) =>
        walked.AttributeIndex == AttributeIndex
        && walked.Shareability == Shareability
        && walked.NonGlobal == NonGlobal
        && walked.Writable == Writable
        && !walked.HardwareMayMakeWritable
        && walked.KernelExecutes == Executable
        && !walked.UserAccess
        && !walked.UserExecutes;

    public override string ToString() => Name;
}
