using System;

namespace Keelson.Uefi;

/// <summary><c>EVT_*</c> (UEFI 2.10, 7.1.1): what an event is, one or more.</summary>
[Flags]
public enum EventKinds : uint
{
    /// <summary><c>EVT_NOTIFY_WAIT</c>: the notification runs when somebody waits.</summary>
    NotifyWait = 0x100,

    /// <summary><c>EVT_NOTIFY_SIGNAL</c>: it runs when the event is signalled.</summary>
    NotifySignal = 0x200,

    /// <summary><c>EVT_SIGNAL_EXIT_BOOT_SERVICES</c>: signalled by ExitBootServices.</summary>
    SignalExitBootServices = 0x201,

    /// <summary><c>EVT_RUNTIME</c>: lasts beyond ExitBootServices.</summary>
    Runtime = 0x4000_0000,

    /// <summary><c>EVT_SIGNAL_VIRTUAL_ADDRESS_CHANGE</c>: signalled by SetVirtualAddressMap.</summary>
    SignalVirtualAddressChange = 0x6000_0202,

    /// <summary><c>EVT_TIMER</c>: can be set by SetTimer.</summary>
    Timer = 0x8000_0000,
}

/// <summary><c>EFI_TIMER_DELAY</c> (7.1.7).</summary>
public enum TimerDelay : uint
{
    Cancel = 0,
    Periodic = 1,
    Relative = 2,
}

/// <summary><c>EFI_TPL</c> (7.1.8): what a notification may interrupt.</summary>
public enum TaskPriority : ulong
{
    Application = 4,
    Callback = 8,
    Notify = 16,
    HighLevel = 31,
}
