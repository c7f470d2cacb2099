using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Arch.Arm64;
using Keelson.Audits;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>
/// The runtime services with types (UEFI 2.10, chapter 8). After every call an access to the runtime address space must
/// fault (patch 8/8): counted here, reported at the end.
/// </summary>
// Every pointer here is to a guarded argument; values are copied in and out.
internal struct RuntimeClient
{
    /// <summary>NON_VOLATILE, BOOTSERVICE_ACCESS, RUNTIME_ACCESS: the only kind that can be made at run time.</summary>
    public const uint PersistentAttributes = 7;
    public const uint VolatileAttributes = 6;
    public const uint AppendWrite = 0x40;

    /// <summary>EFI_TIME_CAPABILITIES (UEFI 2.10, 8.3.1), as far as its fields go.</summary>
    private const ulong CapabilitiesBytes = 12;

    /// <summary>Calls after which the runtime address space was gone, as it must be.</summary>
    public uint UnloadsSeen { get; private set; }

    /// <summary>Services that wrote before an argument, a bit each.</summary>
    public uint WroteBefore { get; private set; }

    /// <summary>Services that wrote to an argument that is there to be read, a bit each.</summary>
    public uint Changed { get; private set; }

    /// <summary>What spoiled a table that leads to the services, where one did: a service, plus one.</summary>
    public RuntimeService Spoiler { get; private set; }

    /// <summary>What needs more stack than UEFI promises it; a service, plus one.</summary>
    public RuntimeService DeepCaller { get; private set; }

    /// <summary>Of every call, on any processor.</summary>
    private static ClockWatch s_clock;

    [InlineArray(RuntimeGate.ServiceCount)]
    private struct ByService
    {
        private EfiStatus _first;
    }

    private static ByService s_last;

    /// <summary>As the first of several calls found them.</summary>
    private static FurtherRegisters s_further;

    /// <summary>The service of the last line "calling", plus one.</summary>
    private RuntimeService _announced;

    public static ref RuntimeGate Gate => ref RuntimeContext.Current.Gate;
    public static ref ClockWatch Clock => ref s_clock;

    /// <summary>What the last call of a service returned.</summary>
    public static EfiStatus LastOf(RuntimeService service) => s_last[(int)service];

    public EfiStatus Call(RuntimeService service, ulong a0 = 0, ulong a1 = 0, ulong a2 = 0, ulong a3 = 0, ulong a4 = 0)
    {
        if (!Gate.IsOpen)
        {
            return EfiStatus.Aborted;
        }
        // A call may not return: the log then says which.
        bool isFirst = _announced != service + 1;
        if (isFirst)
        {
            LookAround();
            _announced = service + 1;
            Log.Line($"calling {service.Text()}");
            FurtherRegisters.Save(out s_further);
        }
        uint inputs = InputArguments.Of(service);
        ulong before = ServiceBuffers.SumOf(inputs);
        EfiStatus status = Gate.Call(service, a0, a1, a2, a3, a4);
        if (!Gate.IsOpen && AttributesInForce.IsOn && Gate.Fault.IsPermissionFault)
        {
            SeeUnload();
            status = AttributesInForce.AskWithout(ref Gate, service, a0, a1, a2, a3, a4);
        }
        s_last[(int)service] = status;
        if (isFirst)
        {
            ClobberedRegisters further = (ClobberedRegisters)(
                FurtherRegisters.Restore(ref s_further) << ClobberedRegistersText.FirstFurther
            );
            if (Gate.IsOpen)
            {
                further |= Watchdog.IsDeadlineKept ? ClobberedRegisters.None : ClobberedRegisters.VirtualTimerValue;
                Gate.AddClobbered(service, further);
            }
        }
        SeeUnload();
        // What a call does to its arguments that ends in a fault is part of that fault.
        if (!Gate.IsOpen)
        {
            return status;
        }
        if (ServiceBuffers.SumOf(inputs) != before)
        {
            Changed |= 1u << (int)service;
        }
        foreach (ulong argument in (ReadOnlySpan<ulong>)[a0, a1, a2, a3, a4])
        {
            if (ServiceBuffers.IsDamagedBefore(argument))
            {
                WroteBefore |= 1u << (int)service;
            }
        }
        return status;
    }

    private void SeeUnload()
    {
        if (!Probe.TryReadByte(Gate.SystemTableAddress))
        {
            UnloadsSeen++;
        }
    }

    /// <summary>Between the calls of one service and those of another, and after the last.</summary>
    public void LookAround()
    {
        if (DeepCaller == 0 && Gate.IsOpen && RuntimeContext.UsedStackBytes > RuntimeContext.PromisedStackBytes)
        {
            DeepCaller = _announced;
        }
        if (Spoiler == 0 && ServiceTables.HaveChanged())
        {
            Spoiler = _announced;
        }
    }

    // Not inlined, as GetVariable is not: the bench verb tells calls by these two.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public EfiStatus GetTime(out EfiTime time)
    {
        EfiStatus status = Call(RuntimeService.GetTime, ServiceBuffers.TakeUnset(0, EfiTime.SizeBytes));
        time = ServiceBuffers.Get<EfiTime>(0);
        See(status, in time);
        return status;
    }

    private static void See(EfiStatus status, in EfiTime time)
    {
        // Without a rate nothing can be held against the counter.
        if (status == EfiStatus.Success && Watcher.KnowsFrequency)
        {
            s_clock.See(in time, Cpu.Microseconds(Cpu.Counter()) / 1000);
        }
    }

    /// <summary>With room for the clock's capabilities, which kernels ask for (Linux, drivers/rtc/rtc-efi.c).</summary>
    public EfiStatus GetTimeAndCapabilities(out EfiTime time)
    {
        ServiceBuffers.Take(1, CapabilitiesBytes);
        EfiStatus status = Call(
            RuntimeService.GetTime,
            ServiceBuffers.TakeUnset(0, EfiTime.SizeBytes),
            ServiceBuffers.Pointer(1, CapabilitiesBytes)
        );
        time = ServiceBuffers.Get<EfiTime>(0);
        See(status, in time);
        return status;
    }

    /// <summary>Of an alarm that is off nobody needs a time.</summary>
    public EfiStatus GetWakeupTime(out bool isSound, out EfiTime time)
    {
        EfiStatus status = GetWakeupTime(out byte isEnabled, out time);
        isSound = status != EfiStatus.Success || isEnabled == 0 || isEnabled == 1 && time.IsValid;
        return status;
    }

    public EfiStatus GetWakeupTime(out byte isEnabled, out EfiTime time)
    {
        EfiStatus status = Call(
            RuntimeService.GetWakeupTime,
            ServiceBuffers.TakeUnset(0, sizeof(byte)),
            ServiceBuffers.TakeUnset(1, sizeof(byte)),
            ServiceBuffers.TakeUnset(2, EfiTime.SizeBytes)
        );
        isEnabled = ServiceBuffers.Get<byte>(0);
        time = ServiceBuffers.Get<EfiTime>(2);
        return status;
    }

    public EfiStatus SetTime(EfiTime time)
    {
        s_clock.Forget();
        return Call(RuntimeService.SetTime, ServiceBuffers.Put(0, time));
    }

    public EfiStatus EnableWakeup(EfiTime time) => Call(RuntimeService.SetWakeupTime, 1, ServiceBuffers.Put(1, time));

    public EfiStatus DisableWakeup() => Call(RuntimeService.SetWakeupTime);

    /// <param name="data">Nothing deletes the variable.</param>
    public EfiStatus SetVariable(string name, uint attributes, scoped ReadOnlySpan<byte> data)
    {
        ulong pointer = 0;
        if (!data.IsEmpty)
        {
            data.CopyTo(ServiceBuffers.Take(4, (ulong)data.Length));
            pointer = ServiceBuffers.Pointer(4, (ulong)data.Length);
        }
        return Call(
            RuntimeService.SetVariable,
            ServiceBuffers.PutName(0, name),
            ServiceBuffers.Put(1, WellKnownGuids.KeelsonVariable),
            attributes,
            (ulong)data.Length,
            pointer
        );
    }

    /// <param name="data">Its length is the size that the service is told.</param>
    /// <param name="sizeBytes">What the service gave as the size.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public EfiStatus GetVariable(string name, out uint attributes, scoped Span<byte> data, out ulong sizeBytes)
    {
        ulong room = (ulong)data.Length;
        Span<byte> buffer = ServiceBuffers.Take(4, room);
        EfiStatus status = GetVariable(name, WellKnownGuids.KeelsonVariable, room);
        attributes = ServiceBuffers.Get<uint>(2);
        sizeBytes = ServiceBuffers.Get<ulong>(3);
        buffer.CopyTo(data);
        return status;
    }

    /// <summary>
    /// With no room and without the attributes, as callers ask who want the size (Linux, drivers/firmware/efi/vars.c).
    /// </summary>
    public EfiStatus GetVariableSize(string name, out ulong sizeBytes)
    {
        EfiStatus status = GetVariableSize(name, WellKnownGuids.KeelsonVariable);
        sizeBytes = ServiceBuffers.Get<ulong>(3);
        return status;
    }

    /// <summary>Likewise: whether there is such a variable.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public EfiStatus GetVariableSize(scoped ReadOnlySpan<char> name, EfiGuid vendor) =>
        Call(
            RuntimeService.GetVariable,
            ServiceBuffers.PutName(0, name),
            ServiceBuffers.Put(1, vendor),
            0,
            ServiceBuffers.Put(3, 0ul)
        );

    /// <summary>Anybody's, as far as there is room for it.</summary>
    /// <param name="sum">Of what the service gave.</param>
    public EfiStatus GetVariable(scoped ReadOnlySpan<char> name, EfiGuid vendor, out ulong sum)
    {
        const ulong Room = 64;
        ServiceBuffers.Take(4, Room);
        EfiStatus status = GetVariable(name, vendor, Room);
        // Attributes, size and contents.
        sum = ServiceBuffers.SumOf(1 << 2 | 1 << 3 | 1 << 4);
        return status;
    }

    /// <param name="room">That was taken for the contents.</param>
    private EfiStatus GetVariable(scoped ReadOnlySpan<char> name, EfiGuid vendor, ulong room) =>
        Call(
            RuntimeService.GetVariable,
            ServiceBuffers.PutName(0, name),
            ServiceBuffers.Put(1, vendor),
            ServiceBuffers.Put(2, 0u),
            ServiceBuffers.Put(3, room),
            ServiceBuffers.Pointer(4, room)
        );

    /// <param name="name">The variable before, and a NUL; then the next one. As long as the service is told.</param>
    public EfiStatus GetNextVariableName(scoped Span<char> name, ref EfiGuid vendor)
    {
        ulong room = (ulong)name.Length * sizeof(char);
        Span<byte> buffer = ServiceBuffers.Take(1, room);
        MemoryMarshal.AsBytes(name).CopyTo(buffer);
        EfiStatus status = Call(
            RuntimeService.GetNextVariableName,
            ServiceBuffers.Put(0, room),
            ServiceBuffers.Pointer(1, room),
            ServiceBuffers.Put(2, vendor)
        );
        buffer.CopyTo(MemoryMarshal.AsBytes(name));
        vendor = ServiceBuffers.Get<EfiGuid>(2);
        return status;
    }

    public EfiStatus QueryVariableInfo(uint attributes, out ulong maximum, out ulong remaining, out ulong largest)
    {
        EfiStatus status = Call(
            RuntimeService.QueryVariableInfo,
            attributes,
            ServiceBuffers.Put(1, 0ul),
            ServiceBuffers.Put(2, 0ul),
            ServiceBuffers.Put(3, 0ul)
        );
        maximum = ServiceBuffers.Get<ulong>(1);
        remaining = ServiceBuffers.Get<ulong>(2);
        largest = ServiceBuffers.Get<ulong>(3);
        return status;
    }

    public EfiStatus GetNextHighMonotonicCount(out uint high)
    {
        EfiStatus status = Call(RuntimeService.GetNextHighMonotonicCount, ServiceBuffers.Put(0, 0u));
        high = ServiceBuffers.Get<uint>(0);
        return status;
    }

    /// <summary>Of a capsule that no firmware knows.</summary>
    /// <param name="reset">What stays, where the service writes nothing, is no type of a reset.</param>
    public EfiStatus QueryCapsuleCapabilities(ArgumentsOfCapsules arguments, out uint reset)
    {
        bool isWhole = arguments == ArgumentsOfCapsules.Whole;
        EfiStatus status = Call(
            RuntimeService.QueryCapsuleCapabilities,
            PutCapsule(),
            1,
            isWhole ? ServiceBuffers.Put(2, 0ul) : 0,
            isWhole ? ServiceBuffers.Put(3, uint.MaxValue) : 0
        );
        reset = ServiceBuffers.Get<uint>(3);
        return status;
    }

    /// <summary>None is passed: the count is 0.</summary>
    public EfiStatus UpdateNoCapsule() => Call(RuntimeService.UpdateCapsule, PutCapsule());

    private static ulong PutCapsule()
    {
        CapsuleHeader capsule = new()
        {
            HeaderSizeBytes = CapsuleHeader.SizeBytes,
            CapsuleSizeBytes = CapsuleHeader.SizeBytes,
            Guid = WellKnownGuids.KeelsonVariable,
        };
        return ServiceBuffers.Put(0, ServiceBuffers.Put(4, capsule));
    }
}

/// <summary>What QueryCapsuleCapabilities is given.</summary>
internal enum ArgumentsOfCapsules
{
    Whole,

    /// <summary>No place for the results.</summary>
    WithoutResults,
}
