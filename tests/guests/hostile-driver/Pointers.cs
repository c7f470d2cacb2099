using System;
using System.Runtime.InteropServices;
using System.Threading;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Guests.Hostile;
using Keelson.Uefi;

namespace Keelson.Guests.HostileDriver;

/// <summary>
/// What runtime drivers do wrong with pointers and in the event of the address change: <c>pointer-FAULT</c>,
/// <c>event-FAULT</c>. The service is GetTime, which calls the firmware's.
/// </summary>
internal static class Pointers
{
    private enum Fault
    {
        None,

        /// <summary>Converts, as it must.</summary>
        Converted,

        /// <summary>Does not convert the function that it calls.</summary>
        Unconverted,

        /// <summary>Keeps memory that ends with the boot services.</summary>
        OfBootServices,

        /// <summary>Reads in the event what only is there after it.</summary>
        EventEarly,
        EventAborts,
        EventHangs,

        /// <summary>Converts the pointer to a configuration table of its own, as its standard may say.</summary>
        OwnTable,

        /// <summary>Converts that of a table that kernels read by its physical address.</summary>
        KernelsTable,
    }

    private static ulong s_systemTable;

    /// <summary>A table that nobody else knows.</summary>
    private static EfiGuid Own => new(0x6b65_656c, 0x736f, 0x6e31, 0x0102_0304_0506_0708);

    private static Fault s_fault;
    private static ulong s_getTime;
    private static ulong s_memory;
    private static bool s_hangs;

    public static bool TryChoose(ReadOnlySpan<char> name)
    {
        s_fault =
            Setting.Is(name, "pointer-converted") ? Fault.Converted
            : Setting.Is(name, "pointer-unconverted") ? Fault.Unconverted
            : Setting.Is(name, "pointer-boot") ? Fault.OfBootServices
            : Setting.Is(name, "event-early") ? Fault.EventEarly
            : Setting.Is(name, "event-abort") ? Fault.EventAborts
            : Setting.Is(name, "event-loop") ? Fault.EventHangs
            : Setting.Is(name, "pointer-table-own") ? Fault.OwnTable
            : Setting.Is(name, "pointer-table-resources") ? Fault.KernelsTable
            : Fault.None;
        s_hangs = s_fault == Fault.EventHangs;
        return s_fault != Fault.None;
    }

    // SAFETY: the function is code of this image, which stays; so does the number that is pointed to.
    public static unsafe EfiStatus Install(EfiSystem system)
    {
        s_getTime = EfiApplication.Runtime.AddressOf(RuntimeService.GetTime);
        MemoryType type =
            s_fault == Fault.OfBootServices ? MemoryType.BootServicesData : MemoryType.RuntimeServicesData;
        EfiStatus status = system.Boot.AllocatePages(
            type,
            16,
            BootTime.AlignedPages.Highest,
            out Addresses.PhysicalAddress start
        );
        s_memory = start.Value;
        s_systemTable = system.Address.Value;
        if (s_fault is Fault.OwnTable or Fault.KernelsTable)
        {
            status |= system.Boot.InstallConfigurationTable(TableOf(s_fault), (void*)s_memory);
        }
        delegate* unmanaged<EfiTime*, void*, EfiStatus> service = &GetTime;
        return status == EfiStatus.Success
            ? EntryPoint.Replace(system, RuntimeService.GetTime, (ulong)service, OnMoved)
            : status;
    }

    // SAFETY: on purpose none, for addresses that are not there yet, or never.
    private static unsafe void OnMoved(nint signalled)
    {
        if (s_fault != Fault.Unconverted)
        {
            EfiApplication.Runtime.ConvertPointer(ref s_getTime);
        }
        EfiApplication.Runtime.ConvertPointer(ref s_memory);
        if (s_fault is Fault.OwnTable or Fault.KernelsTable)
        {
            // The system table's own pointers are converted after all events.
            SystemTable* system = (SystemTable*)s_systemTable;
            ConfigurationTable* tables = (ConfigurationTable*)system->ConfigurationTable;
            for (ulong i = 0; i < system->TableCount; i++)
            {
                if (tables[i].VendorGuid == TableOf(s_fault))
                {
                    tables[i].VendorTable = s_memory;
                }
            }
        }
        if (s_fault == Fault.EventEarly)
        {
            Volatile.Write(ref *(ulong*)s_memory, 1);
        }
        if (s_fault == Fault.EventAborts)
        {
            Volatile.Read(ref *(ulong*)0x7fff_0000_0000);
        }
        while (Volatile.Read(ref s_hangs)) { }
    }

    private static EfiGuid TableOf(Fault fault) => fault == Fault.OwnTable ? Own : WellKnownGuids.SystemResourceTable;

    // SAFETY: the caller's pointers; the memory is ours, or was.
    [UnmanagedCallersOnly]
    private static unsafe EfiStatus GetTime(EfiTime* time, void* capabilities)
    {
        Volatile.Read(ref *(ulong*)s_memory);
        return FirmwareCall.Invoke(s_getTime, time, capabilities);
    }
}
