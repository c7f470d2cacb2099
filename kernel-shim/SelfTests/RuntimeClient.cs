using System.Runtime.CompilerServices;
using Keelson.Arch.Arm64;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>
/// The runtime services with types (UEFI 2.10, chapter 8). After every call an access to the runtime address space must
/// fault (patch 8/8): counted here, reported at the end.
/// </summary>
// Every pointer here is to locals and statics of the kernel, which the upper half maps during the call.
internal struct RuntimeClient
{
    /// <summary>NON_VOLATILE, BOOTSERVICE_ACCESS, RUNTIME_ACCESS: the only kind that can be made at run time.</summary>
    public const uint PersistentAttributes = 7;
    public const uint AppendWrite = 0x40;

    /// <summary>Calls after which the runtime address space was gone, as it must be.</summary>
    public uint UnloadsSeen { get; private set; }

    /// <summary>The service of the last line "calling", plus one.</summary>
    private RuntimeService _announced;

    public static ref RuntimeGate Gate => ref RuntimeContext.Current.Gate;

    public EfiStatus Call(RuntimeService service, ulong a0 = 0, ulong a1 = 0, ulong a2 = 0, ulong a3 = 0, ulong a4 = 0)
    {
        if (!Gate.IsOpen)
        {
            return EfiStatus.Aborted;
        }
        // A call may not return: the log then says which.
        if (_announced != service + 1)
        {
            _announced = service + 1;
            Log.Line($"calling {service.Text()}");
        }
        EfiStatus status = Gate.Call(service, a0, a1, a2, a3, a4);
        if (!Probe.TryReadByte(Gate.SystemTableAddress))
        {
            UnloadsSeen++;
        }
        return status;
    }

    // SAFETY: one pinned structure, written once.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public unsafe EfiStatus GetTime(out EfiTime time)
    {
        fixed (EfiTime* pointer = &time)
        {
            *pointer = default;
            return Call(RuntimeService.GetTime, (ulong)pointer);
        }
    }

    // SAFETY: two locals of a byte and one pinned structure, each written once.
    public unsafe EfiStatus GetWakeupTime(out EfiTime time)
    {
        byte enabled,
            pending;
        fixed (EfiTime* pointer = &time)
        {
            *pointer = default;
            return Call(RuntimeService.GetWakeupTime, (ulong)&enabled, (ulong)&pending, (ulong)pointer);
        }
    }

    // SAFETY: the name ends with a NUL, as every string does; the caller has sizeBytes at data.
    public unsafe EfiStatus SetVariable(string name, uint attributes, byte* data, ulong sizeBytes)
    {
        EfiGuid vendor = WellKnownGuids.KeelsonVariable;
        fixed (char* text = name)
        {
            return Call(RuntimeService.SetVariable, (ulong)text, (ulong)&vendor, attributes, sizeBytes, (ulong)data);
        }
    }

    // Not inlined, as GetTime is not: the bench verb tells calls by these two.
    // SAFETY: the name ends with a NUL, as every string does; no more than sizeBytes is written at data.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public unsafe EfiStatus GetVariable(string name, out uint attributes, byte* data, ref ulong sizeBytes)
    {
        EfiGuid vendor = WellKnownGuids.KeelsonVariable;
        fixed (char* text = name)
        fixed (uint* flags = &attributes)
        fixed (ulong* size = &sizeBytes)
        {
            *flags = 0;
            return Call(
                RuntimeService.GetVariable,
                (ulong)text,
                (ulong)&vendor,
                (ulong)flags,
                (ulong)size,
                (ulong)data
            );
        }
    }

    // SAFETY: three pinned numbers, each written once.
    public unsafe EfiStatus QueryVariableInfo(
        uint attributes,
        out ulong maximum,
        out ulong remaining,
        out ulong largest
    )
    {
        fixed (ulong* maximumPointer = &maximum)
        fixed (ulong* remainingPointer = &remaining)
        fixed (ulong* largestPointer = &largest)
        {
            *maximumPointer = *remainingPointer = *largestPointer = 0;
            return Call(
                RuntimeService.QueryVariableInfo,
                attributes,
                (ulong)maximumPointer,
                (ulong)remainingPointer,
                (ulong)largestPointer
            );
        }
    }
}
