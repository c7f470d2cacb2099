using Keelson.Addresses;
using Keelson.Kernel;
using Keelson.Paging;

namespace Keelson.KernelShim.SelfTests;

/// <summary>Patch 1/8: building one set of page tables changes no other.</summary>
internal static class IsolationTests
{
    public const int Results = 2;

    public static void Run(ref TestBench bench, ref RuntimeContext runtime)
    {
        bench.Report.Check(
            runtime.KernelHashBefore == runtime.KernelHashAfter && runtime.Space.Root != KernelSpace.Upper.Root,
            "1/8 building the EFI page tables does not change the kernel's page tables"u8,
            $"hash 0x{runtime.KernelHashAfter:x}"
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
            "1/8 mapping kernel memory does not change the EFI page tables"u8,
            $"hash 0x{before:x}"
        );
    }
}
