using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Uefi;

namespace Keelson.Arch.Arm64;

/// <summary>
/// One call through RuntimeGate.S: what goes in, what comes out, what has to be put back. RuntimeCallFrame.inc has the
/// offsets.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct RuntimeCallFrame
{
    public const int SizeBytes = 248;

    /// <summary>
    /// The system table in the runtime address space, where its pointers mean something; 0 for a call to
    /// <see cref="Target"/> itself.
    /// </summary>
    public ulong SystemTable;

    /// <summary>
    /// With a system table, the offset of the service in EFI_RUNTIME_SERVICES; else the address to call.
    /// </summary>
    public ulong Target;
    public ulong Argument0;
    public ulong Argument1;
    public ulong Argument2;
    public ulong Argument3;
    public ulong Argument4;
    public ulong Argument5;
    public EfiStatus Status;
    public ulong Clobbered;
    public ulong RuntimeTableBase;
    public ulong EmptyTableBase;
    public ulong StackTop;
    private readonly ulong _kernelStack;
    private readonly ulong _upperTableBase;
    private readonly ulong _systemControl;
    private readonly ulong _vectorBase;
    private readonly ulong _threadPointer;
    private readonly ulong _coprocessorAccess;
    private readonly ulong _debugControl;
    private readonly ulong _translationControl;
    private readonly ulong _memoryAttributes;
    private readonly ulong _floatingPointControl;

    /// <summary>DAIF while the service runs, which has to leave it so.</summary>
    public ulong InterruptMask;
    private readonly ulong _userStack;
    private readonly ulong _userThread;
    private readonly ulong _userThreadReadOnly;
    private readonly ulong _timerAccess;
    private readonly ulong _physicalTimer;
    private readonly ulong _virtualTimer;
    private readonly ulong _accessNever;

    /// <summary>All of DAIF.</summary>
    public const ulong Masked = 0x3c0;

    /// <summary>Interrupts and SError come through, as in a kernel; debug exceptions do not.</summary>
    public const ulong Open = 0x200;
}

public static class RuntimeCall
{
    [RuntimeImport("*", "CallRuntimeService")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern unsafe void CallRuntimeService(RuntimeCallFrame* frame);

    [RuntimeImport("*", "GetRuntimeCallFault")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong FaultAddress();

    [RuntimeImport("*", "GetRuntimeCallFollow")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong FollowAddress();

    [RuntimeImport("*", "GetActiveRuntimeCall")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern unsafe RuntimeCallFrame* ActiveFrame();

    public static unsafe void Invoke(ref RuntimeCallFrame frame)
    {
        // SAFETY: the frame is a local of the caller and outlives the call.
        fixed (RuntimeCallFrame* pointer = &frame)
        {
            CallRuntimeService(pointer);
        }
    }

    // SAFETY: compared with null and not followed.
    public static unsafe bool IsActive => ActiveFrame() != null;

    /// <summary>
    /// Whether an instruction is one of the two that follow the firmware's pointers, from the system table to the
    /// service.
    /// </summary>
    public static bool FollowsPointer(ulong instruction) => instruction - FollowAddress() < 8;

    /// <summary>
    /// Ends the call under way with EFI_ABORTED: where an exception handler resumes instead of at the fault.
    /// </summary>
    // SAFETY: the caller has asked IsActive, so the frame is that of the call in progress.
    public static unsafe ulong Abort()
    {
        ActiveFrame()->Status = EfiStatus.Aborted;
        return FaultAddress();
    }
}
