using System;
using System.Runtime;
using Internal.Runtime;
using Keelson.Arch.Arm64;
using Keelson.Images;
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
        ReadOnlySpan<byte> image = FaultHandler.Image;
        EfiApplication.WriteLine($"  build {EfiApplication.Module} 0x{BuildOfImage.Find(image):x}");
        FrameChain chain = new(framePointer);
        for (int depth = 0; depth < FrameChain.MaximumDepth && chain.TryNext(out ulong returnAddress); depth++)
        {
            // Past our own frames lie the firmware's.
            ulong offset = returnAddress - FaultHandler.ImageBase;
            if (offset >= (uint)image.Length)
            {
                break;
            }
            EfiApplication.WriteLine($"  at {EfiApplication.Module}+0x{offset:x}");
        }
        if (EfiApplication.BootServicesLast)
        {
            EfiApplication.System.Boot.Exit(EfiApplication.ImageHandle, EfiStatus.Aborted);
        }
        // Runtime services may be anywhere by now.
        Psci.SystemReset(EfiApplication.Psci);
        Cpu.WaitForever();
    }
}
