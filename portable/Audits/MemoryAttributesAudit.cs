using System;
using Keelson.Addresses;
using Keelson.Findings;
using Keelson.Uefi;

namespace Keelson.Audits;

/// <summary>
/// Holds <see cref="MemoryAttributesTable"/> against the memory map: the rules of UEFI 2.10, 4.6.4, as Linux
/// (drivers/firmware/efi/memattr.c) and mu_plus (MemmapAndMatTestApp) check them.
/// </summary>
public static class MemoryAttributesAudit
{
    private const MemoryAttributes Permissions = MemoryAttributes.ReadOnly | MemoryAttributes.ExecuteProtected;

    public static void Run<TFindings>(MemoryAttributesTable table, in MemoryMapView map, ref TFindings findings)
        where TFindings : struct, IRegionFindings
    {
        bool overlaps = false;
        MemoryDescriptor previous = default;
        for (int i = 0; i < table.Count; i++)
        {
            MemoryDescriptor entry = table[i];
            if (
                entry.PageCount == 0
                || !entry.IsSound
                || !entry.PhysicalStart.IsAligned(MemoryDescriptor.PageSizeBytes)
            )
            {
                findings.Found(FindingId.AttributesEntryRange, in entry, default);
                continue;
            }

            JudgePlace(map, in entry, ref findings);
            JudgeAttributes(in entry, ref findings);
            if (i != 0 && entry.PhysicalStart < previous.PhysicalStart)
            {
                findings.Found(FindingId.AttributesEntryOrder, in entry, in previous);
            }

            overlaps |= JudgeOverlap(table, i, in entry, ref findings);
            previous = entry;
        }

        if (!overlaps)
        {
            JudgeCoverage(table, map, ref findings);
        }
    }

    /// <summary>In one region of the map, of the same type.</summary>
    private static void JudgePlace<TFindings>(in MemoryMapView map, in MemoryDescriptor entry, ref TFindings findings)
        where TFindings : struct, IRegionFindings
    {
        bool isRuntimeType = entry.Type is MemoryType.RuntimeServicesCode or MemoryType.RuntimeServicesData;
        if (!map.TryFind(entry.PhysicalStart, out MemoryDescriptor region))
        {
            findings.Found(FindingId.AttributesEntryOutsideMap, in entry, default);
        }
        else if (!isRuntimeType || entry.Type != region.Type)
        {
            findings.Found(FindingId.AttributesEntryType, in entry, in region);
        }
        else if (entry.PhysicalEnd > region.PhysicalEnd)
        {
            findings.Found(FindingId.AttributesEntrySpansRegions, in entry, in region);
        }
    }

    private static void JudgeAttributes<TFindings>(in MemoryDescriptor entry, ref TFindings findings)
        where TFindings : struct, IRegionFindings
    {
        if (!entry.IsRuntime)
        {
            findings.Found(FindingId.AttributesEntryNotRuntime, in entry, default);
        }

        if (
            (entry.Attributes & Permissions) == 0
            || (entry.Attributes & ~(Permissions | MemoryAttributes.Runtime)) != 0
        )
        {
            findings.Found(FindingId.AttributesEntryPermissions, in entry, default);
        }
    }

    private static bool JudgeOverlap<TFindings>(
        MemoryAttributesTable table,
        int index,
        in MemoryDescriptor entry,
        ref TFindings findings
    )
        where TFindings : struct, IRegionFindings
    {
        for (int j = 0; j < index; j++)
        {
            MemoryDescriptor other = table[j];
            if (other.IsSound && entry.Range.Overlaps(other.Range))
            {
                findings.Found(FindingId.AttributesEntriesOverlap, in entry, in other);
                return true;
            }
        }

        return false;
    }

    /// <summary>Every page of runtime code and data is described; entries are known not to overlap.</summary>
    private static void JudgeCoverage<TFindings>(
        MemoryAttributesTable table,
        in MemoryMapView map,
        ref TFindings findings
    )
        where TFindings : struct, IRegionFindings
    {
        for (int i = 0; i < map.Count; i++)
        {
            MemoryDescriptor region = map[i];
            if (
                !region.IsRuntime
                || !region.IsSound
                || region.Type is not (MemoryType.RuntimeServicesCode or MemoryType.RuntimeServicesData)
            )
            {
                continue;
            }

            ulong described = 0;
            for (int j = 0; j < table.Count; j++)
            {
                MemoryDescriptor entry = table[j];
                PhysicalRange part = entry.IsSound ? entry.Range.Intersect(region.Range) : default;
                described += part.IsEmpty ? 0 : part.SizeBytes;
            }

            if (described != region.SizeBytes)
            {
                findings.Found(FindingId.AttributesIncomplete, in region, default);
            }
        }
    }
}
