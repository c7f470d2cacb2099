using System;
using System.Runtime;
using Keelson.Efi;
using Keelson.Guests.Hostile;
using Keelson.Uefi;

namespace Keelson.Guests.HostileDriver;

/// <summary>
/// A runtime driver in front of the firmware, with a fault that its load options name: at the address that the kernel
/// chose, on pointers that it converts in the event of the address change, or does not.
/// </summary>
internal static class EntryPoint
{
    [RuntimeExport("EfiMain")]
    private static EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiSystem system = EfiApplication.Start(imageHandle, systemTable, "hostile-driver");
        ReadOnlySpan<char> fault = Setting.Read(system, imageHandle).Name;
        EfiStatus status = EfiStatus.NotFound;
        if (Clock.TryChoose(fault))
        {
            status = Clock.Install(system);
        }
        else if (Alarm.TryChoose(fault))
        {
            status = Alarm.Install(system);
        }
        else if (Capsules.TryChoose(fault))
        {
            status = Capsules.Install(system);
        }
        else if (Answers.TryChoose(fault))
        {
            status = Answers.Install(system);
        }
        else if (Statuses.TryChoose(fault))
        {
            status = Statuses.Install(system);
        }
        else if (Pointers.TryChoose(fault))
        {
            status = Pointers.Install(system);
        }
        return EfiDriver.Stay(status);
    }

    /// <summary>Puts a function in the place of a service, and has its pointers converted.</summary>
    public static EfiStatus Replace(EfiSystem system, RuntimeService service, ulong function, Action<nint> onMoved)
    {
        EfiStatus status = system.Boot.CreateEvent(
            EventKinds.SignalVirtualAddressChange,
            TaskPriority.Notify,
            onMoved,
            out _
        );
        return status == EfiStatus.Success ? EfiApplication.Runtime.Replace(system.Boot, service, function) : status;
    }
}
