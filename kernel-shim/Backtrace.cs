using System;
using Keelson.Arch.Arm64;
using Keelson.Images;

namespace Keelson.KernelShim;

/// <summary>Return addresses as offsets in the image, the form that `symbolize` turns into file and line.</summary>
internal static class Backtrace
{
    public static void Write(ulong programCounter, ulong link, ulong framePointer)
    {
        WriteBuild();
        if (IsInImage(programCounter))
        {
            Log.Line($"  pc kernel-shim+0x{programCounter - KernelEntry.ImageBase.Value:x}");
        }
        // A function that has not yet set up its frame has its caller in x30 alone.
        if (IsInImage(link))
        {
            Log.Line($"  at kernel-shim+0x{link - KernelEntry.ImageBase.Value:x}");
        }
        WriteFrames(framePointer);
    }

    public static void Write(ulong framePointer)
    {
        WriteBuild();
        WriteFrames(framePointer);
    }

    // SAFETY: the image is mapped at its base as long as it runs.
    public static unsafe ulong Build =>
        BuildOfImage.Find(new((void*)KernelEntry.ImageBase.Value, (int)KernelEntry.State.Image.SizeBytes));

    private static void WriteBuild() => Log.Line($"  build kernel-shim 0x{Build:x}");

    private static void WriteFrames(ulong framePointer)
    {
        if (framePointer >> 48 == 0)
        {
            return;
        }
        FrameChain chain = new(framePointer);
        for (int depth = 0; depth < FrameChain.MaximumDepth && chain.TryNext(out ulong returnAddress); depth++)
        {
            if (IsInImage(returnAddress))
            {
                Log.Line($"  at kernel-shim+0x{returnAddress - KernelEntry.ImageBase.Value:x}");
            }
        }
    }

    private static bool IsInImage(ulong address) =>
        address - KernelEntry.ImageBase.Value < KernelEntry.State.Image.SizeBytes;
}
