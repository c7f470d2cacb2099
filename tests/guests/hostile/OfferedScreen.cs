using System;
using System.Runtime.InteropServices;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Guests.Hostile;

/// <summary>
/// An <c>EFI_GRAPHICS_OUTPUT_PROTOCOL</c> with its pixels at <c>display-hole</c> among the devices, <c>display-lost</c>
/// beyond all addresses, in memory of its own (<c>display-sound</c>) or of runtime services (<c>display-runtime</c>).
/// </summary>
internal static class OfferedScreen
{
    private const uint Width = 640;
    private const uint Height = 480;
    private const ulong Pages = Width * Height * 4 / MemoryDescriptor.PageSizeBytes;

    // SAFETY: the protocol, its mode and the description of that stay until boot services end.
    public static unsafe bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        bool isRuntime = Setting.Is(setting, "display-runtime");
        ulong start =
            Setting.Is(setting, "display-hole") ? 0x0f00_0000
            : Setting.Is(setting, "display-lost") ? 0x7fff_0000_0000
            : 0ul;
        if (start == 0)
        {
            if (
                !isRuntime && !Setting.Is(setting, "display-sound")
                || system.Boot.AllocatePages(
                    isRuntime ? MemoryType.RuntimeServicesData : MemoryType.Reserved,
                    Pages,
                    AlignedPages.Highest,
                    out PhysicalAddress pixels
                ) != EfiStatus.Success
            )
            {
                return false;
            }
            start = pixels.Value;
        }
        if (
            system.Boot.AllocateProtocol(
                MemoryType.BootServicesData,
                out ProtocolInterface<GraphicsOutputProtocol> made
            ) != EfiStatus.Success
            || system.Boot.AllocatePages(MemoryType.BootServicesData, 1, AlignedPages.Highest, out PhysicalAddress page)
                != EfiStatus.Success
        )
        {
            return false;
        }
        GraphicsMode* mode = (GraphicsMode*)page.Value;
        GraphicsModeInformation* information = (GraphicsModeInformation*)(page.Value + 64);
        *mode = default;
        mode->ModeCount = 1;
        mode->Information = (ulong)information;
        mode->InformationSizeBytes = GraphicsModeInformation.SizeBytes;
        mode->FramebufferStart = start;
        mode->FramebufferSizeBytes = Pages * MemoryDescriptor.PageSizeBytes;
        *information = default;
        information->HorizontalResolution = Width;
        information->VerticalResolution = Height;
        information->PixelsPerScanLine = Width;
        information->PixelFormat = PixelFormat.BlueFirst;
        made.Value.Mode = (ulong)mode;
        made.Value.QueryMode = made.Value.SetMode = made.Value.Blt = (ulong)(delegate* unmanaged<ulong>)&Decline;
        nint handle = 0;
        return system.Boot.InstallProtocol(ref handle, made) == EfiStatus.Success;
    }

    [UnmanagedCallersOnly]
    private static ulong Decline() => (ulong)EfiStatus.Unsupported;
}
