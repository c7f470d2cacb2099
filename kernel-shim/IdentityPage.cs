using Keelson.Addresses;
using Keelson.Kernel;
using Keelson.Paging;

namespace Keelson.KernelShim;

/// <summary>
/// A space that holds a few instructions where they lie in memory, and nothing else: for the moment in which the MMU
/// goes on or off.
/// </summary>
internal static class IdentityPage
{
    /// <param name="code">In our image, within one page.</param>
    /// <param name="asid">Of the space.</param>
    /// <param name="tableBase">For TTBR0.</param>
    /// <param name="place">Physical address of the code.</param>
    public static bool TryMap(VirtualAddress code, ushort asid, out ulong tableBase, out PhysicalAddress place)
    {
        tableBase = 0;
        place = KernelLayout.ImageToPhysical(code);
        PhysicalAddress page = place.AlignDown(KernelSpace.Granule.PageSize);
        if (
            !AddressSpace<TableMemory>.TryCreate(
                default,
                KernelSpace.Granule,
                VirtualHalf.Lower,
                asid,
                out AddressSpace<TableMemory> space
            )
            || space.Map(
                page,
                new VirtualAddress(page.Value),
                KernelSpace.Granule.PageSize,
                Protection.KernelText.NonGlobal(),
                BlockPolicy.PagesOnly
            ) != MapError.None
        )
        {
            return false;
        }
        Arch.Arm64.Cpu.TableStoreBarrier();
        tableBase = space.BaseRegister;
        return true;
    }
}
