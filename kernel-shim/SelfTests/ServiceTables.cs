using System;
using Keelson.Kernel;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>
/// EFI_SYSTEM_TABLE and EFI_RUNTIME_SERVICES while services are called: nobody has to write to them any more, and who
/// does spoils a service that comes later, or one that no self-test calls.
/// </summary>
internal static class ServiceTables
{
    private static unsafe void* s_system;
    private static unsafe void* s_services;
    private static uint s_systemCrc;
    private static uint s_servicesCrc;

    /// <summary>The first of the two is what changed.</summary>
    public static bool IsOfSystem { get; private set; }

    // SAFETY: both stay mapped.
    public static unsafe void Watch(in FirmwareTables firmware)
    {
        if (firmware.HasSystemTable && firmware.TryReadServices(out ReadOnlySpan<byte> services))
        {
            fixed (byte* bytes = services)
            {
                s_services = bytes;
            }
            s_system = (void*)KernelLayout.Firmware(firmware.SystemTableAddress).Value;
            HaveChanged();
        }
    }

    /// <summary>Since it was asked before.</summary>
    // SAFETY: both tables are as long, and mapped.
    public static unsafe bool HaveChanged()
    {
        if (s_services == null)
        {
            return false;
        }
        uint system = Crc32.Of(new ReadOnlySpan<byte>(s_system, SystemTable.SizeBytes)),
            services = Crc32.Of(new ReadOnlySpan<byte>(s_services, RuntimeServicesTable.SizeBytes));
        IsOfSystem = system != s_systemCrc;
        bool haveChanged = IsOfSystem || services != s_servicesCrc;
        s_systemCrc = system;
        s_servicesCrc = services;
        return haveChanged;
    }
}
