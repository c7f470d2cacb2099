using System;
using Keelson.Acpi;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.BootTime;
using Keelson.Handover;
using Keelson.Kernel;
using Keelson.Platform;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>What the machine is, by the device tree, or by ACPI where that does not say it.</summary>
internal static class Machine
{
    /// <summary>Nothing that the stub saw of them is wrong.</summary>
    public static bool DescribesProcessors =>
        IsPsciSound && (s_facts & (BootTimeFacts.AcpiProcessorLost | BootTimeFacts.TreeProcessorLost)) == 0;

    /// <summary>By what the stub saw of it: else it is done without.</summary>
    public static bool IsPsciSound { get; private set; } = true;
    private static BootTimeFacts s_facts;

    public static PsciConduit Psci { get; private set; }

    private static InterruptController s_interruptController;
    public static ref readonly InterruptController InterruptController => ref s_interruptController;

    /// <summary>Another processor, by its affinity, where the platform names one that PSCI starts.</summary>
    public static bool HasOtherProcessor { get; private set; }
    public static ulong OtherProcessor { get; private set; }

    /// <summary>The earliest source: what fails later can then at least switch off.</summary>
    /// <param name="tree">The device tree.</param>
    /// <param name="facts">What the stub found, where it was ours.</param>
    public static void Discover(DeviceTreeWindow tree, BootTimeFacts facts)
    {
        s_facts = facts;
        DeviceNames.ReadFrom(tree.Blob);
        ReadOnlySpan<byte> option = CommandLine.ValueOf(EarlyConsole.Option);
        SerialPort port = default;
        // It has bytes written to an address of anybody's choice.
        bool isTrusted = !SecureBoot.IsEnforcedIn(tree.Blob);
        bool isTaken = isTrusted && EarlyConsole.TryParse(option, out port);
        Log.TryAttach(port);
        if (!Log.HasConsole)
        {
            TryAttach(SerialPort.FromDeviceTree(tree.Blob), BootTimeFacts.TreeConsoleLost);
        }
        if (!option.IsEmpty && !isTaken)
        {
            ReadOnlySpan<byte> why = isTrusted ? "no NAME,ADDRESS of a known serial port"u8 : "Secure Boot enabled"u8;
            Log.Line($"warning: earlycon={option} ignored: {why}");
        }
        Psci = PowerControl.FromDeviceTree(tree.Blob);
        s_interruptController = InterruptController.FromDeviceTree(tree.Blob);
        HasOtherProcessor = Platform.OtherProcessor.TryFindInDeviceTree(
            tree.Blob,
            Cpu.MultiprocessorId,
            out ulong affinity
        );
        OtherProcessor = affinity;
    }

    /// <summary>A port that the firmware names, unless it is not there.</summary>
    private static void TryAttach(SerialPort port, BootTimeFacts lost)
    {
        if (port.Exists && ((s_facts & lost) != 0 || !Log.TryAttach(port)))
        {
            MissingDevices.Add(
                lost == BootTimeFacts.TreeConsoleLost ? MissingDevice.TreeConsole : MissingDevice.AcpiConsole,
                port.Registers
            );
        }
    }

    /// <summary>What our own stub found, where the device tree says nothing; or that what it says is wrong.</summary>
    public static void Discover(in BootRecord record)
    {
        IsPsciSound = (record.Facts & BootTimeFacts.PsciFaults) == 0;
        Psci =
            !IsPsciSound ? PsciConduit.None
            : Psci == PsciConduit.None ? record.Psci
            : Psci;
        if (!Log.HasConsole)
        {
            Log.TryAttach(record.Console);
        }
    }

    /// <summary>ACPI, and the screen. The last source: what has not been found by now is not there.</summary>
    public static void Discover(in FirmwareTables firmware)
    {
        if (firmware.TryFindTable(WellKnownGuids.Acpi20Table, out PhysicalAddress rootPointer))
        {
            AcpiTables<FirmwareTables> acpi = new(firmware);
            DeviceNames.ReadFrom(firmware, rootPointer);
            if (Psci == PsciConduit.None && IsPsciSound)
            {
                Psci = PowerControl.FromAcpi(acpi, rootPointer);
            }
            if (!s_interruptController.Exists)
            {
                s_interruptController = InterruptController.FromAcpi(acpi, rootPointer, Cpu.MultiprocessorId);
            }
            if (!HasOtherProcessor)
            {
                HasOtherProcessor = Platform.OtherProcessor.TryFindInAcpi(
                    acpi,
                    rootPointer,
                    Cpu.MultiprocessorId,
                    out ulong affinity
                );
                OtherProcessor = affinity;
            }
            if (!Log.HasConsole)
            {
                TryAttach(SerialPort.FromAcpi(acpi, rootPointer), BootTimeFacts.AcpiConsoleLost);
            }
        }
        Log.AttachScreen();
    }
}
