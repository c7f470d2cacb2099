using System;
using System.Runtime;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Launcher;

/// <summary>
/// Starts the EFI image that it is given as an initrd, and looks at what that leaves behind: the status it returned, the
/// memory it kept, a firmware that still works. Load options: <c>[noconout] [nosvam] [-- OPTIONS OF THE CHILD]</c>.
/// </summary>
internal static class EntryPoint
{
    [RuntimeExport("EfiMain")]
    private static EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiSystem system = EfiApplication.Start(imageHandle, systemTable, "launcher");
        LaunchOptions options = LaunchOptions.Read(system, imageHandle);
        if (!ChildFile.TryLoad(system, out ReadOnlySpan<byte> file))
            return Stop(system, $"no child: give an EFI image with -initrd");
        if (!MemoryCensus.TryReserve(system, out MemoryCensus before) || !MemoryCensus.TryReserve(system, out MemoryCensus after))
            return Stop(system, $"no memory to count memory in");

        if (options.WithoutRelocation && !RuntimeClaims.TryWithdrawRelocation(system))
            return Stop(system, $"the table of runtime services cannot be installed");

        // Twice: what the firmware takes for its own lists and page tables it takes the first time, a leak is there every time.
        for (int turn = 1; turn <= 2; turn++)
        {
            // What is measured lies between the two counts; the child's image comes and goes in between.
            if (!before.TryTake(system))
                return Stop(system, $"the memory map cannot be read");
            EfiStatus status = system.Boot.LoadImage(imageHandle, file, out nint child);
            if (status != EfiStatus.Success)
                return Stop(system, $"LoadImage of {(ulong)file.Length} bytes gave {status}");
            ChildOptions.Set(system, child, options.ForChild);
            ConsoleSwitch console = ConsoleSwitch.Of(system);
            if (options.WithoutConsole)
                console.TurnOff();
            status = system.Boot.StartImage(child);
            console.TurnOn();
            if (!after.TryTake(system))
                return Stop(system, $"the memory map cannot be read after the child");
            EfiApplication.WriteLine($"launcher: child returned {status} ({(ulong)status:x})");
        }

        EfiApplication.WriteLine($"launcher: leaked {MemoryCensus.CompareAndReport(before, after)} pages");
        return Stop(system, $"done");
    }

    private static EfiStatus Stop(EfiSystem system, ref Text.TextLine last)
    {
        EfiApplication.WriteLine($"launcher: {last.Text}");
        return system.Runtime.ResetSystem(ResetType.Shutdown);
    }
}
