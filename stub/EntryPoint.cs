using System;
using System.Runtime;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// From the firmware's hands into the kernel's: docs/boot-flow.md follows these lines, and those of
/// <see cref="BootAttempt"/>.
/// </summary>
internal static class EntryPoint
{
    [RuntimeExport("EfiMain")]
    private static EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiSystem system = EfiApplication.Start(imageHandle, systemTable, Product.Name);
        return EfiApplication.End(Boot(system, imageHandle));
    }

    /// <returns>Only if there is no boot.</returns>
    private static EfiStatus Boot(EfiSystem system, nint imageHandle)
    {
        Log.WriteLine(
            $"started at EL{Cpu.ExceptionLevel} on UEFI "
                + $"{system.UefiRevision >> 16}.{(system.UefiRevision & 0xffff) / 10}"
        );
        BootMaterial material = new(system, imageHandle);

        // What to boot: the kernel that this image carries, one that the options name, or a boot entry of the volume.
        if (!OwnImage.TryFind(system, imageHandle, out material.Image))
        {
            return material.End(Refusal.NoKernel());
        }
        if (material.Image.IsTooLarge)
        {
            return material.End(Refusal.ImageTooLarge());
        }
        if (!LoadOptions.TryRead(material.Image, material.Firmware, out material.Options))
        {
            return material.End(Refusal.LoadOptionsTooLong());
        }
        if (!material.Image.TryTakeProfile(material.Options.Profile))
        {
            return material.End(Refusal.NoProfile(material.Options.Profile));
        }
        material.ChooseTree();
        if (!material.TryFindSource())
        {
            return material.End(Refusal.NoKernel());
        }
        material.MeasureImage();

        // A boot entry that turns out not to boot makes way for the next one.
        EfiStatus status;
        do
        {
            status = BootAttempt.Run(ref material);
        } while (EfiApplication.BootServicesLast && material.TryNextEntry(status));
        return material.End(status);
    }
}
