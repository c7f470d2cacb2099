using System.Runtime;
using Internal.Runtime;
using Keelson.Arch.Arm64;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Efi;

/// <summary>
/// Where the runtime's failures end in an EFI application: said on the console, with places that `symbolize` turns into
/// lines, and a failing status.
/// </summary>
internal static class FailFast
{
    [RuntimeExport("KeelsonFailFast")]
    private static void Stop(FailReason reason)
    {
        EfiApplication.WriteLine($"fatal: {FailReasonText.Of(reason)}");
        End(Cpu.FramePointer());
    }

    /// <param name="framePointer">The innermost frame whose caller is told.</param>
    public static void End(ulong framePointer)
    {
        EfiSystem system = EfiApplication.System;
        ulong imageBase = OwnImage.TryFind(system, EfiApplication.ImageHandle, out OwnImage image) ? image.Base : 0;
        FrameChain chain = new(framePointer);
        for (int depth = 0; depth < FrameChain.MaximumDepth && chain.TryNext(out ulong returnAddress); depth++)
        {
            // Past our own frames lie the firmware's.
            if (returnAddress - imageBase >= (ulong)image.Bytes.Length)
            {
                break;
            }
            EfiApplication.WriteLine($"  at {EfiApplication.Module}+0x{returnAddress - imageBase:x}");
        }
        if (EfiApplication.BootServicesLast)
        {
            system.Boot.Exit(EfiApplication.ImageHandle, EfiStatus.Aborted);
        }
        // Runtime services may be anywhere by now.
        Psci.SystemReset(EfiApplication.Psci);
        Cpu.WaitForever();
    }
}
