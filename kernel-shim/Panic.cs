using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using Internal.Runtime;
using Keelson.Arch.Arm64;
using Keelson.Reports;
using Keelson.Text;

namespace Keelson.KernelShim;

/// <summary>
/// Fatal errors: print what and where, close the report as failed, power off.
/// </summary>
internal static class Panic
{
    [DoesNotReturn]
    public static void Stop(ref TextLine reason)
    {
        Log.Line($"fatal: {reason.Text}");
        Backtrace.Write(Cpu.FramePointer());
        End();
    }

    /// <summary>What the library (kernel/) cannot go on from.</summary>
    // SAFETY: the text is the caller's, who waits.
    [RuntimeExport("KernelPanic")]
    private static unsafe void Stop(byte* text, int length) => Stop($"{new ReadOnlySpan<byte>(text, length)}");

    [RuntimeExport("KeelsonFailFast")]
    private static void FailFast(FailReason reason)
    {
        Log.Line($"fatal: {FailReasonText.Of(reason)}");
        Backtrace.Write(Cpu.FramePointer());
        End();
    }

    [DoesNotReturn]
    public static void End()
    {
        bool isKept = ReportStore.TryKeepFatal();
        Log.Line($"{ReportEnd.Failed}");
        if (!isKept && ReportStore.TryAbandon())
        {
            Psci.SystemReset(Machine.Psci);
        }
        PowerOff.Now();
    }
}
