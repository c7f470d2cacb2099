using System;
using System.Runtime;
using Keelson.Arch.Arm64;
using Keelson.BootEntries;
using Keelson.Efi;
using Keelson.Handover;
using Keelson.Images;
using Keelson.Trust;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>From the firmware's hands into the kernel's: docs/boot-flow.md follows these lines.</summary>
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
        Firmware firmware = new(system);
        BootMaterial material = new(firmware);
        Log.WriteLine(
            $"started at EL{Cpu.ExceptionLevel} on UEFI "
                + $"{system.UefiRevision >> 16}.{(system.UefiRevision & 0xffff) / 10}"
        );

        // What to boot: the kernel that this image carries, one that the options name, or a boot entry of the volume.
        SecureBootState secureBoot = SecureBootVariables.Read(system);
        if (!OwnImage.TryFind(system, imageHandle, out OwnImage image))
        {
            return material.End(Refusal.NoKernel());
        }
        if (image.IsTooLarge)
        {
            return material.End(Refusal.ImageTooLarge());
        }
        if (!LoadOptions.TryRead(image, firmware, out material.Options))
        {
            return material.End(Refusal.LoadOptionsTooLong());
        }
        if (!image.TryTakeProfile(material.Options.Profile))
        {
            return material.End(Refusal.NoProfile(material.Options.Profile));
        }
        if (Product.ChoosesTrees && image.HasTrees)
        {
            image.TryFindSection(UnifiedSections.HardwareIds, out ReadOnlySpan<byte> hardwareIds);
            material.ChosenTree = image.FindTree(MachineModel.Find(system, hardwareIds, firmware));
        }
        if (!material.Source.TryFind(system, imageHandle, image, material.Options.Text, secureBoot, firmware))
        {
            return material.End(Refusal.NoKernel());
        }

        // What is carried is measured as a whole, and only if it is what boots.
        material.Measurement = new Measurement(system);
        if (material.Source.Choice.Origin == KernelOrigin.Carried)
        {
            material.Measurement.Image(image, material.ChosenTree, material.Options.Profile);
            if (Product.ReadsCompanions && !material.Source.IsKernelShim)
            {
                StubState.Export(system, imageHandle, image, material.Options.Profile);
            }
        }

        // A boot entry that turns out not to boot makes way for the next one.
        EfiStatus status;
        do
        {
            status = Boot(system, imageHandle, image, secureBoot, ref material, firmware);
        } while (EfiApplication.BootServicesLast && material.Source.TryNextEntry(system, status, firmware));
        return material.End(status);
    }

    /// <returns>Only if there is no boot: everything but the source is given back.</returns>
    private static EfiStatus Boot(
        EfiSystem system,
        nint imageHandle,
        scoped in OwnImage image,
        SecureBootState secureBoot,
        scoped ref BootMaterial material,
        Firmware firmware
    )
    {
        // A program has its own command line.
        bool isProgram = material.Source.Choice.IsProgram;
        if (material.Source.HasCompanions)
        {
            Verification verification = new(system, imageHandle, secureBoot, MaterialSource.AddOn);
            material.Companions.AddOns.Load(image, material.Source.Volume, verification, firmware);
        }
        if (
            !isProgram
            && !CommandLine.TryBuild(
                system,
                in material.Source,
                in material.Companions.AddOns,
                firmware,
                out material.CommandLine
            )
        )
        {
            return material.RefuseCommandLineTooLong();
        }
        material.Measurement.CommandLine(in material.CommandLine, material.Source.Choice.IsCommandLineCarried);

        // And on what: everything the firmware can tell us while it still talks.
        if (
            !LoadedTree.TryLoad(
                system,
                image,
                material.ChosenTree,
                in material.Source,
                in material.Companions.AddOns,
                ref material.Measurement,
                firmware,
                out material.Tree
            )
        )
        {
            return material.RefuseTree();
        }
        if (
            material.Source.TryStartProgram(
                system,
                imageHandle,
                in material.Tree,
                firmware,
                out EfiStatus programStatus
            )
        )
        {
            return material.GiveBack(programStatus);
        }
        // The kernel-shim tells of it.
        if (system.Table[0] != SystemTable.Signature && !material.Source.IsKernelShim)
        {
            return material.RefuseSystemTable();
        }
        PlatformTables platform = PlatformTables.Find(system, material.Tree.Bytes, firmware);
        EfiApplication.UsePlatform(platform.Console, platform.Psci);
        bool isKernelShim = material.Source.IsKernelShim;
        ReportMemory memory = SelfTest.MemoryOf(in material.Source, secureBoot);
        if (SelfTest.HasDelivered(system, imageHandle, in platform, memory, firmware) && isKernelShim)
        {
            return material.RefuseOnlyDelivered();
        }
        BootExit<Firmware> exit = default;
        if (isKernelShim)
        {
            SelfTest.Prepare(system, imageHandle, in platform, memory, firmware, ref exit);
        }

        // The kernel in memory of its own, and its initial ramdisk not too far away.
        EfiStatus fileStatus = material.Source.OpenKernel(
            new Verification(system, imageHandle, secureBoot, MaterialSource.KernelFile),
            out KernelSource file
        );
        if (fileStatus != EfiStatus.Success)
        {
            return material.RefuseUnreadableKernel(fileStatus);
        }
        KernelLoadError loadError = material.Kernel.Load<Firmware, KernelSource, ProductDecompressors>(
            firmware,
            ref file,
            Cpu.MemoryModel
        );
        file.Close();
        if (
            material.Source.TryStartOwnStub(
                system,
                imageHandle,
                in material.Kernel,
                in material.Tree,
                firmware,
                out programStatus
            )
        )
        {
            return material.GiveBack(programStatus);
        }
        bool startsItself = loadError != KernelLoadError.None && material.Source.CarriesOwnStub(in material.Kernel);
        if (!startsItself)
        {
            if (loadError != KernelLoadError.None)
            {
                return material.RefuseKernel(loadError);
            }
            HandoverLog.Loaded(in material.Kernel, in material.Source);
        }
        if (material.Source.HasCompanions)
        {
            material.Companions.Sidecars.Load(image, material.Source.Volume, ref material.Measurement, firmware);
        }
        fileStatus = material.Initrd.Load(
            system,
            image,
            in material.Source,
            in material.Companions,
            in material.Kernel,
            ref material.Measurement,
            firmware
        );
        if (fileStatus != EfiStatus.Success)
        {
            return material.RefuseInitrd(fileStatus);
        }
        // Its own stub measures it too.
        if (!startsItself)
        {
            material.Measurement.Initrd(firmware.Memory(material.Initrd.Range));
        }
        material.Measurement.Announce();
        if (startsItself)
        {
            return material.GiveBack(CarriedProgram.Start(system, imageHandle, in material, firmware));
        }
        if (!isKernelShim)
        {
            material.Measurement.ProtectMemory();
        }

        // Memory map one, the scratch for SetVirtualAddressMap, and the kernel's tables and device tree.
        HandoverRequest request = new()
        {
            SystemTable = system.Address,
            DeviceTree = platform.DeviceTree,
            BootArguments = material.CommandLine.Text,
            Initrd = material.Initrd.Range,
            KeepsInitrdOfTree = !material.Source.Choice.RefusesOfferedInitrd,
            SecureBoot = secureBoot,
            PhysicalEnd = Cpu.MemoryModel.PhysicalEnd,
            VirtualMap = material.CommandLine.ForbidsRelocation ? VirtualMapMode.Identity : platform.VirtualMap,
            ProbesSecondCall = material.CommandLine.AsksTwice,
        };
        RelocationGuard.MustConvert = !isKernelShim;
        if (isKernelShim)
        {
            SelfTest.Extend(ref request, system);
        }
        if (!AddressLayout.TryChoose(material.CommandLine.Text, in request, firmware))
        {
            return material.GiveBack(EfiStatus.InvalidParameter);
        }
        RandomSeeds seeds = default;
        seeds.Generate(system);
        seeds.AddTo(ref request);
        material.Tables.Install(system, seeds.ForTable, firmware);
        material.Source.Announce();
        exit.RecordPlatform(platform.Console, platform.Psci);
        exit.RecordTrust(secureBoot, material.Initrd.Origin);
        BootExitError error = exit.Prepare(firmware, ref request);
        seeds.Wipe(ref request);
        if (error != BootExitError.None)
        {
            return material.RefuseHandover(error, in exit);
        }
        HandoverLog.Prepared(in exit, in request, material.Tree.Name);
        Screens.TellKernel(system, firmware, in platform.Screen);

        Protections.Apply(system, in material.Kernel, material.Initrd.Range, exit.DeviceTree, firmware);

        // The point of no return: memory map two, the layout, ExitBootServices, SetVirtualAddressMap. No console in
        // between.
        Log.WriteLine($"calling ExitBootServices");
        SelfTest.WatchExit(system, material.CommandLine.Text);
        EfiApplication.LeaveBootServices();
        error = exit.Leave(firmware, in request);
        if (error != BootExitError.None)
        {
            SelfTest.UnwatchExit(system);
            return material.RefuseExit(error, in exit);
        }
        HandoverLog.Left(exit.Record);
        RelocationGuard.Record(ref exit);

        // The kernel will read these with its caches off; then there is no map, and no return.
        Caches.CleanAndInvalidateToPointOfCoherency(
            IdentityMap.Of(material.Kernel.Memory.Start),
            material.Kernel.Memory.SizeBytes
        );
        Caches.CleanAndInvalidateToPointOfCoherency(IdentityMap.Of(exit.DeviceTree.Start), exit.DeviceTree.SizeBytes);
        Caches.InvalidateInstructions();
        KernelHandoff.Enter(material.Kernel.Entry, exit.DeviceTree.Start);
        return EfiStatus.Aborted;
    }
}
