using System.Runtime;
using Keelson.Arch.Arm64;
using Keelson.Handover;
using Keelson.KernelShim.SelfTests;
using Keelson.Paging;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>A kernel that does one thing: call the firmware's runtime services as a kernel must, and say how that went.</summary>
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
        Log.FindConsole(tree);
        Log.Line($"entered at EL{entry.ExceptionLevel}, image at {entry.ImageStart}, device tree at {entry.DeviceTree}");
        HandoverError error = KernelHandover.TryRead(tree.Blob, out KernelHandover handover);
        if (error != HandoverError.None)
            Panic.Stop($"{error.Text()}");
        CommandLine.Read(tree.Blob);
        MemoryMapView map = EfiMemoryMap.Open(handover);
        PhysicalMemory.TakeOver(entry, tree, handover, map);

        // The firmware's tables, through physical addresses (patch 3/8), and a console where only ACPI knows of one.
        FirmwareTables firmware = FirmwareTables.Open(handover, map);
        Machine.Discover(tree, firmware);

        // The runtime services' own address space (patches 1/8, 2/8, 6/8), and the gate that alone leads into it.
        ref RuntimeWorld world = ref RuntimeWorld.Build(map, firmware);
        Provocation.IfAsked();
        PhysicalMemory.PoisonFree();

        // The report, and the end.
        bool passed = SelfTest.Run(entry, tree, handover, map, firmware, ref world);
        Log.Line(passed ? "report passed" : "report failed");
        PowerOff.AsAsked(ref world.Gate);
    }
}
