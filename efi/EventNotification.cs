using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Keelson.Efi;

/// <summary>Between the firmware, which calls functions with a context, and methods of C#.</summary>
internal static class EventNotification
{
    /// <summary>
    /// The delegate as a context. It does not move: it is laid down in the image, or made on a heap that ends with the
    /// application.
    /// </summary>
    // SAFETY: the reference as a number; nothing is read by it here.
    public static nint ContextOf(Action<nint> notify) => Unsafe.As<Action<nint>, nint>(ref notify);

    /// <summary>What the firmware calls, on whatever stack it is on.</summary>
    // SAFETY: the context is what ContextOf made, and what it stands for is where it was.
    [UnmanagedCallersOnly]
    public static void Run(nint signalled, nint context)
    {
        Action<nint> notify = Unsafe.As<nint, Action<nint>>(ref context);
        notify(signalled);
    }
}
