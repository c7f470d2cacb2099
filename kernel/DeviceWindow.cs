using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Paging;

namespace Keelson.Kernel;

/// <summary>
/// Registers and framebuffers, wherever in the 48 bits of a physical address they lie (Ampere Altra's UARTs are above
/// 2^44): the window is handed out in order, never taken back. What cannot be mapped costs that device, not the run.
/// </summary>
public static class DeviceWindow
{
    /// <summary>Distance to a multiple of this is kept, so that blocks fit where a granule has blocks this small.
    /// </summary>
    private const ulong PitchBytes = Alignment.Size2M;

    private static ulong s_usedBytes;

    /// <param name="start">Need not begin a page.</param>
    /// <param name="sizeBytes">At least 1.</param>
    /// <param name="kind">Any but write-back, as these are not ours alone.</param>
    /// <param name="at">Where <paramref name="start"/> is mapped, read and write.</param>
    /// <returns>False where the processor does not reach so far, or there is no table left.</returns>
    public static bool TryMap(PhysicalAddress start, ulong sizeBytes, MemoryKind kind, out VirtualAddress at)
    {
        ulong used = Alignment.Up(s_usedBytes, PitchBytes) + (start.Value & (PitchBytes - 1));
        at = KernelLayout.DeviceStart + used;
        PhysicalAddress end = Cpu.MemoryModel.PhysicalEnd;
        if (start >= end || sizeBytes > end - start || sizeBytes > KernelLayout.DeviceBytes - used)
        {
            return false;
        }
        MapError error = KernelSpace.Upper.Map(
            start,
            at,
            sizeBytes,
            Protection.KernelDevice.WithKind(kind),
            BlockPolicy.BlocksAllowed
        );
        if (error != MapError.None)
        {
            return false;
        }
        Cpu.TableStoreBarrier();
        s_usedBytes = used + sizeBytes;
        return true;
    }
}
