using System;
using System.Runtime.InteropServices;
using Keelson.Acpi;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.DeviceTree;
using Keelson.Efi;
using Keelson.Platform;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// A SetVirtualAddressMap that does not come back is interrupted by the virtual timer, and ended. The firmware's own
/// interrupts went with boot services: this one alone is enabled, and only while the call lasts.
/// </summary>
internal static partial class RelocationGuard
{
    private static InterruptController s_controller;
    private static bool s_isTimed;
    private static ulong s_route;

    private static ClobberedRegisters s_exitClobbered;

    /// <summary>By us, as something interrupted the call.</summary>
    private static bool s_wasMasked;

    // ISS.DFSC of an access that was translated, and that nothing answers (Arm ARM DDI 0487, D24.2.40).
    private const ulong FaultStatus = 0x3f;
    private const ulong ExternalAbort = 0x10;

    /// <summary>How long the call may take; 0 for any time.</summary>
    public static uint Seconds { get; set; }

    /// <summary>While the firmware's tables can be read as they are.</summary>
    public static void FindTimer(EfiSystem system, ReadOnlySpan<byte> deviceTree, Firmware firmware)
    {
        if (DeviceTreeBlob.TryCreate(deviceTree, out DeviceTreeBlob tree, out _))
        {
            s_controller = InterruptController.FromDeviceTree(tree);
        }
        if (
            !s_controller.Exists
            && system.TryFindTable(WellKnownGuids.Acpi20Table, out PhysicalAddress rootPointer)
            && rootPointer.Value != 0
        )
        {
            s_controller = InterruptController.FromAcpi(
                new AcpiTables<Firmware>(firmware),
                rootPointer,
                Cpu.MultiprocessorId
            );
        }
    }

    static partial void EndWatch() => ExitBound.Stop();

    static partial void ResetMachine() => ExitBound.ResetMachine();

    static partial void StartTimer(scoped ref GuardedCallFrame frame)
    {
        ExitBound.BeginStage();
        ulong ticks = Seconds * Cpu.CounterFrequency();
        if (ticks == 0 || !s_controller.Exists || GuardedCall.Translation.IsHost)
        {
            return;
        }
        // The firmware's 1:1 map need not have the registers: a look at them is guarded as well.
        // SAFETY: a function of ours without arguments.
        unsafe
        {
            s_isTimed = Survives(&Enable);
        }
        if (s_isTimed)
        {
            s_route = InterruptRoute.TakeHere();
            VirtualTimer.Start(Cpu.Counter() + ticks);
            frame.IsOpen = 1;
        }
    }

    /// <summary>What ended the last function of ours was an access that nothing answers.</summary>
    public static bool HasNotAnswered { get; private set; }

    /// <summary>Calls a function of ours, which an exception ends; then all is as it was.</summary>
    // SAFETY: the caller's function, which touches nothing of the caller's.
    public static unsafe bool Survives(delegate* unmanaged<ulong> function)
    {
        GuardedCallFrame frame = new() { Function = (ulong)function };
        bool isSuccess = GuardedCall.InvokeBriefly(ref frame) == EfiStatus.Success;
        HasNotAnswered = (s_fault.Syndrome & FaultStatus) == ExternalAbort;
        s_fault = default;
        return isSuccess;
    }

    static partial void StopTimer()
    {
        if (s_isTimed)
        {
            TimerInterrupt.Disable();
            InterruptRoute.Restore(s_route);
            s_isTimed = false;
        }
    }

    static partial void StartCheck(scoped ref GuardedCallFrame frame)
    {
        s_wasMasked = false;
        frame.Function = CheckedCall.Around(frame.Function);
    }

    static partial void EndCheck(ref RelocationAccount account)
    {
        account.Clobbered = (ClobberedRegisters)CheckedCall.Clobbered;
        account.ExitClobbered = s_exitClobbered;
        if (s_wasMasked)
        {
            account.Clobbered &= ~ClobberedRegisters.InterruptMask;
        }
    }

    // Interrupts, timers and tables are the firmware's to end with boot services; the rest is its caller's.
    static partial void CallExit(BootServices boot, ulong mapKey, ref bool isChecked, ref EfiStatus status)
    {
        isChecked = true;
        status = FirmwareCall.Invoke(
            CheckedCall.Around(boot.ExitBootServicesAddress),
            EfiApplication.ImageHandle,
            mapKey
        );
        s_exitClobbered |= (ClobberedRegisters)CheckedCall.Clobbered & ClobberedRegisters.OfCaller;
    }

    /// <summary>Touches no register of the controller, whose addresses may be among those that are taken out.</summary>
    static partial void JudgeInterrupt(ulong instruction, scoped ref ulong action)
    {
        if (s_isTimed && VirtualTimer.HasFired)
        {
            VirtualTimer.Stop();
            s_fault.Syndrome = RelocationAccount.NeverReturned;
            s_fault.Instruction = instruction;
            action = End;
        }
        else
        {
            s_wasMasked = true;
        }
    }

    [UnmanagedCallersOnly]
    private static ulong Enable()
    {
        ref readonly InterruptController controller = ref s_controller;
        for (int i = 0; i < controller.PartCount; i++)
        {
            ulong part = controller.Part(i).Start.Value;
            if (TimerInterrupt.TryEnable(in controller, controller.Distributor.Value, i, part))
            {
                return 0;
            }
        }
        return (ulong)EfiStatus.Unsupported;
    }
}
