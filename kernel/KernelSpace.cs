using System;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Images;
using Keelson.Paging;

namespace Keelson.Kernel;

/// <summary>
/// The kernel's own address space (TTBR1), and the empty one that stands in TTBR0 outside of runtime calls.
/// </summary>
public static class KernelSpace
{
    private const ushort EmptyAsid = 0;

    private static AddressSpace<TableMemory> s_upper;
    private static AddressSpace<TableMemory> s_empty;

    public static ref AddressSpace<TableMemory> Upper => ref s_upper;
    public static ulong EmptyTableBase => s_empty.BaseRegister;
    public static Granule Granule => s_upper.Granule;

    /// <summary>
    /// Leaves the tables of KernelEntry.S, where all of the image is writable code, for ones that tell its sections
    /// apart.
    /// </summary>
    public static void Install(in EntryState entry)
    {
        TablePool.Start(entry);
        Granule granule = entry.GranuleShift switch
        {
            12 => Granule.Size4K,
            14 => Granule.Size16K,
            _ => Granule.Size64K,
        };
        if (
            !AddressSpace<TableMemory>.TryCreate(default, granule, VirtualHalf.Upper, 0, out s_upper)
            || !AddressSpace<TableMemory>.TryCreate(default, granule, VirtualHalf.Lower, EmptyAsid, out s_empty)
        )
        {
            Fatal.Stop($"no memory for the first page tables");
        }
        MapImage(entry);
        Cpu.ReplaceUpperTable(s_upper.BaseRegister, TranslationControl.For(granule, granule, Cpu.MemoryModel).Value);
        Cpu.LoadLowerTable(s_empty.BaseRegister);
        Cpu.InvalidateTlb();
    }

    /// <summary>
    /// Maps more of the upper half; what cannot be mapped here is a bug or a broken memory map, and the end.
    /// </summary>
    public static void Map(PhysicalRange range, VirtualAddress at, Protection protection, BlockPolicy policy)
    {
        MapError error = s_upper.Map(range.Start, at, range.SizeBytes, protection, policy);
        if (error != MapError.None)
        {
            Fatal.Stop($"cannot map {range.Start} to {range.End} at {at}: {error.Text()}");
        }
        Cpu.TableStoreBarrier();
    }

    private static unsafe void MapImage(in EntryState entry)
    {
        // SAFETY: the image is mapped at its base as long as it runs; its headers are where the linker put them.
        ReadOnlySpan<byte> image = new((void*)KernelEntry.ImageBase.Value, (int)entry.Image.SizeBytes);
        uint headers = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(
            image[Arm64Image.PeHeaderOffset..]
        );
        if (!PeImage.TryCreate(image, headers, out PeImage sections))
        {
            Fatal.Stop($"no section table in the image");
        }
        MapSection(entry, 0, s_upper.Granule.PageSize, Protection.KernelReadOnlyData);
        for (int i = 0; i < sections.SectionCount; i++)
        {
            PeSection section = sections[i];
            if (section.IsDiscardable)
            {
                continue;
            }
            Protection protection =
                section.IsExecutable ? Protection.KernelText
                : section.IsWritable ? Protection.KernelData
                : Protection.KernelReadOnlyData;
            MapSection(entry, section.VirtualOffset, section.VirtualSizeBytes, protection);
        }
    }

    private static void MapSection(in EntryState entry, ulong offset, ulong sizeBytes, Protection protection)
    {
        PhysicalRange range = PhysicalRange.FromSize(entry.ImageStart + offset, sizeBytes);
        MapError error = s_upper.Map(
            range.Start,
            KernelEntry.ImageBase + offset,
            range.SizeBytes,
            protection,
            BlockPolicy.PagesOnly
        );
        if (error != MapError.None)
        {
            Fatal.Stop($"cannot map the image section at 0x{offset:x}: {error.Text()}");
        }
    }
}
