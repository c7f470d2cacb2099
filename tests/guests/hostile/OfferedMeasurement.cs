using System;
using System.Runtime.InteropServices;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Tcg;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Guests.Hostile;

/// <summary>
/// <c>tpm-K</c>, <c>cc-K</c>: a TPM, or the registers of a confidential machine, of which the K-th extension fails (0:
/// none); <c>tpm-broken</c>: a TPM that cannot say whether it is one; <c>cc-none</c>: registers without a log that
/// anybody reads. Each extension is told.
/// </summary>
internal static class OfferedMeasurement
{
    private const int CapabilityBytes = 36,
        PresentOffset = 16,
        EventLogsOffset = 12,
        MachineCapabilityBytes = 20;

    private static uint s_failing;
    private static uint s_count;
    private static bool s_isTpmBroken;
    private static bool s_hasNoLog;

    public static bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        if (Setting.Is(setting, "tpm-broken"))
        {
            s_isTpmBroken = true;
            return OfferTpm(system);
        }
        if (Setting.Is(setting, "cc-none"))
        {
            s_hasNoLog = true;
            return OfferRegisters(system);
        }
        if (Setting.TryNumber(setting, "tpm-", out uint failing))
        {
            s_failing = failing;
            return OfferTpm(system);
        }
        if (Setting.TryNumber(setting, "cc-", out failing))
        {
            s_failing = failing;
            return OfferRegisters(system);
        }
        return false;
    }

    // SAFETY: the functions last until boot services end.
    private static unsafe bool OfferTpm(EfiSystem system)
    {
        if (
            system.Boot.AllocateProtocol(MemoryType.BootServicesData, out ProtocolInterface<Tcg2Protocol> made)
            != EfiStatus.Success
        )
        {
            return false;
        }
        made.Value.GetCapability = (ulong)(delegate* unmanaged<nint, byte*, ulong>)&GetCapability;
        made.Value.GetEventLog = (ulong)(delegate* unmanaged<nint, ulong>)&Decline;
        made.Value.HashLogExtendEvent = (ulong)(delegate* unmanaged<nint, ulong, nint, ulong, byte*, ulong>)&Extend;
        nint handle = 0;
        return system.Boot.InstallProtocol(ref handle, made) == EfiStatus.Success;
    }

    // SAFETY: as above.
    private static unsafe bool OfferRegisters(EfiSystem system)
    {
        if (
            system.Boot.AllocateProtocol(MemoryType.BootServicesData, out ProtocolInterface<CcMeasurementProtocol> made)
            != EfiStatus.Success
        )
        {
            return false;
        }
        made.Value.GetCapability = (ulong)(delegate* unmanaged<nint, byte*, ulong>)&GetMachineCapability;
        made.Value.GetEventLog = (ulong)(delegate* unmanaged<nint, ulong>)&Decline;
        made.Value.HashLogExtendEvent = (ulong)(delegate* unmanaged<nint, ulong, nint, ulong, byte*, ulong>)&Extend;
        made.Value.MapPcrToMrIndex = (ulong)(delegate* unmanaged<nint, uint, uint*, ulong>)&Map;
        nint handle = 0;
        return system.Boot.InstallProtocol(ref handle, made) == EfiStatus.Success;
    }

    // SAFETY: the caller's structure, as long as it says in its first byte.
    [UnmanagedCallersOnly]
    private static unsafe ulong GetCapability(nint self, byte* capability)
    {
        if (s_isTpmBroken || capability[0] < CapabilityBytes)
        {
            return (ulong)EfiStatus.DeviceError;
        }
        capability[PresentOffset] = 1;
        return 0;
    }

    /// <summary>Of no type that the firmware itself measures into.</summary>
    // SAFETY: as above.
    [UnmanagedCallersOnly]
    private static unsafe ulong GetMachineCapability(nint self, byte* capability)
    {
        if (capability[0] < MachineCapabilityBytes)
        {
            return (ulong)EfiStatus.BufferTooSmall;
        }
        capability[EventLogsOffset] = s_hasNoLog ? (byte)0 : (byte)2;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static ulong Decline(nint self) => (ulong)EfiStatus.Unsupported;

    /// <summary>As TDX has them: PCR 0 is register 0; 1 and 7 are 1; 2 to 6 are 2; the others are 3.</summary>
    // SAFETY: the caller's variable.
    [UnmanagedCallersOnly]
    private static unsafe ulong Map(nint self, uint pcr, uint* register)
    {
        *register =
            pcr == 0 ? 0u
            : pcr is 1 or 7 ? 1u
            : pcr < 7 ? 2u
            : 3u;
        return 0;
    }

    // SAFETY: the caller's event, whose header says how long it is.
    [UnmanagedCallersOnly]
    private static unsafe ulong Extend(nint self, ulong flags, nint data, ulong sizeBytes, byte* entry)
    {
        s_count++;
        uint register = *(uint*)(entry + MeasuredEvent.RegisterOffset);
        EfiStatus status = s_count == s_failing ? EfiStatus.DeviceError : EfiStatus.Success;
        EfiApplication.WriteLine($"hostile: extension {s_count}: register {register}, {sizeBytes} bytes: {status}");
        return (ulong)status;
    }
}
