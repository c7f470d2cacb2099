using System;
using System.Runtime;
using Keelson.Efi;
using Keelson.Pci;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace PciList;

/// <summary>Lists what is on the machine's buses of PCI, by the numbers that each function has of itself.</summary>
internal static class EntryPoint
{
    [RuntimeExport("EfiMain")]
    private static EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiSystem system = EfiApplication.Start(imageHandle, systemTable, "pci");
        ReadOnlySpan<nint> handles = system.Boot.FindHandles(PciRootBridgeIoProtocol.Guid);
        int functions = 0;
        foreach (nint handle in handles)
        {
            if (PciRootBridge.TryOpen(system, handle, out PciRootBridge bridge) && bridge.TryScan(out var scan))
            {
                functions += List(bridge.Segment, scan);
            }
        }

        EfiApplication.WriteLine($"pci: {functions} functions on {handles.Length} root bridges");
        system.Boot.FreeHandles(handles);
        return EfiApplication.End(EfiStatus.Success);
    }

    private static int List(uint segment, PciScan<PciRootBridge> scan)
    {
        int functions = 0;
        while (scan.TryNext(out PciFunction function))
        {
            PciAddress at = function.Address;
            EfiApplication.WriteLine(
                $"{segment:x4}:{at.Bus:x2}:{at.Device:x2}.{at.Function} {function.VendorId:x4}:{function.DeviceId:x4} "
                    + $"{function.ClassCode:x6} {KindOf(function)}"
            );
            functions++;
        }

        return functions;
    }

    /// <summary>The base classes that a small machine has (PCI Code and ID Assignment, 1).</summary>
    private static string KindOf(PciFunction function) =>
        (function.BaseClass, function.Subclass) switch
        {
            (1, 6) => "SATA controller",
            (1, 8) => "NVMe controller",
            (1, _) => "storage controller",
            (2, _) => "network controller",
            (3, _) => "display controller",
            (6, 0) => "host bridge",
            (6, 4) => "PCI bridge",
            (12, 3) => "USB controller",
            _ => "device",
        };
}
