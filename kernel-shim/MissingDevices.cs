using System;
using System.Runtime.CompilerServices;
using Keelson.Addresses;

namespace Keelson.KernelShim;

/// <summary>What the firmware describes and is not there.</summary>
internal enum MissingDevice
{
    TreeConsole,
    AcpiConsole,
    InterruptDistributor,
    InterruptInterface,
    Screen,

    /// <summary>By its affinity.</summary>
    Processor,
    Count,
}

/// <summary>Found before there is a report to say so.</summary>
internal static class MissingDevices
{
    [InlineArray((int)MissingDevice.Count)]
    private struct Addresses
    {
        private ulong _first;
    }

    private static Addresses s_addresses;
    private static uint s_missing;

    public static void Add(MissingDevice device, PhysicalAddress address)
    {
        s_missing |= 1u << (int)device;
        s_addresses[(int)device] = address.Value;
    }

    public static bool Has(MissingDevice device, out PhysicalAddress address)
    {
        address = new PhysicalAddress(s_addresses[(int)device]);
        return (s_missing >> (int)device & 1) != 0;
    }

    public static ReadOnlySpan<byte> Text(this MissingDevice device) =>
        device switch
        {
            MissingDevice.TreeConsole => "serial port of stdout-path"u8,
            MissingDevice.AcpiConsole => "serial port of ACPI SPCR"u8,
            MissingDevice.InterruptDistributor => "distributor of the interrupt controller"u8,
            MissingDevice.Screen => "framebuffer of the screen"u8,
            MissingDevice.Processor => "processor that PSCI is to start"u8,
            _ => "processor's part of the interrupt controller"u8,
        };
}
