using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Guests.Hostile;
using Keelson.Uefi;

namespace Keelson.Guests.HostileDriver;

/// <summary>
/// Services that call the firmware's and bend what it answered: <c>answer-FAULT</c> from the first call after
/// SetVirtualAddressMap on, <c>answer-FAULT-K</c> in the K-th call of the service alone.
/// </summary>
internal static partial class Answers
{
    [InlineArray((int)RuntimeService.QueryVariableInfo + 1)]
    private struct Numbers
    {
        private ulong _first;
    }

    private static Numbers s_originals;
    private static Numbers s_calls;
    private static Fault s_fault;

    /// <summary>0 for each call.</summary>
    private static uint s_call;
    private static bool s_moved;
    private static uint s_state;

    public static bool TryChoose(ReadOnlySpan<char> name)
    {
        const string Prefix = "answer-";
        if (name.Length <= Prefix.Length || !Setting.Is(name[..Prefix.Length], Prefix))
        {
            return false;
        }
        name = name[Prefix.Length..];
        int dash = name.Length - 1;
        while (dash > 0 && name[dash] != '-')
        {
            dash--;
        }
        if (dash > 0 && FaultOf(name[..dash]) != Fault.None && Setting.TryNumber(name[dash..], "-", out uint call))
        {
            s_call = call;
            name = name[..dash];
        }
        s_fault = FaultOf(name);
        return s_fault != Fault.None;
    }

    // SAFETY: the functions are code of this image, which stays.
    public static unsafe EfiStatus Install(EfiSystem system)
    {
        delegate* unmanaged<EfiTime*, byte*, ulong> getTime = &GetTime;
        delegate* unmanaged<char*, EfiGuid*, uint*, ulong*, byte*, ulong> getVariable = &GetVariable;
        delegate* unmanaged<ulong*, char*, EfiGuid*, ulong> getNext = &GetNextVariableName;
        delegate* unmanaged<char*, EfiGuid*, uint, ulong, byte*, ulong> setVariable = &SetVariable;
        delegate* unmanaged<uint, ulong*, ulong*, ulong*, ulong> query = &QueryVariableInfo;
        delegate* unmanaged<uint*, ulong> count = &GetNextHighMonotonicCount;
        EfiStatus status = Put(system, RuntimeService.GetVariable, (ulong)getVariable);
        status |= Put(system, RuntimeService.GetNextVariableName, (ulong)getNext);
        status |= Put(system, RuntimeService.SetVariable, (ulong)setVariable);
        status |= Put(system, RuntimeService.QueryVariableInfo, (ulong)query);
        status |= Put(system, RuntimeService.GetNextHighMonotonicCount, (ulong)count);
        s_originals[(int)RuntimeService.GetTime] = EfiApplication.Runtime.AddressOf(RuntimeService.GetTime);
        return status | EntryPoint.Replace(system, RuntimeService.GetTime, (ulong)getTime, OnMoved);
    }

    private static EfiStatus Put(EfiSystem system, RuntimeService service, ulong function)
    {
        s_originals[(int)service] = EfiApplication.Runtime.AddressOf(service);
        return EfiApplication.Runtime.Replace(system.Boot, service, function);
    }

    private static void OnMoved(nint signalled)
    {
        for (int i = 0; i <= (int)RuntimeService.QueryVariableInfo; i++)
        {
            if (s_originals[i] != 0)
            {
                EfiApplication.Runtime.ConvertPointer(ref s_originals[i]);
            }
        }
        s_moved = true;
    }

    /// <summary>Whether this call is one to be bent.</summary>
    // SAFETY: on purpose none, where it faults.
    private static unsafe bool IsTurn(RuntimeService service, Fault abort)
    {
        if (!s_moved)
        {
            return false;
        }
        ulong call = ++s_calls[(int)service];
        bool isTurn = s_call == 0 || s_call == call;
        if (isTurn && s_fault == abort)
        {
            Volatile.Read(ref *(ulong*)0x1000);
        }
        return isTurn;
    }

    private static ulong Original(RuntimeService service) => s_originals[(int)service];

    // SAFETY: the caller's pointers, as the specification has it vouch for.
    [UnmanagedCallersOnly]
    private static unsafe ulong GetTime(EfiTime* time, byte* capabilities)
    {
        bool isTurn = IsTurn(RuntimeService.GetTime, Fault.AbortGetTime);
        EfiStatus status = FirmwareCall.Invoke(Original(RuntimeService.GetTime), time, capabilities);
        if (isTurn && status == EfiStatus.Success)
        {
            Bend(ref *time);
        }
        return (ulong)status;
    }

    private static void Bend(ref EfiTime time)
    {
        switch (s_fault)
        {
            case Fault.TimeBack:
                // A minute further back each time.
                s_state += 60;
                time = new EfiTime
                {
                    Year = 2026,
                    Month = 6,
                    Day = 15,
                }.Plus(80_000 - s_state % 70_000);
                break;
            case Fault.TimeJump:
                time.Year += 1;
                break;
            case Fault.TimeLeaps:
                time = time.Plus(s_state++ * 3600);
                break;
            case Fault.TimeFast:
                time = new EfiTime
                {
                    Year = 2026,
                    Month = 6,
                    Day = 15,
                }.Plus(Cpu.Counter() / (Cpu.CounterFrequency() / 10));
                break;
            case Fault.TimeSlow:
                time = new EfiTime
                {
                    Year = 2026,
                    Month = 6,
                    Day = 15,
                }.Plus(Cpu.Counter() / (Cpu.CounterFrequency() * 3 / 2));
                break;
            case Fault.TimeYearLow:
                time.Year = 1899;
                break;
            case Fault.TimeYearHigh:
                time.Year = 10000;
                break;
            case Fault.TimeMonth:
                time.Month = 0;
                break;
            case Fault.TimeDay:
                time.Day = 0;
                break;
            case Fault.TimeHour:
                time.Hour = 24;
                break;
            case Fault.TimeMinute:
                time.Minute = 60;
                break;
            case Fault.TimeSecond:
                time.Second = 60;
                break;
            case Fault.TimeNanosecond:
                time.Nanosecond = 1_000_000_000;
                break;
            case Fault.TimeZone:
                time.TimeZone = 1441;
                break;
            case Fault.TimeDaylight:
                time.Daylight = 4;
                break;
        }
    }

    // SAFETY: the caller's pointers, as the specification has it vouch for.
    [UnmanagedCallersOnly]
    private static unsafe ulong GetVariable(char* name, EfiGuid* vendor, uint* attributes, ulong* size, byte* data)
    {
        bool isTurn = IsTurn(RuntimeService.GetVariable, Fault.AbortGetVariable);
        EfiStatus status = FirmwareCall.Invoke(
            Original(RuntimeService.GetVariable),
            name,
            vendor,
            attributes,
            size,
            data
        );
        if (!isTurn)
        {
            return (ulong)status;
        }
        switch (s_fault)
        {
            case Fault.GetOther when status == EfiStatus.Success:
                data[0] ^= 1;
                break;
            case Fault.GetSizeMore when status == EfiStatus.Success:
                *size += 1;
                break;
            case Fault.GetSizeLess when status == EfiStatus.Success:
                *size -= 1;
                break;
            case Fault.GetSizeHuge when status == EfiStatus.Success:
                *size = 1ul << 62;
                break;
            case Fault.GetSmall when status == EfiStatus.BufferTooSmall:
                *size = 2;
                break;
            case Fault.GetSmallAlways when status == EfiStatus.Success:
                return (ulong)EfiStatus.BufferTooSmall;
            case Fault.GetAttributes when status == EfiStatus.Success && attributes != null:
                *attributes &= ~1u;
                break;
            case Fault.GetTouchesName when status == EfiStatus.Success:
                name[0] ^= (char)0x20;
                break;
            case Fault.GetTouchesVendor when status == EfiStatus.Success:
                *(uint*)vendor ^= 1;
                break;
            case Fault.GetNotFound when status == EfiStatus.Success:
                return (ulong)EfiStatus.NotFound;
        }
        return (ulong)status;
    }

    // SAFETY: the caller's pointers, as the specification has it vouch for.
    [UnmanagedCallersOnly]
    private static unsafe ulong GetNextVariableName(ulong* size, char* name, EfiGuid* vendor)
    {
        bool isTurn = IsTurn(RuntimeService.GetNextVariableName, Fault.AbortGetNext);
        if (isTurn && name != null && size != null && s_fault is Fault.NextLoop or Fault.NextVendor)
        {
            // One of three, or a new vendor each time.
            name[0] = (char)('a' + (s_fault == Fault.NextLoop ? s_state++ % 3 : 0));
            name[1] = '\0';
            *(uint*)vendor = s_fault == Fault.NextLoop ? 7 : s_state++;
            *size = 4;
            return 0;
        }
        EfiStatus status = FirmwareCall.Invoke(Original(RuntimeService.GetNextVariableName), size, name, vendor);
        if (isTurn && status == EfiStatus.Success)
        {
            switch (s_fault)
            {
                case Fault.NextEnds:
                    return (ulong)EfiStatus.NotFound;
                case Fault.NextEmpty:
                    name[0] = '\0';
                    break;
                case Fault.NextSize:
                    *size += 2;
                    break;
                case Fault.NextOther:
                    name[0] ^= (char)0x20;
                    break;
            }
        }
        return (ulong)status;
    }

    // SAFETY: the caller's pointers, as the specification has it vouch for.
    [UnmanagedCallersOnly]
    private static unsafe ulong SetVariable(char* name, EfiGuid* vendor, uint attributes, ulong size, byte* data)
    {
        if (IsTurn(RuntimeService.SetVariable, Fault.AbortSetVariable))
        {
            switch (s_fault)
            {
                case Fault.SetLost when name != null && name[0] != '\0':
                    return 0;
                case Fault.SetAppends when size != 0 && (attributes & 0x40) == 0:
                    attributes |= 0x40;
                    break;
                case Fault.SetReplaces:
                    attributes &= ~0x40u;
                    break;
                case Fault.SetKeeps when size == 0 && name != null && name[0] != '\0':
                    return 0;
                case Fault.SetTouchesData when size != 0:
                    data[0] ^= 1;
                    break;
                case Fault.SetShort when size > 8:
                    size -= 1;
                    break;
                case Fault.SetNames when name != null && name[0] == '\0':
                    return 0;
            }
        }
        return (ulong)FirmwareCall.Invoke(Original(RuntimeService.SetVariable), name, vendor, attributes, size, data);
    }

    // SAFETY: the caller's pointers, as the specification has it vouch for.
    [UnmanagedCallersOnly]
    private static unsafe ulong QueryVariableInfo(uint attributes, ulong* maximum, ulong* remaining, ulong* largest)
    {
        bool isTurn = IsTurn(RuntimeService.QueryVariableInfo, Fault.AbortQuery);
        EfiStatus status = FirmwareCall.Invoke(
            Original(RuntimeService.QueryVariableInfo),
            attributes,
            maximum,
            remaining,
            largest
        );
        if (isTurn && status == EfiStatus.Success)
        {
            switch (s_fault)
            {
                case Fault.QueryMore:
                    *remaining = *maximum + 1;
                    break;
                case Fault.QueryLittle:
                    // Of a store like any other, that earlier runs filled.
                    *remaining = *maximum / 5;
                    break;
                case Fault.QueryLargest:
                    *largest = *maximum + 1;
                    break;
                case Fault.QueryNothing:
                    *maximum = *remaining = *largest = 0;
                    break;
                case Fault.QueryNoLargest:
                    *largest = 0;
                    break;
            }
        }
        return (ulong)status;
    }

    // SAFETY: the caller's pointers, as the specification has it vouch for.
    [UnmanagedCallersOnly]
    private static unsafe ulong GetNextHighMonotonicCount(uint* high)
    {
        bool isTurn = IsTurn(RuntimeService.GetNextHighMonotonicCount, Fault.AbortCount);
        EfiStatus status = FirmwareCall.Invoke(Original(RuntimeService.GetNextHighMonotonicCount), high);
        if (isTurn && status == EfiStatus.Success)
        {
            switch (s_fault)
            {
                case Fault.CountBack:
                    *high = 1000 - s_state++;
                    break;
                case Fault.CountStays:
                    *high = 5;
                    break;
                case Fault.CountJumps:
                    *high = 5 + 10 * s_state++;
                    break;
            }
        }
        return (ulong)status;
    }
}
