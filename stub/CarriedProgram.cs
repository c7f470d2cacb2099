using System;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// A carried kernel that is an EFI program, and packed in a way that is not unpacked here (EFI zboot): started with
/// command line, device tree and initial ramdisk of this image, as systemd-stub starts any kernel. Under Secure Boot
/// the firmware verifies it.
/// </summary>
internal static class CarriedProgram
{
    // SAFETY: the protocol is the firmware's, on an image that it has just loaded; what is offered to the program is a
    // local, and taken back before this returns.
    public static unsafe EfiStatus Start(
        EfiSystem system,
        nint imageHandle,
        scoped in BootMaterial material,
        Firmware firmware
    )
    {
        ReadOnlySpan<byte> options = material.CommandLine.Text;
        EfiStatus status = AlignedPages.Allocate(
            firmware,
            MemoryType.LoaderData,
            (ulong)StartedProgram.OptionsRoom(options.Length),
            0,
            out PhysicalRange memory
        );
        nint program = 0;
        OwnInitrd initrd = default;
        if (status == EfiStatus.Success)
        {
            status = initrd.Offer(system, material.Initrd);
        }
        if (status == EfiStatus.Success)
        {
            status = system.Boot.LoadImage(imageHandle, material.Source.CarriedKernel, out program);
        }
        if (status == EfiStatus.Success)
        {
            StartedProgram.SetOptions(
                system.Boot.FindProtocol<LoadedImageProtocol>(program),
                options,
                firmware.Memory(memory)
            );
            status = StartedProgram.Run(system, program, material.Tree.Bytes);
        }
        else
        {
            // Of an image that breaks the signature rules there is one all the same (UEFI 2.10, 7.4.1).
            system.Boot.UnloadImage(program);
        }
        Log.WriteLine($"error: kernel in .linux: its own EFI stub: {status}");
        initrd.Withdraw(system);
        AlignedPages.Free(firmware, ref memory);
        return status;
    }
}
