using System.Runtime;
using Internal.Runtime;
using Keelson.Arch.Arm64;
using Keelson.Arch.Arm64.Uefi;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>Where the runtime's failures end: said on the console, with a place that `symbolize` turns into a line, and a failing status.</summary>
internal static class Panic
{
    [RuntimeExport("KeelsonFailFast")]
    private static void FailFast(FailReason reason)
    {
        EfiSystem system = Log.System;
        ulong imageBase = OwnImage.TryFind(system, Log.ImageHandle, out OwnImage image) ? image.Base : 0;
        Log.WriteLine($"fatal: {FailReasonText.Of(reason)}");
        FrameChain chain = new(Cpu.FramePointer());
        for (int depth = 0; depth < FrameChain.MaximumDepth && chain.TryNext(out ulong returnAddress); depth++)
        {
            if (returnAddress < imageBase)
                break;
            Log.WriteLine($"  at stub+{returnAddress - imageBase:x}");
        }
        if (Log.BootServicesLast)
            system.Boot.Exit(Log.ImageHandle, EfiStatus.Aborted);
        system.Runtime.ResetSystem(ResetType.Cold);
        Cpu.WaitForever();
    }
}
