using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;
using Keelson.Text;

namespace Keelson.Kernel;

/// <summary>What this library cannot go on from. How it is told, and what then, is the kernel's.</summary>
internal static class Fatal
{
    /// <summary>Exported by the kernel; does not return.</summary>
    [RuntimeImport("*", "KernelPanic")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern unsafe void Panic(byte* text, int length);

    [DoesNotReturn]
    public static unsafe void Stop(ref TextLine reason)
    {
        // SAFETY: the line is there until the callee ends the kernel.
        fixed (byte* text = reason.Text)
        {
            Panic(text, reason.Text.Length);
        }

        while (true) { }
    }
}
