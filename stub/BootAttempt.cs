using System.Runtime.CompilerServices;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Handover;
using Keelson.Images;
using Keelson.Trust;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// One way to boot, from what it takes to the kernel's first instruction. If a step ends it, what this way took
/// goes back to the firmware, and another may be tried. The steps are compiled into their one caller: as calls
/// they would cost some 300 bytes of a file whose size is kept.
/// </summary>
internal static class BootAttempt
{
    /// <returns>Only if there is no boot: everything but the source is given back.</returns>
    public static EfiStatus Run(scoped ref BootMaterial material)
    {
        PlatformTables platform = default;
        BootExit<Firmware> exit = default;
        HandoverRequest request = default;
        if (
            TryGather(ref material, out EfiStatus ended)
            && !material.TryStartProgram(out ended)
            && TryFindPlatform(ref material, ref platform, ref exit, out ended)
            && TryLoad(ref material, out ended)
            && TryPrepare(ref material, in platform, ref exit, ref request, out ended)
        )
        {
            return Leave(ref material, ref exit, in request);
        }
        material.ReleaseAttempt();
        return ended;
    }

    /// <summary>What the kernel is told, and on what: all that the firmware can tell us while it still talks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryGather(scoped ref BootMaterial material, out EfiStatus ended)
    {
        ended = EfiStatus.Success;
        if (material.Source.HasCompanions)
        {
            Verification verification = new(
                material.System,
                material.ImageHandle,
                material.SecureBoot,
                MaterialSource.AddOn
            );
            material.Companions.AddOns.Load(material.Image, material.Source.Volume, verification, material.Firmware);
        }
        // A program has its own command line.
        if (
            !material.Source.Choice.IsProgram
            && !CommandLine.TryBuild(
                material.System,
                in material.Source,
                in material.Companions.AddOns,
                material.Firmware,
                out material.CommandLine
            )
        )
        {
            ended = material.RefuseCommandLineTooLong();
            return false;
        }
        material.Measurement.CommandLine(in material.CommandLine, material.Source.Choice.IsCommandLineCarried);
        if (
            !LoadedTree.TryLoad(
                material.System,
                material.Image,
                material.ChosenTree,
                in material.Source,
                in material.Companions.AddOns,
                ref material.Measurement,
                material.Firmware,
                out material.Tree
            )
        )
        {
            ended = material.RefuseTree();
            return false;
        }
        return true;
    }

    /// <summary>Where to write and how to power off; and for the kernel-shim what its report is about.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryFindPlatform(
        scoped ref BootMaterial material,
        scoped ref PlatformTables platform,
        scoped ref BootExit<Firmware> exit,
        out EfiStatus ended
    )
    {
        EfiSystem system = material.System;
        Firmware firmware = material.Firmware;
        bool isKernelShim = material.Source.IsKernelShim;
        ended = EfiStatus.Success;
        // The kernel-shim tells of it.
        if (system.Table[0] != SystemTable.Signature && !isKernelShim)
        {
            ended = Refusal.SystemTable();
            return false;
        }
        platform = PlatformTables.Find(system, material.Tree.Bytes, firmware);
        EfiApplication.UsePlatform(in platform.Console, platform.Psci);
        ReportMemory memory = SelfTest.MemoryOf(in material.Source, material.SecureBoot);
        if (SelfTest.HasDelivered(system, material.ImageHandle, in platform, memory, firmware) && isKernelShim)
        {
            ended = Refusal.OnlyDelivered();
            return false;
        }
        if (isKernelShim)
        {
            SelfTest.Prepare(system, material.ImageHandle, in platform, memory, firmware, ref exit);
        }
        return true;
    }

    /// <summary>
    /// The kernel in memory of its own, and its initial ramdisk not too far away. A kernel that can only be started by
    /// a stub of its own has run when this returns.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryLoad(scoped ref BootMaterial material, out EfiStatus ended)
    {
        EfiSystem system = material.System;
        Firmware firmware = material.Firmware;
        ended = material.Source.OpenKernel(
            new Verification(system, material.ImageHandle, material.SecureBoot, MaterialSource.KernelFile),
            out KernelSource file
        );
        if (ended != EfiStatus.Success)
        {
            ended = material.RefuseUnreadableKernel(ended);
            return false;
        }
        KernelLoadError error = material.Kernel.Load<Firmware, KernelSource, ProductDecompressors>(
            firmware,
            ref file,
            Cpu.MemoryModel
        );
        file.Close();
        if (material.Source.NamesOwnStub(in material.Kernel))
        {
            // What it does not find it boots without.
            ended = material.Initrd.Find(in material.Source);
            ended =
                ended == EfiStatus.Success
                    ? material.Source.StartOwnStub(system, material.ImageHandle, in material.Tree, firmware)
                    : material.RefuseInitrd(ended);
            return false;
        }
        bool startsItself = error != KernelLoadError.None && material.Source.CarriesOwnStub(in material.Kernel);
        if (!startsItself)
        {
            if (error != KernelLoadError.None)
            {
                ended = material.RefuseKernel(error);
                return false;
            }
            HandoverLog.Loaded(in material.Kernel, in material.Source);
        }
        if (material.Source.HasCompanions)
        {
            material.Companions.Sidecars.Load(
                material.Image,
                material.Source.Volume,
                ref material.Measurement,
                firmware
            );
        }
        ended = material.Initrd.Load(
            system,
            material.Image,
            in material.Source,
            in material.Companions,
            in material.Kernel,
            ref material.Measurement,
            firmware
        );
        if (ended != EfiStatus.Success)
        {
            ended = material.RefuseInitrd(ended);
            return false;
        }
        // Its own stub measures it too.
        if (!startsItself)
        {
            material.Measurement.Initrd(firmware.Memory(material.Initrd.Range));
        }
        material.Measurement.Announce();
        if (startsItself)
        {
            ended = CarriedProgram.Start(system, material.ImageHandle, in material, firmware);
            return false;
        }
        if (!material.Source.IsKernelShim)
        {
            material.Measurement.ProtectMemory();
        }
        return true;
    }

    /// <summary>
    /// Memory map one, the scratch for SetVirtualAddressMap, and the kernel's tables and device tree.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryPrepare(
        scoped ref BootMaterial material,
        scoped in PlatformTables platform,
        scoped ref BootExit<Firmware> exit,
        scoped ref HandoverRequest request,
        out EfiStatus ended
    )
    {
        EfiSystem system = material.System;
        Firmware firmware = material.Firmware;
        bool isKernelShim = material.Source.IsKernelShim;
        ended = EfiStatus.InvalidParameter;
        request.SystemTable = system.Address;
        request.DeviceTree = platform.DeviceTree;
        request.BootArguments = material.CommandLine.Text;
        request.Initrd = material.Initrd.Range;
        request.KeepsInitrdOfTree = !material.Source.Choice.RefusesOfferedInitrd;
        request.SecureBoot = material.SecureBoot;
        request.PhysicalEnd = Cpu.MemoryModel.PhysicalEnd;
        request.VirtualMap = material.CommandLine.ForbidsRelocation ? VirtualMapMode.Identity : platform.VirtualMap;
        request.ProbesSecondCall = material.CommandLine.AsksTwice;
        RelocationGuard.MustConvert = !isKernelShim;
        if (isKernelShim)
        {
            SelfTest.Extend(ref request, system);
        }
        if (!AddressLayout.TryChoose(material.CommandLine.Text, in request, firmware))
        {
            return false;
        }
        RandomSeeds seeds = default;
        seeds.Generate(system);
        seeds.AddTo(ref request);
        material.Tables.Install(system, seeds.ForTable, firmware);
        material.Source.Announce();
        exit.RecordPlatform(in platform.Console, platform.Psci);
        exit.RecordTrust(material.SecureBoot, material.Initrd.Origin);
        BootExitError error = exit.Prepare(firmware, ref request);
        seeds.Wipe(ref request);
        if (error != BootExitError.None)
        {
            ended = material.RefuseHandover(error, in exit);
            return false;
        }
        HandoverLog.Prepared(in exit, in request, material.Tree.Name);
        Screens.TellKernel(system, firmware, in platform.Screen);
        Protections.Apply(system, in material.Kernel, material.Initrd.Range, exit.DeviceTree, firmware);
        return true;
    }

    /// <summary>
    /// The point of no return: memory map two, the layout, ExitBootServices, SetVirtualAddressMap, without a console
    /// in between; and into the kernel.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static EfiStatus Leave(
        scoped ref BootMaterial material,
        scoped ref BootExit<Firmware> exit,
        scoped in HandoverRequest request
    )
    {
        Log.WriteLine($"calling ExitBootServices");
        SelfTest.WatchExit(material.System, material.CommandLine.Text);
        EfiApplication.LeaveBootServices();
        BootExitError error = exit.Leave(material.Firmware, in request);
        if (error != BootExitError.None)
        {
            SelfTest.UnwatchExit(material.System);
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
