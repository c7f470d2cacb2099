using System;
using Keelson.Arch.Arm64;
using Keelson.Audits;
using Keelson.DeviceTree;
using Keelson.Findings;
using Keelson.Kernel;
using Keelson.Memory;
using Keelson.RuntimeServices;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>The memory map against the rules of UEFI, before anything is called (portable/Audits).</summary>
internal static class MapTests
{
    public const int Results = 3;

    /// <summary>
    /// The first may come too late for its map. Nobody asks a third time (Linux, drivers/firmware/efi/libstub).
    /// </summary>
    private const uint MostExits = 2;

    public static void Run(ref TestBench bench)
    {
        bench.Report.BeginGroup("map"u8, Results);
        int before = bench.Report.Findings.Errors;
        ReportedRegions<LogSink> regions = bench.Regions;
        MemoryMapView sorted = EfiMemoryMap.Sorted(bench.Handover, bench.Map);
        MemoryMapAudit.Run(sorted, Cpu.MemoryModel.PhysicalEnd, ref regions);
        ReservedMemoryAudit.Run(bench.Tree.Blob, sorted, ref regions);
        bench.Report = regions.Report;
        ref MissingMemory missing = ref PhysicalMemory.Missing;
        for (int i = 0; i < missing.Count; i++)
        {
            TextLine subject = $"{missing[i].Start} to {missing[i].End}";
            bench.Report.Finding(FindingId.MemoryMissing, subject.Text, $"{missing.SizeBytes >> 10} KB in all");
        }
        FindMissingRuntime(ref bench);
        uint version = bench.Handover.Map.DescriptorVersion;
        if (version != MemoryDescriptor.Version)
        {
            bench.Report.Finding(FindingId.MapVersionUnknown, "memory map"u8, $"version {version}");
        }
        uint exits = bench.Handover.HasBootRecord ? bench.Handover.BootRecord.ExitAttempts : 0;
        if (exits > MostExits)
        {
            bench.Report.Finding(FindingId.ExitRefused, "ExitBootServices"u8, $"{exits - 1} times before it did");
        }
        int errors = bench.Report.Findings.Errors - before;
        bench.Report.Check(
            errors == 0,
            "the memory map keeps the rules"u8,
            $"{bench.Map.Count} regions, {errors} errors"
        );
        int count = bench.Map.CountRuntime();
        if (count == 0)
        {
            bench.Report.Finding(FindingId.NoRuntimeRegion, "memory map"u8, $"{bench.Map.Count} regions");
        }
        bench.Report.Check(count != 0, "a region has EFI_MEMORY_RUNTIME"u8, $"{count} regions");
        CheckDevices(ref bench);
        bench.Report.EndGroup("map"u8);
    }

    /// <summary>Memory that the runtime services are said to have, at both ends of each region.</summary>
    private static void FindMissingRuntime(ref TestBench bench)
    {
        // Guarded; but where the secure world stops a read, it may not come back.
        Log.Line($"reading both ends of each runtime region");
        for (int i = 0; i < bench.Map.Count; i++)
        {
            MemoryDescriptor region = bench.Map[i];
            if (
                region.IsRuntime
                && region.IsWriteBack
                && region.IsSound
                && KernelLayout.IsInFirmwareWindow(region.PhysicalEnd)
                && !(
                    FirmwareTables.TryWindow(bench.Map, region.PhysicalStart, 1, out _)
                    && FirmwareTables.TryWindow(bench.Map, region.PhysicalEnd - 1, 1, out _)
                )
            )
            {
                TextLine subject = $"{region.PhysicalStart}, {region.PageCount} pages, {region.Type}";
                bench.Report.Finding(FindingId.MemoryMissing, subject.Text, $"");
            }
        }
    }

    /// <summary>
    /// A device is the firmware's or the kernel's, and the device tree tells the kernel which (EBBR 2.2, Runtime Device
    /// Mappings), or ACPI, of which the tables are looked at that name devices by address.
    /// </summary>
    private static void CheckDevices(ref TestBench bench)
    {
        ReadOnlySpan<byte> name = "devices of runtime services are not given to the kernel"u8;
        if (!DeviceNames.HasAcpi && !bench.Tree.Blob.Root.TryGetProperty("compatible"u8, out _))
        {
            bench.Report.Skip(name, "neither a device tree nor ACPI from the firmware"u8);
            return;
        }
        int devices = 0,
            shared = 0;
        for (int i = 0; i < bench.Map.Count; i++)
        {
            MemoryDescriptor region = bench.Map[i];
            if (!region.IsRuntime || region.IsWriteBack)
            {
                continue;
            }
            devices++;
            if (DeviceNames.TryFindDevice(region.Range, NodeChoice.Available, out ReadOnlySpan<byte> device))
            {
                shared++;
                bench.Report.Finding(
                    FindingId.RuntimeDeviceEnabled,
                    device,
                    $"{region.PhysicalStart}, {region.PageCount} pages, {region.Type}"
                );
            }
        }
        if (shared == 0)
        {
            bench.Report.Check(true, name, $"{devices} devices");
            return;
        }
        bench.Report.Skip(name, "a warning: the kernel's driver and the firmware share it"u8);
    }
}
