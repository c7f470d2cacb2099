using System;
using System.Runtime.InteropServices;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Guests.Launcher;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>
/// The K-th allocation from the start of the child that is refused: <c>pages-K</c>, <c>pool-K</c>; or each of them,
/// one after the other: <c>each-allocation</c>.
/// </summary>
internal static class RefusedAllocations
{
    /// <summary>
    /// As the product asks. The firmware's own code comes here for any page there is, now and then: for a translation
    /// table, where an allocation splits a block.
    /// </summary>
    private const ulong AllocateMaxAddress = 1;

    private static ulong s_pages;
    private static ulong s_pool;
    private static ulong s_watchdog;
    private static ulong s_watchdogSeconds;
    private static uint s_pagesLeft;
    private static uint s_poolLeft;

    /// <summary>The child is to be started by <see cref="RefuseEach"/>.</summary>
    public static bool IsEach { get; private set; }

    // SAFETY: the table is the firmware's, and this program stays until boot services end.
    public static unsafe bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        SystemTable* table = (SystemTable*)system.Address.Value;
        BootServicesTable* boot = (BootServicesTable*)table->BootServices;
        bool isEach = Setting.Is(setting, "each-allocation");
        bool isPages = Setting.TryNumber(setting, "pages-", out uint pages);
        bool isPool = Setting.TryNumber(setting, "pool-", out uint pool);
        if (!isEach && !isPages && !isPool)
        {
            return false;
        }
        IsEach = isEach;
        s_pagesLeft = isPages ? pages : 0;
        s_poolLeft = isPool ? pool : 0;
        s_pages = boot->AllocatePages;
        s_pool = boot->AllocatePool;
        boot->AllocatePages = (ulong)(delegate* unmanaged<ulong, ulong, ulong, ulong*, ulong>)&AllocatePages;
        boot->AllocatePool = (ulong)(delegate* unmanaged<ulong, ulong, ulong*, ulong>)&AllocatePool;
        if (isEach)
        {
            // A child that does without comes back nevertheless.
            boot->ExitBootServices = (ulong)(delegate* unmanaged<ulong, ulong, ulong>)&Exit;
            s_watchdog = boot->SetWatchdogTimer;
            boot->SetWatchdogTimer = (ulong)(delegate* unmanaged<ulong, ulong, ulong, ulong, ulong>)&Watch;
        }
        return true;
    }

    /// <summary>Pages first, then pool, until the child asks for no more of them.</summary>
    public static void RefuseEach(EfiSystem system, nint imageHandle, ReadOnlySpan<byte> file)
    {
        if (
            MemoryCensus.TryReserve(system, out MemoryCensus before)
            && MemoryCensus.TryReserve(system, out MemoryCensus after)
        )
        {
            for (uint i = 1; TryRefuse(system, imageHandle, file, i, 0, ref before, ref after); i++) { }
            for (uint i = 1; TryRefuse(system, imageHandle, file, 0, i, ref before, ref after); i++) { }
        }
    }

    /// <returns>Whether there was such an allocation.</returns>
    private static bool TryRefuse(
        EfiSystem system,
        nint imageHandle,
        ReadOnlySpan<byte> file,
        uint pages,
        uint pool,
        ref MemoryCensus before,
        ref MemoryCensus after
    )
    {
        before.TryTake(system);
        if (system.Boot.LoadImage(imageHandle, file, out nint child) != EfiStatus.Success)
        {
            return false;
        }
        s_pagesLeft = pages;
        s_poolLeft = pool;
        EfiStatus status = system.Boot.StartImage(child);
        after.TryTake(system);
        bool isRefused = s_pagesLeft == 0 && s_poolLeft == 0;
        s_pagesLeft = 0;
        s_poolLeft = 0;
        EfiApplication.WriteLine(
            $"hostile: {(pages != 0 ? "pages"u8 : "pool"u8)} {pages + pool} "
                + $"{(isRefused ? "refused"u8 : "not asked for"u8)}: child returned {status}, "
                + $"kept {MemoryCensus.CompareAndReport(before, after)} pages, "
                + $"watchdog {s_watchdogSeconds} s"
        );
        return isRefused;
    }

    [UnmanagedCallersOnly]
    private static ulong Exit(ulong image, ulong key) => (ulong)EfiStatus.DeviceError;

    [UnmanagedCallersOnly]
    private static ulong Watch(ulong seconds, ulong code, ulong size, ulong data)
    {
        s_watchdogSeconds = seconds;
        return (ulong)FirmwareCall.Invoke(s_watchdog, seconds, code, size, data);
    }

    // SAFETY: the caller's pointer, as the firmware would take it.
    [UnmanagedCallersOnly]
    private static unsafe ulong AllocatePages(ulong kind, ulong type, ulong pages, ulong* address) =>
        kind == AllocateMaxAddress && s_pagesLeft != 0 && --s_pagesLeft == 0
            ? (ulong)EfiStatus.OutOfResources
            : (ulong)FirmwareCall.Invoke(s_pages, kind, type, pages, address);

    // SAFETY: as above.
    [UnmanagedCallersOnly]
    private static unsafe ulong AllocatePool(ulong type, ulong size, ulong* address) =>
        s_poolLeft != 0 && --s_poolLeft == 0
            ? (ulong)EfiStatus.OutOfResources
            : (ulong)FirmwareCall.Invoke(s_pool, type, size, address);
}
