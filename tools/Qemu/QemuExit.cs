namespace Keelson.Tools.Qemu;

/// <summary>Why a run ended.</summary>
public enum QemuExit
{
    /// <summary>The guest powered itself off.</summary>
    GuestShutdown,

    /// <summary>The guest reset itself; machines carry -no-reboot, so that ends the run.</summary>
    GuestReset,

    /// <summary>The guest reported a panic to QEMU.</summary>
    GuestPanic,

    /// <summary><see cref="QemuRunOptions.StopWhen"/> was satisfied.</summary>
    Stopped,

    /// <summary>The time was up; QEMU was killed.</summary>
    TimedOut,

    /// <summary>QEMU ended without the guest's doing: bad flags, a crash, a signal from outside.</summary>
    QemuFailed,
}
