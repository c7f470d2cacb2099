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
        End(Cpu.FramePointer(), link: 0);
    }

    /// <param name="framePointer">The innermost frame whose caller is told.</param>
    /// <param name="link">x30 there: of what has no frame, it alone has the caller. 0 where that is known.</param>
    public static void End(ulong framePointer, ulong link)
    {
        ReadOnlySpan<byte> image = FaultHandler.Image;
        EfiApplication.WriteLine($"  build {EfiApplication.Module} 0x{BuildOfImage.Find(image):x}");
        FrameChain chain = new(framePointer);
        for (int depth = 0; depth < FrameChain.MaximumDepth && chain.TryNext(out ulong returnAddress); depth++)
        {
            if (depth == 1 && link != returnAddress)
            {
                TryWrite(link, image.Length);
            }
            // Past our own frames lie the firmware's.
            if (!TryWrite(returnAddress, image.Length))
            {
                break;
            }
        }
        if (EfiApplication.BootServicesLast)
        {
            EfiApplication.System.Boot.Exit(EfiApplication.ImageHandle, EfiApplication.End(EfiStatus.Aborted));
        }
        // Runtime services may be anywhere by now.
        Psci.SystemReset(EfiApplication.Psci);
        Cpu.WaitForever();
    }

    /// <returns>False for an address outside of this image.</returns>
    private static bool TryWrite(ulong returnAddress, int imageBytes)
    {
        ulong offset = returnAddress - FaultHandler.ImageBase;
        bool isInside = offset < (uint)imageBytes;
        if (isInside)
        {
            EfiApplication.WriteLine($"  at {EfiApplication.Module}+0x{offset:x}");
        }
        return isInside;
    }
}
