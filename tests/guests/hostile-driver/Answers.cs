using System;
using System.Runtime.CompilerServices;
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

    /// <summary>Where the tables are once the firmware was relocated.</summary>
    private static ulong s_systemTable;
    private static ulong s_services;

    /// <summary>On a processor other than the first.</summary>
    private static bool IsElsewhere => (Cpu.MultiprocessorId & 0xff) != 0;

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
        s_systemTable = system.Address.Value;
        s_services = ((SystemTable*)s_systemTable)->RuntimeServices;
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
        EfiApplication.Runtime.ConvertPointer(ref s_systemTable);
        EfiApplication.Runtime.ConvertPointer(ref s_services);
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

    /// <summary>A fault in one path of a service alone.</summary>
    // SAFETY: on purpose none.
    private static unsafe void FaultIf(bool isPath, Fault fault)
    {
        if (isPath && s_moved && s_fault == fault)
        {
            Volatile.Read(ref *(ulong*)0x1000);
        }
    }

    private static ulong Original(RuntimeService service) => s_originals[(int)service];
}
