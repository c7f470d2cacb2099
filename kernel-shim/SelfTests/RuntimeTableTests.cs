using System;
using Keelson.Addresses;
using Keelson.Kernel;
using Keelson.Paging;
using Keelson.RuntimeServices;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>
/// Patch 2/8: the runtime services' tables hold the runtime regions and nothing else, in the sizes they allow.
/// </summary>
internal static class RuntimeTableTests
{
    public const int Results = 6;

    public static void Run(ref TestBench bench, ref RuntimeContext runtime)
    {
        if (!RuntimeClient.Gate.IsOpen)
        {
            for (int i = 0; i < Results; i++)
            {
                bench.SkipBlocked(Name(i));
            }
            return;
        }
        ulong sizeBytes = 0;
        int regions = 0,
            misaligned = 0;
        bool covered = true,
            endsRight = true;
        for (int i = 0; i < bench.Map.Count; i++)
        {
            MemoryDescriptor region = bench.Map[i];
            if (!region.IsRuntime)
            {
                continue;
            }
            regions++;
            if (RuntimeSpace.IsMisaligned(region, KernelSpace.Granule))
            {
                misaligned++;
            }
            sizeBytes += region.SizeBytes;
            covered &= IsCovered(ref runtime, region);
            endsRight &=
                Leads(ref runtime, region.VirtualStart, region.PhysicalStart)
                && Leads(ref runtime, region.VirtualStart + (region.SizeBytes - 1), region.PhysicalEnd - 1);
        }
        LeafAudit audit = new(bench.Firmware);
        runtime.Space.Visit(ref audit);
        bench.Report.Check(
            runtime.Diagnostic.IsNone && audit.Strangers == 0 && covered,
            Name(0),
            $"{regions} regions, {sizeBytes >> 10} KB"
        );
        bench.Report.Check(endsRight && regions != 0, Name(1));
        bench.Report.Check(
            audit.WrongSizes == 0 && audit.Pages + audit.Blocks != 0,
            Name(2),
            $"{audit.Blocks} blocks and {audit.Pages} pages"
        );
        if (misaligned != 0)
        {
            bench.Report.Note(
                $"{misaligned} runtime regions are not aligned to the kernel's "
                    + $"{new ByteSize(KernelSpace.Granule.PageSize)} pages: mapped writable and executable (KF-008)"
            );
        }
        bench.Report.Check(audit.WrongAttributes == 0, Name(3));
        Refusals(ref bench, ref runtime);
    }

    private static ReadOnlySpan<byte> Name(int result) =>
        result switch
        {
            0 => "2/8 the EFI page tables map the runtime regions and nothing else"u8,
            1 => "2/8 first and last byte of each region translate to its physical address"u8,
            2 => "2/8 blocks wherever alignment, size and policy allow"u8,
            3 => "2/8 every entry is non-global, devices Device-nGnRE, only code executable"u8,
            4 => "2/8 Map refuses another offset within the page"u8,
            _ => "2/8 Map refuses an overlap"u8,
        };

    private static void Refusals(ref TestBench bench, ref RuntimeContext runtime)
    {
        ulong before = runtime.Space.Hash();
        VirtualAddress free = RuntimeLayout.VirtualEnd;
        MapError offset = runtime.Space.Map(
            new PhysicalAddress(0x4000_0000),
            free + 8,
            0x1000,
            Protection.RuntimeData,
            BlockPolicy.PagesOnly
        );
        MapError overlap = MapError.None;
        for (int i = 0; i < bench.Map.Count; i++)
        {
            if (!bench.Map[i].IsRuntime)
            {
                continue;
            }
            MemoryDescriptor region = bench.Map[i];
            overlap = runtime.Space.Map(
                region.PhysicalStart + Alignment.Size2M,
                region.VirtualStart,
                0x1000,
                RuntimeSpace.ProtectionFor(region, KernelSpace.Granule),
                BlockPolicy.PagesOnly
            );
            break;
        }
        bench.Report.Check(
            offset == MapError.OffsetMismatch && runtime.Space.Hash() == before,
            Name(4),
            $"{offset.Text()}"
        );
        bench.Report.Check(
            overlap is MapError.Conflict && runtime.Space.Hash() == before,
            Name(5),
            $"{overlap.Text()}"
        );
    }

    /// <summary>Every page of it, from leaf to leaf.</summary>
    private static bool IsCovered(ref RuntimeContext runtime, MemoryDescriptor region)
    {
        for (ulong offset = 0; offset < region.SizeBytes; )
        {
            VirtualAddress at = region.VirtualStart + offset;
            if (
                !runtime.Space.TryTranslate(at, out Translation translation)
                || translation.Physical != region.PhysicalStart + offset
            )
            {
                return false;
            }
            ulong leafSize = KernelSpace.Granule.BlockSize(translation.Level);
            offset += leafSize - (at.Value & (leafSize - 1));
        }
        return true;
    }

    private static bool Leads(ref RuntimeContext runtime, VirtualAddress from, PhysicalAddress to) =>
        runtime.Space.TryTranslate(from, out Translation translation) && translation.Physical == to;
}

/// <summary>Compares every leaf of the tables with the memory map.</summary>
internal struct LeafAudit(FirmwareTables firmware) : ILeafVisitor
{
    public int Strangers;
    public int Pages;
    public int Blocks;
    public int WrongSizes;
    public int WrongAttributes;
    private int _owner;

    public void Visit(Leaf leaf)
    {
        if (leaf.Level == Granule.PageLevel)
        {
            Pages++;
        }
        else
        {
            Blocks++;
        }
        if (!TryFindOwner(leaf, out MemoryDescriptor region))
        {
            Strangers++;
            return;
        }
        // A leaf as large as the next larger one that both addresses, what is left of the region, and the policy allow.
        int largest = Granule.PageLevel;
        ulong offset = leaf.Virtual - region.VirtualStart;
        bool blocks = !region.IsWriteBack && !RuntimeSpace.IsMisaligned(region, KernelSpace.Granule);
        for (int level = Granule.PageLevel - 1; blocks && level > 0; level--)
        {
            ulong size = KernelSpace.Granule.BlockSize(level);
            ulong head = leaf.Virtual.Value & (size - 1);
            bool fits =
                KernelSpace.Granule.AllowsBlock(level)
                && (leaf.Physical.Value & (size - 1)) == head
                && head <= offset
                && region.SizeBytes - (offset - head) >= size;
            if (fits)
            {
                largest = level;
            }
        }
        if (leaf.Level != largest)
        {
            WrongSizes++;
        }
        bool executable =
            region.IsWriteBack
            && (
                region.Type == MemoryType.RuntimeServicesCode || RuntimeSpace.IsMisaligned(region, KernelSpace.Granule)
            );
        MemoryKind kind = region.IsWriteBack ? MemoryKind.NormalWriteBack : MemoryKind.DeviceNGnRE;
        if (!leaf.Protection.IsNonGlobal || leaf.Protection.IsExecutable != executable || leaf.Protection.Kind != kind)
        {
            WrongAttributes++;
        }
    }

    /// <summary>From the one that was found last: a region's leaves come one behind the other.</summary>
    private bool TryFindOwner(Leaf leaf, out MemoryDescriptor region)
    {
        MemoryMapView map = firmware.Map;
        ulong pageSize = KernelSpace.Granule.PageSize;
        for (int n = 0; n < map.Count; n++)
        {
            int i = _owner + n < map.Count ? _owner + n : _owner + n - map.Count;
            region = map[i];
            if (!region.IsRuntime)
            {
                continue;
            }
            PhysicalRange range = new PhysicalRange(region.PhysicalStart, region.PhysicalEnd).RoundOut(pageSize);
            VirtualAddress start = region.VirtualStart.AlignDown(pageSize);
            if (
                leaf.Virtual >= start
                && leaf.Virtual - start + leaf.SizeBytes <= range.SizeBytes
                && leaf.Physical == range.Start + (leaf.Virtual - start)
            )
            {
                _owner = i;
                return true;
            }
        }
        region = default;
        return false;
    }
}
