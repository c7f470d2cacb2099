using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Findings;
using Keelson.Kernel;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>
/// The one way into the firmware: loads its address space, calls, unloads to the empty one, and looks at what the
/// firmware did to us. A fault closes it for good, as firmware that faulted once is in no state to be called again.
/// </summary>
internal struct RuntimeGate
{
    public const int ServiceCount = (int)RuntimeService.QueryVariableInfo + 1;

    [InlineArray(ServiceCount)]
    private struct ByService
    {
        private ClobberedRegisters _first;
    }

    [InlineArray(ServiceCount)]
    private struct TimesByService
    {
        private CallTimes _first;
    }

    /// <summary>Of the one gate into the firmware; those of the tests call no service.</summary>
    private static TimesByService s_times;

    private readonly ulong _systemTable;
    private readonly ulong _runtimeTableBase;
    private readonly ulong _stackTop;
    private ClobberedRegisters _lastClobbered;
    private ByService _clobbered;
    private ServiceEvidence _evidence;

    public RuntimeGate(VirtualAddress systemTable, ulong runtimeTableBase, VirtualAddress stackTop)
    {
        this = default;
        _systemTable = systemTable.Value;
        _runtimeTableBase = runtimeTableBase;
        _stackTop = stackTop.Value;
        IsOpen = true;
    }

    /// <summary>Mapped while a call lasts, and only then.</summary>
    public readonly VirtualAddress SystemTableAddress => new(_systemTable);
    public bool IsOpen { get; private set; }
    public uint CallCount { get; private set; }

    /// <summary>SErrors that waited before a call.</summary>
    public static uint StrayErrors { get; private set; }

    /// <summary>What any call clobbered.</summary>
    public ClobberedRegisters Clobbered { get; private set; }

    /// <summary>The fault that closed the gate.</summary>
    public GateFault Fault { get; private set; }

    /// <summary>Services that came back from a call.</summary>
    public ServiceEvidence Evidence => _evidence;

    /// <summary>How long calls of one service took.</summary>
    public static ref CallTimes TimesOf(RuntimeService service) => ref s_times[(int)service];

    /// <summary>What calls of one service clobbered.</summary>
    public readonly ClobberedRegisters ClobberedBy(RuntimeService service) => _clobbered[(int)service];

    /// <summary>
    /// Calls one service with up to five arguments; EFI_ABORTED where the gate is closed, now or before.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public EfiStatus Call(RuntimeService service, ulong a0, ulong a1, ulong a2, ulong a3, ulong a4)
    {
        if (!IsOpen)
        {
            return EfiStatus.Aborted;
        }
        // Interrupts come through, as in a kernel; once they do not, so that either way of changing the mask shows.
        ref CallTimes times = ref TimesOf(service);
        bool isSecond = times.Count == 1;
        ulong start = Cpu.Counter();
        Watcher.Begin(service, CallCount + 1, start);
        EfiStatus status = Invoke(
            _systemTable,
            TableHeader.SizeBytes + 8 * (ulong)service,
            a0,
            a1,
            a2,
            a3,
            a4,
            isSecond ? RuntimeCallFrame.Masked : RuntimeCallFrame.Open,
            start
        );
        times.Add(Cpu.Counter() - start);
        Watcher.End();
        _clobbered[(int)service] |= _lastClobbered;
        if (IsOpen)
        {
            _evidence.Add(service);
        }
        else if (Fault.Finding == FindingId.None)
        {
            Fault = new GateFault(
                Exceptions.LastFinding,
                service,
                CallCount,
                times.Count,
                Exceptions.LastSyndrome,
                Exceptions.LastFaultAddress,
                Exceptions.LastReturnAddress
            )
            {
                IsElsewhere = Watcher.IsCalling,
            };
        }
        return status;
    }

    /// <summary>What was seen of a call from outside.</summary>
    public void AddClobbered(RuntimeService service, ClobberedRegisters registers)
    {
        _clobbered[(int)service] |= registers;
        Clobbered |= registers;
    }

    /// <summary>
    /// Calls go on after a fault, to find how often it comes; whoever does this closes the gate in the end.
    /// </summary>
    public void Reopen() => IsOpen = true;

    /// <summary>The fault was not the service's: it is as if it had not been.</summary>
    public void Forgive()
    {
        Fault = default;
        IsOpen = true;
    }

    /// <summary>In how many of as many calls with the same arguments the fault came.</summary>
    public void CountFaults(uint faults, uint calls) => Fault = Fault.In(faults, calls);

    /// <summary>Nothing is called any more.</summary>
    public void Close() => IsOpen = false;

    /// <summary>Calls an address of the runtime address space itself.</summary>
    public EfiStatus CallAddress(VirtualAddress target) =>
        Invoke(0, target.Value, 0, 0, 0, 0, 0, RuntimeCallFrame.Masked, Cpu.Counter());

    private EfiStatus Invoke(
        ulong systemTable,
        ulong target,
        ulong a0,
        ulong a1,
        ulong a2,
        ulong a3,
        ulong a4,
        ulong interruptMask,
        ulong now
    )
    {
        if (!IsOpen)
        {
            return EfiStatus.Aborted;
        }
        // SAFETY: what is not set here, the assembly writes before it reads it, and nobody else reads it. A call that
        // faults leaves out what it clobbered.
        Unsafe.SkipInit(out RuntimeCallFrame frame);
        frame.SystemTable = systemTable;
        frame.Target = target;
        frame.Argument0 = a0;
        frame.Argument1 = a1;
        frame.Argument2 = a2;
        frame.Argument3 = a3;
        frame.Argument4 = a4;
        frame.Argument5 = 0;
        frame.Clobbered = 0;
        frame.RuntimeTableBase = _runtimeTableBase;
        frame.EmptyTableBase = KernelSpace.EmptyTableBase;
        frame.StackTop = _stackTop;
        frame.InterruptMask = interruptMask;
        // Not the service's that is called now.
        TakePendingError();
        ulong faultsBefore = Exceptions.RuntimeFaultCount;
        Watchdog.Arm(now);
        RuntimeCall.Invoke(ref frame);
        Watchdog.Disarm();
        CallCount++;
        _lastClobbered = (ClobberedRegisters)frame.Clobbered;
        if (Watchdog.WasDisturbed)
        {
            _lastClobbered &= ~(
                ClobberedRegisters.InterruptMask | ClobberedRegisters.UserThread | ClobberedRegisters.UserThreadReadOnly
            );
        }
        if ((_lastClobbered & ClobberedRegisters.SystemErrorPending) != 0)
        {
            Cpu.TakeSystemError();
        }
        Clobbered |= _lastClobbered;
        if (Exceptions.RuntimeFaultCount != faultsBefore)
        {
            IsOpen = false;
        }
        return frame.Status;
    }

    private static void TakePendingError()
    {
        if (Cpu.HasPendingSystemError)
        {
            StrayErrors++;
            Cpu.TakeSystemError();
        }
    }
}
