using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>
/// <c>SetVirtualAddressMap</c> that fails, does nothing, uses its new addresses too early, or faults:
/// <c>svam-FAULT</c>.
/// </summary>
internal static class BentRelocation
{
    private static EfiStatus s_status;
    private static ulong s_original;
    private static bool s_faultsAtOnce;
    private static bool s_hangs;
    private static bool s_overflows;
    private static bool s_isSkipped;
    private static bool s_accepts;
    private static unsafe ulong* s_services;
    private static unsafe ulong* s_left;
    private static bool s_wasCalled;

    // SAFETY: the table is the firmware's; the pointer of this service is not converted by itself.
    public static unsafe bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        s_status =
            Setting.Is(setting, "svam-unsupported") ? EfiStatus.Unsupported
            : Setting.Is(setting, "svam-invalid") ? EfiStatus.InvalidParameter
            : Setting.Is(setting, "svam-no-mapping") ? EfiStatus.NoMapping
            : EfiStatus.Success;
        if (
            Setting.Is(setting, "svam-early")
            || Setting.Is(setting, "svam-fault")
            || Setting.Is(setting, "svam-twice")
            || Setting.Is(setting, "svam-twice-loop")
            || Setting.Is(setting, "svam-late-error")
            || Setting.Is(setting, "svam-twice-success")
            || Setting.Is(setting, "svam-early-jump")
            || Setting.Is(setting, "svam-left-vendor")
            || Setting.Is(setting, "svam-left-tables")
            || Setting.Is(setting, "svam-half")
            || Setting.Is(setting, "svam-half-error")
            || Setting.Is(setting, "svam-stale-system")
            || Setting.Is(setting, "svam-stale-runtime")
            || Setting.Is(setting, "svam-double")
            || Setting.Is(setting, "svam-overflow")
            || Setting.Is(setting, "svam-twice-overflow")
            || Setting.Is(setting, "svam-loop")
            || Setting.Is(setting, "svam-loop-masked")
        )
        {
            return Replace(system, setting);
        }
        bool refuses = Setting.Is(setting, "convert-refused");
        bool isConversion = refuses || Setting.Is(setting, "convert-nothing");
        if (s_status == EfiStatus.Success && !isConversion && !Setting.Is(setting, "svam-nothing"))
        {
            return false;
        }
        SystemTable* table = (SystemTable*)system.Address.Value;
        RuntimeServicesTable* runtime = (RuntimeServicesTable*)table->RuntimeServices;
        if (isConversion)
        {
            // As every driver asks for it; the firmware's own tables are converted without.
            s_status = refuses ? EfiStatus.NotFound : EfiStatus.Success;
            runtime->ConvertPointer = (ulong)(delegate* unmanaged<ulong, ulong*, ulong>)&LeaveUnconverted;
            return true;
        }
        runtime->SetVirtualAddressMap = (ulong)(delegate* unmanaged<ulong, ulong, uint, void*, ulong>)&Answer;
        return true;
    }

    // SAFETY: as above.
    private static unsafe bool Replace(EfiSystem system, ReadOnlySpan<char> setting)
    {
        SystemTable* table = (SystemTable*)system.Address.Value;
        RuntimeServicesTable* runtime = (RuntimeServicesTable*)table->RuntimeServices;
        s_original = runtime->SetVirtualAddressMap;
        s_faultsAtOnce = Setting.Is(setting, "svam-fault");
        runtime->SetVirtualAddressMap =
            Setting.Is(setting, "svam-early") ? (ulong)(delegate* unmanaged<ulong, ulong, uint, byte*, ulong>)&UseEarly
            : Setting.Is(setting, "svam-late-error")
                ? (ulong)(delegate* unmanaged<ulong, ulong, uint, byte*, ulong>)&FailLate
            : Setting.Is(setting, "svam-early-jump")
                ? (ulong)(delegate* unmanaged<ulong, ulong, uint, byte*, ulong>)&JumpEarly
            : Setting.Is(setting, "svam-left-vendor") || Setting.Is(setting, "svam-left-tables")
                ? (ulong)(delegate* unmanaged<ulong, ulong, uint, byte*, ulong>)&LeavePointer
            : Setting.Is(setting, "svam-stale-system") || Setting.Is(setting, "svam-stale-runtime")
                ? (ulong)(delegate* unmanaged<ulong, ulong, uint, byte*, ulong>)&LeaveChecksum
            : Setting.Is(setting, "svam-half")
            || Setting.Is(setting, "svam-half-error")
            || Setting.Is(setting, "svam-double")
                ? (ulong)(delegate* unmanaged<ulong, ulong, uint, byte*, ulong>)&ConvertOtherwise
            : Setting.Is(setting, "svam-overflow")
                ? (ulong)(delegate* unmanaged<ulong, ulong, uint, byte*, ulong>)&Overflow
            : Setting.Is(setting, "svam-loop") ? (ulong)(delegate* unmanaged<ulong, ulong, uint, byte*, ulong>)&Loop
            : Setting.Is(setting, "svam-loop-masked")
                ? (ulong)(delegate* unmanaged<ulong, ulong, uint, byte*, ulong>)&LoopMasked
            : (ulong)(delegate* unmanaged<ulong, ulong, uint, byte*, ulong>)&Fault;
        s_services = (ulong*)(table->RuntimeServices + TableHeader.SizeBytes);
        s_left = Setting.Is(setting, "svam-left-vendor") ? &table->FirmwareVendor : &table->ConfigurationTable;
        if (Setting.Is(setting, "svam-stale-system") || Setting.Is(setting, "svam-stale-runtime"))
        {
            s_left = (ulong*)(Setting.Is(setting, "svam-stale-system") ? (ulong)table : table->RuntimeServices);
        }
        s_isSkipped = Setting.Is(setting, "svam-half") || Setting.Is(setting, "svam-half-error");
        s_status = Setting.Is(setting, "svam-half-error") ? EfiStatus.DeviceError : EfiStatus.Success;
        s_accepts = Setting.Is(setting, "svam-twice-success");
        s_hangs = Setting.Is(setting, "svam-twice-loop");
        s_overflows = Setting.Is(setting, "svam-twice-overflow");
        return true;
    }

    /// <summary>Reads and writes each region at both addresses: what one shows is what the other has.</summary>
    // SAFETY: on purpose none, for the new addresses; runtime data is put back as it was.
    [UnmanagedCallersOnly]
    private static unsafe ulong UseEarly(ulong size, ulong descriptorSize, uint version, byte* map)
    {
        for (ulong at = 0; at < size && !s_wasCalled; at += descriptorSize)
        {
            MemoryDescriptor* region = (MemoryDescriptor*)(map + at);
            if (region->Type != MemoryType.RuntimeServicesData)
            {
                continue;
            }
            ulong last = region->SizeBytes - sizeof(ulong);
            ref ulong early = ref *(ulong*)(region->VirtualStart.Value + last);
            ref ulong known = ref *(ulong*)(region->PhysicalStart.Value + last);
            ulong before = Volatile.Read(ref known);
            Volatile.Write(ref early, ~before);
            bool isSame = Volatile.Read(ref known) == ~before;
            Volatile.Write(ref known, before);
            if (!isSame || Volatile.Read(ref early) != before)
            {
                return (ulong)EfiStatus.DeviceError;
            }
        }
        s_wasCalled = true;
        return (ulong)FirmwareCall.Invoke(s_original, size, descriptorSize, version, map);
    }

    /// <summary>Runs an instruction of GetTime at its new address.</summary>
    // SAFETY: on purpose none: what is there is the code of a service, entered with arguments that it refuses.
    [UnmanagedCallersOnly]
    private static unsafe ulong JumpEarly(ulong size, ulong descriptorSize, uint version, byte* map)
    {
        ulong code = s_services[(int)RuntimeService.GetTime];
        for (ulong at = 0; at < size && !s_wasCalled; at += descriptorSize)
        {
            MemoryDescriptor* region = (MemoryDescriptor*)(map + at);
            ulong offset = code - region->PhysicalStart.Value;
            if (offset < region->SizeBytes)
            {
                FirmwareCall.Invoke(region->VirtualStart.Value + offset, 0ul, 0ul);
            }
        }
        s_wasCalled = true;
        return (ulong)FirmwareCall.Invoke(s_original, size, descriptorSize, version, map);
    }

    /// <summary>Converts the pointer to one service not at all, or twice.</summary>
    // SAFETY: the firmware's own table, at its physical address.
    [UnmanagedCallersOnly]
    private static unsafe ulong ConvertOtherwise(ulong size, ulong descriptorSize, uint version, byte* map)
    {
        ref ulong pointer = ref s_services[(int)RuntimeService.GetTime];
        ulong before = pointer;
        ulong status = (ulong)FirmwareCall.Invoke(s_original, size, descriptorSize, version, map);
        pointer = s_isSkipped ? before : pointer + (pointer - before);
        status = s_status == EfiStatus.Success ? status : (ulong)s_status;
        return status;
    }

    /// <summary>One pointer of the system table stays what it was.</summary>
    // SAFETY: the firmware's own table, at its physical address.
    [UnmanagedCallersOnly]
    private static unsafe ulong LeavePointer(ulong size, ulong descriptorSize, uint version, byte* map)
    {
        ulong before = *s_left;
        ulong status = (ulong)FirmwareCall.Invoke(s_original, size, descriptorSize, version, map);
        *s_left = before;
        return status;
    }

    /// <summary>A table's CRC32 stays that of its pointers as they were.</summary>
    // SAFETY: the table is the firmware's, at its physical address; the sum stands behind 16 bytes of its header.
    [UnmanagedCallersOnly]
    private static unsafe ulong LeaveChecksum(ulong size, ulong descriptorSize, uint version, byte* map)
    {
        ref uint sum = ref ((uint*)s_left)[4];
        uint before = sum;
        ulong status = (ulong)FirmwareCall.Invoke(s_original, size, descriptorSize, version, map);
        sum = before;
        return status;
    }

    /// <summary>Does all of it, and says that it did not.</summary>
    // SAFETY: the firmware's own service, with its caller's arguments.
    [UnmanagedCallersOnly]
    private static unsafe ulong FailLate(ulong size, ulong descriptorSize, uint version, byte* map)
    {
        FirmwareCall.Invoke(s_original, size, descriptorSize, version, map);
        return (ulong)EfiStatus.DeviceError;
    }

    // SAFETY: the map is never read.
    [UnmanagedCallersOnly]
    private static unsafe ulong Loop(ulong size, ulong descriptorSize, uint version, byte* map)
    {
        while (Volatile.Read(ref s_wasCalled) == s_faultsAtOnce) { }
        return 0;
    }

    /// <summary>Needs more stack than there is.</summary>
    // SAFETY: the map is never read.
    [UnmanagedCallersOnly]
    private static unsafe ulong Overflow(ulong size, ulong descriptorSize, uint version, byte* map) => Deepen(size);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Deepen(ulong depth) => Deepen(depth + 1) + Volatile.Read(ref s_original);

    // SAFETY: the map is never read.
    [UnmanagedCallersOnly]
    private static unsafe ulong LoopMasked(ulong size, ulong descriptorSize, uint version, byte* map)
    {
        Cpu.MaskInterrupts();
        while (Volatile.Read(ref s_wasCalled) == s_faultsAtOnce) { }
        return 0;
    }

    /// <summary>An address that nothing ever maps, at once or at the second call.</summary>
    // SAFETY: none: it faults.
    [UnmanagedCallersOnly]
    private static unsafe ulong Fault(ulong size, ulong descriptorSize, uint version, byte* map)
    {
        if (s_accepts && s_wasCalled)
        {
            return 0;
        }
        while (s_wasCalled && Volatile.Read(ref s_hangs)) { }
        if (s_wasCalled && s_overflows)
        {
            return Deepen(size);
        }
        if (s_faultsAtOnce || s_wasCalled)
        {
            return Volatile.Read(ref *(ulong*)0x7fff_0000_0000);
        }
        s_wasCalled = true;
        return (ulong)FirmwareCall.Invoke(s_original, size, descriptorSize, version, map);
    }

    // SAFETY: the pointer is never followed.
    [UnmanagedCallersOnly]
    private static unsafe ulong LeaveUnconverted(ulong disposition, ulong* pointer) => (ulong)s_status;

    // SAFETY: the map is never read.
    [UnmanagedCallersOnly]
    private static unsafe ulong Answer(ulong size, ulong descriptorSize, uint version, void* map) => (ulong)s_status;
}
