using System;
using Keelson.Addresses;
using Keelson.Findings;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.Audits;

/// <summary>
/// Holds the memory map against the rules that kernels rely on (UEFI 2.10, 7.2.3 and 2.3.6), before anything is built
/// on it. Each descriptor is told of once for each rule.
/// </summary>
public static class MemoryMapAudit
{
    private const uint FirstVendorType = 0x7000_0000;

    /// <param name="map">As the firmware gave it, or as the stub handed it on.</param>
    /// <param name="physicalEnd">First address that the CPU cannot form.</param>
    /// <param name="findings">Told of everything.</param>
    public static void Run<TFindings>(in MemoryMapView map, PhysicalAddress physicalEnd, ref TFindings findings)
        where TFindings : struct, IRegionFindings
    {
        bool ascends = map.IsAscending();
        for (int i = 0; i < map.Count; i++)
        {
            MemoryDescriptor region = map[i];
            FindingId fault = RuntimeRegion.FaultOf(region, physicalEnd);
            if (fault == FindingId.None && RuntimeRegion.IsDropped(region))
            {
                fault = FindingId.RegionOutsideWindow;
            }
            if (fault != FindingId.None && (RuntimeRegion.WasRuntime(region) || IsRule(fault, region)))
            {
                findings.Found(fault, in region, default);
            }

            if (region.IsSound)
            {
                JudgeAttributes(in region, ref findings);
                JudgePairs(map, i, in region, ascends, ref findings);
            }
        }
    }

    /// <summary>
    /// Addresses that no CPU forms matter where something has to be mapped: memory, and runtime regions.
    /// </summary>
    private static bool IsRule(FindingId fault, in MemoryDescriptor region) =>
        fault != FindingId.RegionBeyondPhysicalRange || IsMemory(region.Type);

    private static void JudgeAttributes<TFindings>(in MemoryDescriptor region, ref TFindings findings)
        where TFindings : struct, IRegionFindings
    {
        bool isRuntimeType = region.Type is MemoryType.RuntimeServicesCode or MemoryType.RuntimeServicesData;
        if (isRuntimeType && !RuntimeRegion.WasRuntime(region))
        {
            findings.Found(FindingId.RuntimeAttributeMissing, in region, default);
        }

        // Nobody can use it, for one reason or the other (UEFI 2.10, 7.2.1).
        if ((uint)region.Type is >= (uint)MemoryType.Unaccepted and < FirstVendorType)
        {
            findings.Found(
                region.Type == MemoryType.Unaccepted ? FindingId.RegionUnaccepted : FindingId.RegionTypeUndefined,
                in region,
                default
            );
        }

        if (RuntimeRegion.WasRuntime(region) && MemoryDescriptor.IsFreedByExitBootServices(region.Type))
        {
            findings.Found(FindingId.RuntimeAttributeOnFreeType, in region, default);
        }

        if (!region.IsWriteBack && IsMemory(region.Type))
        {
            findings.Found(FindingId.RamNotWriteBack, in region, default);
        }

        // Registers have a page of their own in any granule only by luck: the rule is about memory.
        if (
            region.IsRuntime
            && region.IsWriteBack
            && !(
                region.PhysicalStart.IsAligned(Alignment.Size64K)
                && Alignment.IsAligned(region.SizeBytes, Alignment.Size64K)
            )
        )
        {
            findings.Found(FindingId.RuntimeRegionOff64K, in region, default);
        }
    }

    /// <summary>The first descriptor after it that <paramref name="region"/> is in conflict with.</summary>
    private static void JudgePairs<TFindings>(
        in MemoryMapView map,
        int index,
        in MemoryDescriptor region,
        bool ascends,
        ref TFindings findings
    )
        where TFindings : struct, IRegionFindings
    {
        PhysicalRange range = region.Range;
        PhysicalRange frames = range.RoundOut(Alignment.Size64K);
        bool sharesFrame = false;
        for (int j = index + 1; j < map.Count; j++)
        {
            MemoryDescriptor other = map[j];
            // RoundOut may wrap at the top of the address space; then nothing ends the search early.
            if (ascends && frames.End >= range.End && other.PhysicalStart >= frames.End)
            {
                return;
            }

            if (!other.IsSound)
            {
                continue;
            }

            if (range.Overlaps(other.Range))
            {
                JudgeOverlap(in region, in other, ref findings);
                return;
            }

            if (
                !sharesFrame
                && region.IsRuntime
                && other.IsRuntime
                && region.IsWriteBack != other.IsWriteBack
                && frames.Overlaps(other.Range.RoundOut(Alignment.Size64K))
            )
            {
                findings.Found(FindingId.RuntimeRegionsShareFrame, in region, in other);
                sharesFrame = true;
            }
        }
    }

    private static void JudgeOverlap<TFindings>(
        in MemoryDescriptor region,
        in MemoryDescriptor other,
        ref TFindings findings
    )
        where TFindings : struct, IRegionFindings
    {
        PhysicalRange a = region.Range,
            b = other.Range;
        if (region.IsRuntime && other.IsUsable)
        {
            findings.Found(FindingId.RuntimeMemoryIsFree, in region, in other);
        }
        else if (other.IsRuntime && region.IsUsable)
        {
            findings.Found(FindingId.RuntimeMemoryIsFree, in other, in region);
        }
        else if (a.Start == b.Start && a.End == b.End)
        {
            findings.Found(FindingId.RegionDuplicated, in region, in other);
        }
        else if (b.Start <= a.Start && a.End <= b.End)
        {
            findings.Found(FindingId.RegionNested, in region, in other);
        }
        else if (a.Start <= b.Start && b.End <= a.End)
        {
            findings.Found(FindingId.RegionNested, in other, in region);
        }
        else
        {
            findings.Found(FindingId.RegionsOverlap, in region, in other);
        }
    }

    /// <summary>Types that are RAM.</summary>
    private static bool IsMemory(MemoryType type) =>
        MemoryDescriptor.IsFreedByExitBootServices(type)
        || type
            is MemoryType.RuntimeServicesCode
                or MemoryType.RuntimeServicesData
                or MemoryType.AcpiReclaim
                or MemoryType.AcpiNvs;
}
