using System;
using System.Runtime;
using Keelson.Arch.Arm64;
using Keelson.Findings;
using Keelson.Reports;
using Keelson.Text;

namespace Keelson.KernelShim;

/// <summary>
/// What to do about an exception: three are expected and lived through, any other is the end with a full account.
/// </summary>
internal static class Exceptions
{
    private static bool s_handling;
    private static bool s_isEnding;

    /// <summary>Runtime calls that ended in a fault; then the last of them.</summary>
    public static ulong RuntimeFaultCount { get; private set; }

    /// <summary>What that says of the firmware.</summary>
    public static FindingId LastFinding { get; private set; }
    public static ulong LastSyndrome { get; private set; }
    public static ulong LastFaultAddress { get; private set; }
    public static ulong LastReturnAddress { get; private set; }

    [RuntimeExport("HandleException")]
    private static unsafe void Handle(ExceptionFrame* frame)
    {
        // SAFETY: ExceptionVectors.S built the frame and restores from it what stands there when we return.
        if (s_handling)
        {
            // The account, or the last call of the firmware, failed as well: no more than the last line.
            if (!s_isEnding)
            {
                s_isEnding = true;
                Log.Line($"{ReportEnd.Failed}");
            }
            PowerOff.Now();
        }
        if (frame->IsSynchronous && frame->IsAbort && Probe.IsReading(frame->ReturnAddress))
        {
            frame->ReturnAddress = Probe.Landing();
            return;
        }
        // Asked for by the gate: one that was pending, of nobody's call.
        if (frame->IsSystemError && !RuntimeCall.IsActive && Cpu.TakesSystemError(frame->ReturnAddress))
        {
            return;
        }
        // Masked but in a call of the firmware, and there only the watchdog's timer is enabled.
        bool isTimeUp = frame->IsInterrupt && Watchdog.Take(ref frame->SavedStatus);
        if (frame->IsInterrupt && !(isTimeUp && RuntimeCall.IsActive))
        {
            return;
        }
        // Code of ours is in our image and nowhere else: a fault there is no fault of the firmware's, even in a call of
        // it. Anywhere else firmware has jumped to, the upper half included.
        if (
            isTimeUp
            || RuntimeCall.IsActive
                && (
                    frame->IsSystemError
                    || !IsOurs(frame->ReturnAddress)
                    // Code of ours is executable: firmware has jumped to what is none.
                    || frame->ExceptionClass == ExceptionFrame.InstructionAbort
                    || RuntimeCall.FollowsPointer(frame->ReturnAddress)
                )
        )
        {
            RuntimeFaultCount++;
            LastSyndrome = frame->Syndrome;
            LastFaultAddress = frame->FaultAddress;
            LastReturnAddress = frame->ReturnAddress;
            LastFinding =
                isTimeUp ? FindingId.CallNeverReturned
                : frame->IsDataAbort && ServiceBuffers.TryFindOverrun(frame->FaultAddress, out _, out _)
                    ? FindingId.BufferOverrun
                : FindingId.ServiceFaulted;
            frame->ReturnAddress = RuntimeCall.Abort();
            frame->SavedStatus = ExceptionFrame.Resumable;
            return;
        }
        s_handling = true;
        Report(frame);
        Panic.End();
    }

    private static bool IsOurs(ulong instruction) =>
        instruction - KernelEntry.ImageBase.Value < KernelEntry.State.Image.SizeBytes;

    // SAFETY: the frame is the one that the vectors built; it holds 31 registers.
    private static unsafe void Report(ExceptionFrame* frame)
    {
        Log.Line(
            $"fatal: exception, vector {frame->Vector}: ESR 0x{frame->Syndrome:x} "
                + $"({ExceptionText.Class(frame->ExceptionClass)}), FAR 0x{frame->FaultAddress:x}, ELR "
                + $"0x{frame->ReturnAddress:x}, SP 0x{frame->StackPointer:x}"
        );
        for (int i = 0; i < 30; i += 3)
        {
            Log.Line($"  x{i} 0x{frame->X[i]:x}  x{i + 1} 0x{frame->X[i + 1]:x}  x{i + 2} 0x{frame->X[i + 2]:x}");
        }
        Backtrace.Write(frame->ReturnAddress, frame->X[30], frame->X[29]);
    }
}

internal static class ExceptionText
{
    /// <summary>Names of the classes that a kernel of ours can meet (Arm ARM DDI 0487, D24.2, ESR_ELx.EC).</summary>
    public static ReadOnlySpan<byte> Class(uint exceptionClass)
    {
        ReadOnlySpan<byte> names = Names;
        foreach (byte known in Classes)
        {
            int end = names.IndexOf((byte)'\n');
            if (known == exceptionClass)
            {
                return names[..end];
            }
            names = names[(end + 1)..];
        }
        return "other"u8;
    }

    private static ReadOnlySpan<byte> Classes =>
        [0x00, 0x07, 0x0d, 0x15, 0x18, 0x19, 0x1c, 0x20, 0x21, 0x22, 0x25, 0x26, 0x2f, 0x3c];

    /// <summary>A line each.</summary>
    private static ReadOnlySpan<byte> Names =>
        "undefined instruction\nSIMD trapped\nbranch target\nSVC\nsystem register trapped\nSVE trapped\n"u8
        + "pointer authentication\ninstruction abort at EL0\ninstruction abort\nPC alignment\ndata abort\n"u8
        + "SP alignment\nSError\nbreakpoint\n"u8;
}
