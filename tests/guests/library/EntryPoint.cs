using System;
using System.Runtime;
using System.Threading;
using Keelson.Efi;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Guests.Library;

/// <summary>
/// What an application asks of the library in efi/, each answer on a line of its own: the test compares.
/// </summary>
internal static class EntryPoint
{
    private const int LongestNameUnits = 256;

    private static readonly EfiGuid s_vendor = new(0x3d2f1a5c, 0x8e47, 0x4f0b, 0xb1d2_6c69_6272_6172);

    private static int s_signals;

    [RuntimeExport("EfiMain")]
    private static EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiSystem system = EfiApplication.Start(imageHandle, systemTable, "library");
        PathComparison.OfHandles(system);
        PathComparison.OfNodes(system);
        CheckKeys(system);
        CheckEvents(system);
        CheckProtocols(system, imageHandle);
        CheckVariables(system);
        EfiApplication.WriteLine($"library: done");
        return EfiApplication.End(EfiStatus.Success);
    }

    /// <summary>The test types a key when it sees the line.</summary>
    private static void CheckKeys(EfiSystem system)
    {
        if (!ExtendedKeyboard.TryOpen(system, out ExtendedKeyboard keyboard))
        {
            EfiApplication.WriteLine($"library: no extended keyboard");
            return;
        }

        bool isPressed = keyboard.TryRead(system.Boot, 10_000, out KeyData key);
        EfiApplication.WriteLine($"library: key {isPressed}: '{(char)key.Key.UnicodeChar}', shifts {key.Shifts}");
        EfiApplication.WriteLine($"library: lights {keyboard.SetState(KeyToggles.CapsLock)}");
        keyboard.SetState(KeyToggles.None);
    }

    private static void CheckEvents(EfiSystem system)
    {
        s_signals = 0;
        EfiStatus status = system.Boot.CreateEvent(
            EventKinds.NotifySignal,
            TaskPriority.Callback,
            signalled => Volatile.Write(ref s_signals, s_signals + (signalled != 0 ? 1 : 100)),
            out nint mine
        );
        system.Boot.SignalEvent(mine);
        TaskPriority before = system.Boot.RaiseTpl(TaskPriority.Notify);
        system.Boot.SignalEvent(mine);
        int held = Volatile.Read(ref s_signals);
        system.Boot.RestoreTpl(before);
        EfiApplication.WriteLine(
            $"library: event {status}, {held} notification while held back, then {Volatile.Read(ref s_signals)}, "
                + $"closed {system.Boot.CloseEvent(mine)}"
        );

        system.Boot.CreateEvent(EventKinds.Timer, out nint timer);
        bool isEarly = system.Boot.WaitForEvent(timer, 1);
        system.Boot.SetTimer(timer, TimerDelay.Relative, 1000);
        EfiApplication.WriteLine(
            $"library: signalled before it was set {isEarly}, then {system.Boot.WaitForEvent(timer, 10_000)}"
        );
        system.Boot.CloseEvent(timer);
    }

    private static void CheckProtocols(EfiSystem system, nint image)
    {
        BootServices boot = system.Boot;
        EfiStatus made = boot.AllocateProtocol(MemoryType.LoaderData, out ProtocolInterface<NumberProtocol> number);
        nint handle = 0;
        EfiStatus installed = boot.InstallProtocol(ref handle, number);
        number.Value.Number = 42;
        Span<nint> found = stackalloc nint[2];
        EfiStatus located = boot.LocateHandle(NumberProtocol.Guid, found, out int count);
        EfiApplication.WriteLine(
            $"library: protocol {made}, {installed}, {located}: {count} handle, ours {found[0] == handle}, "
                + $"number {boot.LocateProtocol<NumberProtocol>().Value.Number}"
        );
        EfiStatus small = boot.LocateHandle(NumberProtocol.Guid, default, out int needed);
        EfiApplication.WriteLine($"library: no room: {small}, {needed} handle");

        EfiStatus first = boot.OpenProtocol<NumberProtocol>(
            handle,
            image,
            0,
            OpenProtocolAttributes.Exclusive,
            out ProtocolInterface<NumberProtocol> opened
        );
        ulong seen = opened.Exists ? opened.Value.Number : 0;
        // The handle stands for another agent.
        EfiStatus second = boot.OpenProtocol<NumberProtocol>(
            handle,
            handle,
            0,
            OpenProtocolAttributes.Exclusive,
            out ProtocolInterface<NumberProtocol> refused
        );
        EfiStatus closed = boot.CloseProtocol<NumberProtocol>(handle, image, 0);
        EfiApplication.WriteLine(
            $"library: opened {first} with {seen}, by another {second}, there {refused.Exists}, closed {closed}"
        );
        EfiStatus gone = boot.UninstallProtocol(handle, number);
        EfiApplication.WriteLine(
            $"library: uninstalled {gone}, freed {boot.FreeProtocol(number)}, "
                + $"there {boot.LocateProtocol<NumberProtocol>().Exists}"
        );
    }

    private static void CheckVariables(EfiSystem system)
    {
        BootTimeRuntimeServices runtime = system.Runtime;
        EfiStatus set = runtime.SetVariable("Library", s_vendor, VariableAttributes.BootServiceAccess, "some"u8);
        EfiStatus more = runtime.SetVariable(
            "Library",
            s_vendor,
            VariableAttributes.BootServiceAccess | VariableAttributes.AppendWrite,
            " more"u8
        );
        Span<char> name = stackalloc char[LongestNameUnits];
        name.Clear();
        EfiGuid vendor = default;
        int others = 0,
            ours = 0;
        EfiStatus status;
        while ((status = runtime.GetNextVariableName(name, ref vendor)) == EfiStatus.Success)
        {
            ours += vendor == s_vendor && ((ReadOnlySpan<char>)name).StartsWith("Library\0") ? 1 : 0;
            others++;
        }

        EfiApplication.WriteLine($"library: variable {set}, {more}; ours {ours}, several {others > 5}, end {status}");
        Span<byte> value = stackalloc byte[16];
        EfiStatus read = runtime.GetVariable(
            "Library\0",
            s_vendor,
            value,
            out int size,
            out VariableAttributes attributes
        );
        EfiApplication.WriteLine($"library: variable {read}: '{value[..size]}', {attributes}");
        EfiStatus query = runtime.QueryVariableInfo(
            VariableAttributes.BootServiceAccess,
            out ulong storage,
            out ulong remaining,
            out ulong largest
        );
        EfiApplication.WriteLine(
            $"library: room {query}: some of it left {remaining > 0 && remaining <= storage && largest > 0}"
        );
        EfiApplication.WriteLine($"library: deleted {runtime.DeleteVariable("Library", s_vendor)}");
    }
}

/// <summary>A protocol of this program's own.</summary>
internal struct NumberProtocol : IProtocol
{
    public static EfiGuid Guid => new(0x1f6e2c94, 0x0b7d, 0x4a35, 0x8c1e_6c69_6272_6172);

    public ulong Number;
}
