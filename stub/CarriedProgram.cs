using System;
using Keelson.Efi;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// A carried kernel that is an EFI program, and packed in a way that is not unpacked here (EFI zboot): started with
/// command line, device tree and initial ramdisk of this image, as systemd-stub starts any kernel.
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
        OwnInitrd initrd = default;
        EfiStatus status = CarriedAuthentication.LoadImage(
            system,
            imageHandle,
            material.Source.CarriedKernel,
            out nint program
        );
        // What somebody else offers the program finds as well; beside one of its own it is a fault, as to systemd-stub.
        if (status == EfiStatus.Success && material.Initrd.HasOwn)
        {
            status = initrd.Offer(system, material.Initrd.Range);
        }
        if (status == EfiStatus.Success)
        {
            StartedProgram.SetOptions(
                system.Boot.FindProtocol<LoadedImageProtocol>(program),
                material.CommandLine.Text,
                material.CommandLine.Rest(firmware)
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
        return status;
    }
}
