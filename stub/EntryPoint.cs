using System.Runtime;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Handover;
using Keelson.Images;
using Keelson.Memory;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>From the firmware's hands into the kernel's: docs/boot-flow.md follows these lines.</summary>
internal static class EntryPoint
{
    [RuntimeExport("EfiMain")]
    private static EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiSystem system = EfiApplication.Start(imageHandle, systemTable, "stub");
        return EfiApplication.End(Boot(system, imageHandle));
    }

    /// <returns>Only if there is no boot.</returns>
    private static EfiStatus Boot(EfiSystem system, nint imageHandle)
    {
        Firmware firmware = new(system, imageHandle);
        Log.WriteLine($"started at EL{Cpu.ExceptionLevel} on UEFI {system.UefiRevision >> 16}.{(system.UefiRevision & 0xffff) / 10}");

        // What to boot, and with what: everything the firmware can tell us while it still talks.
        if (!OwnImage.TryFind(system, imageHandle, out OwnImage image) || !KernelPayload.TryFind(image, out KernelPayload payload))
            return Refusal.NoKernel();
        if (!CommandLine.TryRead(image, ref firmware, out CommandLine commandLine))
            return Refusal.CommandLineTooLong();
        PlatformTables platform = PlatformTables.Find(system, ref firmware);
        EfiApplication.UsePlatform(platform.Console, platform.Psci);
        if (EarlierReport.Deliver(system, imageHandle, ref firmware, platform.ReportArea) && payload.IsKernelShim)
            return Refusal.OnlyDelivered(ref firmware, ref commandLine);
        if (payload.IsKernelShim && !platform.Console.Exists && !platform.Screen.Exists && !commandLine.AllowsSilence)
            return Refusal.NoConsole(ref firmware, ref commandLine);
        AllocationReport allocations = payload.IsKernelShim ? AllocationReport.Write(ref firmware) : default;

        // The kernel in memory of its own.
        KernelLoader kernel = default;
        KernelLoadError loadError = kernel.Load(ref firmware, payload.File, Cpu.MemoryModel);
        if (loadError != KernelLoadError.None)
            return Refusal.Kernel(loadError, kernel, ref firmware, ref commandLine);
        Log.WriteLine($"kernel of {(ulong)payload.File.Length} bytes loaded at {kernel.Entry}, {kernel.Image.ImageSizeBytes:size} with zeroed data, {kernel.Image.PageSizeKilobytes} KB pages");
        Initrd initrd = Initrd.Load(system, image, ref firmware);

        // Memory map one, the scratch for SetVirtualAddressMap, and the kernel's device tree.
        HandoverRequest request = new()
        {
            SystemTable = system.Address,
            DeviceTree = platform.DeviceTree,
            BootArguments = commandLine.Text,
            Initrd = initrd.Range,
            SecureBoot = SecureBootVariables.Read(system),
            VirtualMap = commandLine.ForbidsRelocation ? VirtualMapMode.Identity : platform.VirtualMap,
            ProbesSecondCall = commandLine.AsksTwice || payload.IsKernelShim && KnownFirmware.RefusesSecondCall(system.Vendor),
        };
        RandomSeeds seeds = RandomSeeds.Generate(system);
        seeds.AddTo(ref request);
        BootExit<Firmware> exit = default;
        exit.RecordAllocations(allocations.Checks, allocations.Exact);
        exit.RecordPlatform(platform.Console, platform.Psci);
        HandoverStatus status = exit.Prepare(ref firmware, in request);
        if (status != HandoverStatus.Ok)
            return Refusal.Handover(status, in exit, ref firmware, ref kernel, ref initrd, ref commandLine);
        HandoverLog.Prepared(in exit, in request);
        Screens.TellKernel(system, ref firmware, in platform.Screen);

        // The point of no return: memory map two, the layout, ExitBootServices, SetVirtualAddressMap. No console in between.
        Log.WriteLine($"leaving boot services");
        EfiApplication.LeaveBootServices();
        status = exit.Leave(ref firmware, in request);
        if (status != HandoverStatus.Ok)
            return Refusal.Exit(status, in exit);
        HandoverLog.Left(exit.Record);

        // The kernel will read these with its caches off; then there is no map, and no return.
        Caches.CleanAndInvalidateToPointOfCoherency(IdentityMap.Of(kernel.Memory.Start), kernel.Memory.SizeBytes);
        Caches.CleanAndInvalidateToPointOfCoherency(IdentityMap.Of(exit.DeviceTree.Start), exit.DeviceTree.SizeBytes);
        Caches.InvalidateInstructions();
        KernelHandoff.Enter(kernel.Entry, exit.DeviceTree.Start);
        return EfiStatus.Aborted;
    }
}
