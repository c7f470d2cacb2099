using System;
using Keelson.Arch.Arm64;
using Keelson.Uefi;

namespace Keelson.Efi;

/// <summary>Events, timers and priorities (UEFI 2.10, 7.1).</summary>
public readonly partial struct BootServices
{
    /// <summary>An event without a notification, to be waited for or asked.</summary>
    // SAFETY: the firmware writes one handle into a local.
    public unsafe EfiStatus CreateEvent(EventKinds kinds, out nint created)
    {
        nint handle = 0;
        EfiStatus status = FirmwareCall.Invoke(_table->CreateEvent, (ulong)kinds, 0, 0, 0, &handle);
        created = handle;
        return status;
    }

    /// <param name="kinds">With one of those that notify.</param>
    /// <param name="level">At which the notification runs.</param>
    /// <param name="notify">
    /// A static method with <c>[UnmanagedCallersOnly]</c>: it gets the event and <paramref name="context"/>, on
    /// whatever stack the firmware is on.
    /// </param>
    /// <param name="context">Anything.</param>
    /// <param name="created">To be closed, or the firmware would call code that is gone.</param>
    // SAFETY: the method is code of this image; the firmware writes one handle into a local.
    public unsafe EfiStatus CreateEvent(
        EventKinds kinds,
        TaskPriority level,
        delegate* unmanaged<nint, nint, void> notify,
        nint context,
        out nint created
    )
    {
        nint handle = 0;
        EfiStatus status = FirmwareCall.Invoke(
            _table->CreateEvent,
            (ulong)kinds,
            (ulong)level,
            (void*)notify,
            context,
            &handle
        );
        created = handle;
        return status;
    }

    /// <summary>CreateEvent with a method of C# that is called: static, or a lambda.</summary>
    /// <param name="kinds">With one of those that notify.</param>
    /// <param name="level">At which it runs.</param>
    /// <param name="notify">
    /// Gets the event. It runs on whatever stack the firmware is on, in front of what it interrupts; at Notify and
    /// above it may call little of the firmware (UEFI 2.10, table 7.3).
    /// </param>
    /// <param name="created">To be closed, or the firmware would call code that is gone.</param>
    // SAFETY: the function is code of this image, and gets the context that it is made for.
    public unsafe EfiStatus CreateEvent(EventKinds kinds, TaskPriority level, Action<nint> notify, out nint created) =>
        CreateEvent(kinds, level, &EventNotification.Run, EventNotification.ContextOf(notify), out created);

    /// <param name="timer">An event of the kind Timer.</param>
    /// <param name="delay">What becomes of it.</param>
    /// <param name="microseconds">Until it is signalled; of a periodic one 0 is every tick of the firmware.</param>
    // SAFETY: no pointer is handed over.
    public unsafe EfiStatus SetTimer(nint timer, TimerDelay delay, ulong microseconds) =>
        FirmwareCall.Invoke(_table->SetTimer, timer, (ulong)delay, microseconds * 10);

    /// <summary>Waits until one of several is signalled.</summary>
    /// <param name="index">Which.</param>
    // SAFETY: the firmware reads as many events as there are, and writes one number into a local.
    public unsafe EfiStatus WaitForEvent(scoped ReadOnlySpan<nint> events, out int index)
    {
        ulong found = 0;
        EfiStatus status;
        fixed (nint* all = events)
        {
            status = FirmwareCall.Invoke(_table->WaitForEvent, events.Length, all, &found);
        }
        index = (int)found;
        return status;
    }

    /// <returns>Success for one that is signalled, which then is not any more; NotReady for one that is not.</returns>
    // SAFETY: no pointer is handed over.
    public unsafe EfiStatus CheckEvent(nint asked) => FirmwareCall.Invoke(_table->CheckEvent, asked);

    // SAFETY: no pointer is handed over.
    public unsafe EfiStatus SignalEvent(nint signalled) => FirmwareCall.Invoke(_table->SignalEvent, signalled);

    // SAFETY: no pointer is handed over.
    public unsafe EfiStatus CloseEvent(nint closed) => FirmwareCall.Invoke(_table->CloseEvent, closed);

    /// <returns>The level before, for <see cref="RestoreTpl"/>.</returns>
    // SAFETY: no pointer is handed over; the result is a number where others return a status.
    public unsafe TaskPriority RaiseTpl(TaskPriority level) =>
        (TaskPriority)FirmwareCall.Invoke(_table->RaiseTpl, (ulong)level);

    // SAFETY: no pointer is handed over.
    public unsafe void RestoreTpl(TaskPriority level) => FirmwareCall.Invoke(_table->RestoreTpl, (ulong)level);
}
