using System;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Platform;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>
/// <c>processor-on</c>: the second processor was started and never given back. It waits in memory of the firmware's.
/// </summary>
internal static class OtherProcessors
{
    // SAFETY: a page of our own, which nobody frees.
    public static unsafe bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        if (
            !Setting.Is(setting, "processor-on") && !Setting.Is(setting, "processor-writes")
            || system.Boot.AllocatePages(MemoryType.Reserved, 1, AlignedPages.Highest, out PhysicalAddress page)
                != EfiStatus.Success
        )
        {
            return false;
        }
        uint* code = (uint*)page.Value;
        code[0] = A64.WaitForInterrupt;
        code[1] = A64.BranchBack;
        if (Setting.Is(setting, "processor-writes"))
        {
            // Past all caches, into the middle of memory, for ever.
            code[0] = A64.MoveWide(9, 0x4800, 16);
            code[1] = A64.Store(9, 9);
            code[2] = A64.BranchBack;
        }
        Caches.CleanAndInvalidateToPointOfCoherency(new VirtualAddress(page.Value), 4096);
        return Psci.CpuOn(PsciConduit.Hvc, 1, page.Value, 0);
    }
}
