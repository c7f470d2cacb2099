using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Arch.Arm64;
using Keelson.Text;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Efi;

/// <summary>
/// Accounts for the processor's exceptions in an application's own code, a null dereference first of all: compiled code
/// does not check for null, it relies on the access to fault. Firmware's answer to a fault is to print registers and
/// stop. Goes through <c>EFI_CPU_ARCH_PROTOCOL</c> (PI 1.7, volume 2, 12.3), which edk2 has and U-Boot has not: there,
/// and where somebody else handles exceptions already, a fault stays the firmware's own affair. Where firmware maps
/// page 0 readable, no null dereference faults.
/// </summary>
internal static class FaultHandler
{
    /// <summary><c>EXCEPT_AARCH64_SYNCHRONOUS_EXCEPTIONS</c> (UEFI 2.10, 18.2.4).</summary>
    private const ulong Synchronous = 0;
    private const uint DataAbort = 0x25;
    private const ulong InstructionBytes = 4;

    /// <summary>Members of an object reached through null lie this near to it.</summary>
    private const ulong NullPageBytes = 0x1000;

    private static unsafe CpuArchProtocol* s_cpu;
    private static ulong s_imageBase;
    private static ulong s_imageSize;
    private static bool s_isInstalled;
    private static ulong s_syndrome;
    private static ulong s_faultAddress;
    private static ulong s_link;

    /// <summary>Where the processor goes on after the next exception, which ends a call then; 0 for none.</summary>
    public static ulong End { get; set; }

    /// <summary>Of the exception that ended a call; 0 for none.</summary>
    public static ulong EndedSyndrome { get; private set; }
    public static ulong EndedAt { get; private set; }
    public static ulong FaultAddress => s_faultAddress;

    public static unsafe void Install(EfiSystem system, nint imageHandle)
    {
        // SAFETY: the protocol belongs to the firmware's core, which does not take it back.
        s_cpu = system.Boot.FindProtocol<CpuArchProtocol>();
        if (OwnImage.TryFind(system, imageHandle, out OwnImage image))
        {
            s_imageBase = image.Base;
            s_imageSize = (ulong)image.Bytes.Length;
            Resume();
        }
    }

    /// <summary>This program in memory, known without asking the firmware; empty where that does not tell.</summary>
    // SAFETY: it was loaded there, and lasts as long as its code runs.
    public static unsafe ReadOnlySpan<byte> Image => new((void*)s_imageBase, (int)s_imageSize);

    public static ulong ImageBase => s_imageBase;

    /// <summary>Our code is about to be left, or to let other code of ours take its place.</summary>
    // SAFETY: a handler is installed only after the protocol was found; null takes it back.
    public static unsafe void Suspend()
    {
        if (s_isInstalled)
        {
            FirmwareCall.Invoke(s_cpu->RegisterInterruptHandler, s_cpu, Synchronous);
        }
        s_isInstalled = false;
    }

    // SAFETY: the protocol was found, and the handler is code of this image, which has not ended.
    public static unsafe void Resume()
    {
        if (s_cpu != null && s_imageSize != 0)
        {
            s_isInstalled =
                FirmwareCall.Invoke(
                    s_cpu->RegisterInterruptHandler,
                    s_cpu,
                    Synchronous,
                    (delegate* unmanaged<long, SystemContextAArch64*, void>)&Handle
                ) == EfiStatus.Success;
        }
    }

    // SAFETY: the firmware built the context, and restores the registers from it when we return.
    [UnmanagedCallersOnly]
    private static unsafe void Handle(long type, SystemContextAArch64* context)
    {
        s_faultAddress = context->FaultAddress;
        if (End != 0)
        {
            EndedSyndrome = context->Syndrome;
            EndedAt = context->ReturnAddress;
            context->ReturnAddress = End;
            return;
        }
        // One account is enough, and a fault of somebody else's code is not ours to judge while boot services last:
        // without us the same instruction faults again, and the firmware does what it always does. In ExitBootServices
        // it would say that on a console that may be gone, and stop there.
        Suspend();
        if (EfiApplication.BootServicesLast && context->ReturnAddress - s_imageBase >= s_imageSize)
        {
            return;
        }
        s_syndrome = context->Syndrome;
        // The account is given outside of the exception, as if the faulting instruction had called for it.
        s_link = context->LinkRegister;
        context->LinkRegister = context->ReturnAddress + InstructionBytes;
        context->ReturnAddress = (ulong)(delegate* unmanaged<void>)&GiveAccount;
    }

    [UnmanagedCallersOnly]
    private static void GiveAccount()
    {
        if (s_syndrome >> 26 == DataAbort && s_faultAddress < NullPageBytes)
        {
            EfiApplication.WriteLine($"fatal: null reference (ESR 0x{s_syndrome:x}, FAR 0x{s_faultAddress:x})");
        }
        else
        {
            EfiApplication.WriteLine($"fatal: exception: ESR 0x{s_syndrome:x}, FAR 0x{s_faultAddress:x}");
        }
        FailFast.End(Cpu.FramePointer(), s_link);
    }
}
