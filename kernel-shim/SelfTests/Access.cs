using System;
using Keelson.Findings;
using Keelson.Handover;
using Keelson.RuntimeServices;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>Whether there are services to be called, and what is said where there are none.</summary>
internal static class Access
{
    public static void Judge(ref TestBench bench, ref RuntimeContext runtime)
    {
        bool hasRecord = bench.Handover.HasBootRecord;
        EfiStatus status = hasRecord ? bench.Handover.BootRecord.SetVirtualAddressMapStatus : EfiStatus.Success;
        bool wasCalled = hasRecord && bench.Handover.BootRecord.SetVirtualAddressMapCalls != 0;
        bench.Access = ServiceAccessRule.Of(
            runtime.Gate.IsOpen ? ServiceMapping.Ready : ServiceMapping.Failed,
            CommandLine.DeclinesServices,
            status != EfiStatus.Success
        );
        if (bench.Access == ServiceAccess.Declined)
        {
            runtime.Gate.Close();
            return;
        }
        if (bench.Access == ServiceAccess.Open)
        {
            return;
        }
        bench.Blocker =
            !wasCalled || status == EfiStatus.Success ? FindingId.ServicesLost
            : bench.Handover.BootRecord.Relocation.IsOverdue ? FindingId.CallNeverReturned
            : FindingId.VirtualAddressMapFailed;
        TextLine seen = $"";
        Explain(ref bench, ref runtime, status, ref seen);
        bench.Report.Finding(
            bench.Blocker,
            bench.Blocker == FindingId.ServicesLost ? "runtime services"u8 : "SetVirtualAddressMap"u8,
            ref seen
        );
    }

    private static void Explain(ref TestBench bench, ref RuntimeContext runtime, EfiStatus status, ref TextLine seen)
    {
        RuntimeSpaceDiagnostic diagnostic = runtime.Diagnostic;
        if (bench.Blocker == FindingId.CallNeverReturned)
        {
            RelocationTests.Describe(ref seen, bench.Map, in bench.Handover.BootRecord.Relocation);
        }
        else if (bench.Blocker == FindingId.VirtualAddressMapFailed)
        {
            seen = $"{status}";
            if (bench.Handover.BootRecord.Relocation.Syndrome != 0)
            {
                seen.AppendFormatted(": "u8);
                RelocationTests.Describe(ref seen, bench.Map, in bench.Handover.BootRecord.Relocation);
            }
        }
        else if (status != EfiStatus.Success)
        {
            seen = $"SetVirtualAddressMap was not called: no runtime region can be laid out";
        }
        else if (!diagnostic.IsNone)
        {
            seen = RuntimeContext.Describe(diagnostic);
        }
        else
        {
            PhysicalRegionText(ref bench, ref seen);
        }
    }

    private static void PhysicalRegionText(ref TestBench bench, ref TextLine seen)
    {
        Addresses.PhysicalAddress table = bench.Firmware.SystemTableAddress;
        seen = $"system table at {table} ";
        if (!bench.Map.TryFind(table, out MemoryDescriptor region))
        {
            seen.AppendFormatted("is in no region of the map"u8);
        }
        else if (region.IsRuntime)
        {
            seen.AppendFormatted("cannot be read, or is none"u8);
        }
        else
        {
            TextLine lacking =
                $"is in no runtime region: {region.PhysicalStart}, {region.PageCount} pages, {region.Type}, lacks "
                + $"EFI_MEMORY_RUNTIME";
            seen.Append(in lacking);
        }
    }
}
