using System;
using System.Runtime;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Launcher;

/// <summary>
/// Starts the EFI image that it is given as an initrd, or those that a list on its volume names, and looks at what each
/// leaves behind: the status it returned, the memory it kept, a firmware that still works. Load options:
/// <c>[noconout] [nosvam] [huge] [registers] [noclock] [-- OPTIONS OF THE CHILD]</c>.
/// </summary>
internal static class EntryPoint
{
    [RuntimeExport("EfiMain")]
    private static EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiSystem system = EfiApplication.Start(imageHandle, systemTable, "launcher");
        LaunchOptions options = LaunchOptions.Read(system, imageHandle);
        if (
            !MemoryCensus.TryReserve(system, out MemoryCensus before)
            || !MemoryCensus.TryReserve(system, out MemoryCensus after)
        )
        {
            return Stop(system, $"no memory to count memory in");
        }
        if (options.WithoutRelocation && !RuntimeClaims.TryWithdrawRelocation(system))
        {
            return Stop(system, $"the table of runtime services cannot be installed");
        }
        if (!ChildFile.TryLoad(system, out ReadOnlySpan<byte> file))
        {
            if (!ChildrenOfVolume.TryLaunch(system, imageHandle, ref before, ref after))
            {
                return Stop(system, $"no child: give an EFI image with -initrd, or /launcher.txt on the volume");
            }
            return Stop(system, $"done");
        }
        Child child = new(system, imageHandle)
        {
            File = file,
            Options = options.ForChild,
            WithoutConsole = options.WithoutConsole,
            IsHuge = options.IsHuge,
            WithHostileRegisters = options.WithHostileRegisters,
            WithoutClock = options.WithoutClock,
        };
        if (child.Launch(ref before, ref after))
        {
            return Stop(system, $"done");
        }
        return system.Runtime.ResetSystem(ResetType.Shutdown);
    }

    private static EfiStatus Stop(EfiSystem system, ref Text.TextLine last)
    {
        EfiApplication.WriteLine($"launcher: {last.Text}");
        return system.Runtime.ResetSystem(ResetType.Shutdown);
    }
}
