using System;
using System.Runtime;
using Keelson.Arch.Arm64;
using Keelson.BootTime;
using Keelson.Handover;
using Keelson.Kernel;
using Keelson.KernelShim.SelfTests;
using Keelson.Reports;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>
/// A kernel that does one thing: call the firmware's runtime services as a kernel must, and say how that went.
/// </summary>
internal static class EntryPoint
{
    [RuntimeExport("KernelMain")]
    private static void KernelMain()
    {
        // Our own sections with the permissions they should have; low addresses lead nowhere from here on (patch 8/8).
        EntryState entry = KernelEntry.State;
        KernelSpace.Install(entry);

        // The device tree says where the EFI memory map is, and that alone says what memory there is (patch 7/8).
        DeviceTreeWindow tree = DeviceTreeWindow.Open(entry.DeviceTree);
        CommandLine.Read(tree.Blob);
        HandoverError error = KernelHandover.TryRead(tree.Blob, out KernelHandover handover);
        Machine.Discover(tree, handover.HasBootRecord ? handover.BootRecord.Facts : BootTimeFacts.None);
        Log.Line(
            $"entered at EL{entry.ExceptionLevel}, image at {entry.ImageStart}, device tree at {entry.DeviceTree}"
        );
        if (error != HandoverError.None)
        {
            Panic.Stop($"{error.Text()}");
        }
        Machine.Discover(in handover.BootRecord);
        CommandLine.Say();
        MemoryMapView map = EfiMemoryMap.Open(handover);
        Generation generation = Generation.Open(tree);
        KexecFaultInjection.Withdraw(map, generation);

        // The firmware's tables, through physical addresses (patch 3/8); then all RAM that is not reserved.
        FirmwareTables firmware = FirmwareTables.Open(handover, map);
        Identity.Say(entry, firmware, tree.Blob, handover.BootRecord.RunNumber);
        FirmwareReservations.Read(firmware, map, entry.Image);
        TableReservations.Find(firmware);
        ScreenLog.Find(firmware, tree.Blob);
        ReportStore.Find(tree.Blob, in handover);
        PhysicalMemory.TakeOver(entry, tree, handover, map, generation);
        Machine.Discover(firmware);
        Watchdog.TurnOn(in Machine.InterruptController);
        generation.Begin(map, handover);

        // The runtime services' own address space (patches 1/8, 2/8, 6/8), and the gate that alone leads into it.
        ref RuntimeContext runtime = ref RuntimeContext.Build(map, firmware, generation.RuntimeAsid);
        Watcher.Start();
        FaultInjection.TryProvoke(
            InjectedFaultNames.Parse(CommandLine.ValueOf(OptionNames.Fault)),
            KernelLayout.UnmappedAddress
        );
        PhysicalMemory.PoisonFree(EfiMemoryMap.Sorted(handover, map));

        // The report; then the next kernel of the chain, or the end.
        uint passed = SelfTest.Run(entry, tree, handover, map, firmware, ref runtime, ref generation, out bool isPass);
        if (isPass && NextKernel.IsWanted(in generation))
        {
            NextKernel.Enter(entry, tree, handover, map, ref generation, ref runtime, passed);
        }
        Verdict.KeepAndSay(firmware, map, ref runtime.Gate, isPass ? ReportEnd.Passed : ReportEnd.Failed);
        PowerOff.AsAsked(firmware, map, ref runtime.Gate);
    }
}
