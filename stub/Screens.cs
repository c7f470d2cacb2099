using System;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Display;
using Keelson.Efi;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// The framebuffer that the firmware draws on, and the table by which a kernel learns of it, as Linux's own stub would
/// have made it.
/// </summary>
internal static class Screens
{
    /// <summary>
    /// The first whose pixels are in memory; rather one that the firmware's text goes to, as somebody looks at that.
    /// </summary>
    public static unsafe void Find(EfiSystem system, out Framebuffer found)
    {
        found = default;
        ReadOnlySpan<nint> handles = system.Boot.FindHandles(GraphicsOutputProtocol.Guid);
        for (int i = 0; i < handles.Length; i++)
        {
            // SAFETY: the protocol is the firmware's, and so are the mode and its description that it points to.
            GraphicsOutputProtocol* output = system.Boot.FindProtocol<GraphicsOutputProtocol>(handles[i]);
            GraphicsMode* mode = output == null ? null : (GraphicsMode*)output->Mode;
            if (
                mode == null
                || mode->Information == 0
                || !Framebuffer.TryFromMode(
                    in *mode,
                    in *(GraphicsModeInformation*)mode->Information,
                    out Framebuffer screen
                )
            )
            {
                continue;
            }
            bool isConsole = system.Boot.HasProtocol(handles[i], WellKnownGuids.ConsoleOutDevice);
            if (isConsole || !found.Exists)
            {
                found = screen;
            }
            if (isConsole)
            {
                break;
            }
        }
        system.Boot.FreeHandles(handles);
    }

    /// <summary>
    /// ACPI-reclaim memory is left alone by every kernel of a chain. Where there is none, the screen stays dark and the
    /// boot goes on.
    /// </summary>
    public static unsafe void TellKernel(EfiSystem system, Firmware firmware, in Framebuffer screen)
    {
        if (!screen.Exists)
        {
            return;
        }
        EfiStatus status = AlignedPages.Allocate(
            firmware,
            MemoryType.AcpiReclaim,
            Framebuffer.SizeOfTable,
            0,
            out PhysicalRange table
        );
        if (status == EfiStatus.Success)
        {
            // SAFETY: just allocated, and as long as the structure.
            *(Framebuffer*)table.Start.Value = screen;
            status = system.Boot.InstallConfigurationTable(WellKnownGuids.LinuxScreenInfo, (void*)table.Start.Value);
        }
        Log.WriteLine($"screen {screen.Width} x {screen.Height} at {screen.Start}: screen_info table {status}");
    }
}
