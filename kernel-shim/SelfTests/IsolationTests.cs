using Keelson.Addresses;
using Keelson.Paging;

namespace Keelson.KernelShim.SelfTests;

/// <summary>Patch 1/8: building one set of tables touches no other.</summary>
internal static class IsolationTests
{
    public static void Run(ref TestBench bench, ref RuntimeContext runtime)
    {
        bench.Report.Check(
            runtime.KernelHashBefore == runtime.KernelHashAfter && runtime.Space.Root != KernelSpace.Upper.Root,
            $"1/8 building the runtime services' tables leaves the kernel's as they were (hash "
                + $"{runtime.KernelHashAfter:x})"
        );
        ulong before = runtime.Space.Hash();
        ulong kernelBefore = KernelSpace.Upper.Hash();
        PhysicalRange page = PhysicalRange.FromSize(
            PhysicalMemory.Allocate(KernelSpace.Granule.PageSize, KernelSpace.Granule.PageSize),
            KernelSpace.Granule.PageSize
        );
        KernelSpace.Map(
            page,
            KernelLayout.GuardedStack + Alignment.Size2M,
            Protection.KernelData,
            BlockPolicy.PagesOnly
        );
        bench.Report.Check(
            runtime.Space.Hash() == before && KernelSpace.Upper.Hash() != kernelBefore,
            $"1/8 mapping more of the kernel leaves the runtime services' tables as they were (hash {before:x})"
        );
    }
}
