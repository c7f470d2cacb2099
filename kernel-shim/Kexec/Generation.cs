using System;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Handover;
using Keelson.Kernel;
using Keelson.Kexec;
using Keelson.Paging;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>Which kernel of a chain this is, and what the ones before handed on.</summary>
internal struct Generation
{
    /// <summary>A frame of its own for any granule, so that every kernel of a chain can set it aside.</summary>
    private const ulong FrameBytes = Alignment.Size64K;

    public GenerationRecord Record;
    public PhysicalRange Frame;

    public readonly bool IsFirst => Record.Generation == 1;
    public readonly bool IsLast => Record.Generation >= Record.Total;
    public readonly ushort RuntimeAsid => (ushort)(16 + Record.Generation % 128);

    /// <summary>From the device tree, and the page that it names; the first of its line where there is none.</summary>
    public static Generation Open(DeviceTreeWindow tree)
    {
        Generation generation = default;
        ulong now = Cpu.Counter();
        if (!GenerationProperty.TryRead(tree.Blob, out GenerationProperty property))
        {
            generation.Record.Generation = generation.Record.Total = 1;
            generation.Record.GenerationStart = now;
            return generation;
        }
        generation.Frame = PhysicalRange.FromSize(property.Record, FrameBytes);
        KernelSpace.Map(
            generation.Frame,
            KernelLayout.Linear(property.Record),
            Protection.KernelData,
            BlockPolicy.PagesOnly
        );
        if (
            !GenerationRecord.TryRead(
                PhysicalMemory.Bytes(property.Record, GenerationRecord.SizeBytes),
                out generation.Record
            )
            || generation.Record.Generation + 1 != property.Generation
        )
        {
            Panic.Stop($"invalid generation record at {property.Record}");
        }
        generation.Record.Generation = property.Generation;
        generation.Record.GenerationStart = now;
        Log.Line(
            $"generation {property.Generation} of {property.Total}: "
                + $"{Cpu.Microseconds(now - generation.Record.TransitionStart)} us since the "
                + $"jump, {Cpu.Microseconds(generation.Record.CacheTicks)} us of cache maintenance "
                + $"before it"
        );
        return generation;
    }

    /// <summary>What may never change: seen by the first, held against by all the others.</summary>
    public void Begin(MemoryMapView map, in KernelHandover handover)
    {
        if (!IsFirst)
        {
            if (Record.MapCrc != Crc32.Of(map.Bytes))
            {
                Panic.Stop(
                    $"EFI memory map differs from generation 1: CRC 0x{Crc32.Of(map.Bytes):x}, expected "
                        + $"0x{Record.MapCrc:x}"
                );
            }
            return;
        }
        if (
            !GenerationChain.TryParse(
                CommandLine.ValueOf(OptionNames.Kexec),
                CommandLine.ValueOf(OptionNames.Chain),
                out GenerationChain chain
            )
        )
        {
            Panic.Stop(
                $"keelson.kexec= takes a number from 1 to {GenerationChain.MaximumGenerations}, keelson.chain= a list "
                    + $"of 4k, 16k and 64k"
            );
        }
        Record.Total = chain.Total;
        Record.MapCrc = Crc32.Of(map.Bytes);
        Record.LayoutCrc = GenerationRecord.CrcOfLayout(map);
        Record.SetVirtualAddressMapCalls = handover.HasBootRecord ? handover.BootRecord.SetVirtualAddressMapCalls : 0;
        Record.FirstFreeBytes = PhysicalMemory.FreeAtStart - FrameBytes;
        Record.ExceptionLevel = (uint)KernelEntry.State.ExceptionLevel;
        Record.Granule = (uint)KernelSpace.Granule.PageSize;
        Record.Token = Cpu.Counter() | 1;
        if (IsLast)
        {
            return;
        }
        Frame = PhysicalRange.FromSize(PhysicalMemory.Allocate(FrameBytes, FrameBytes), FrameBytes);
    }

    /// <summary>What the next one has to avoid, written into the page that it will find.</summary>
    public void HandOn(PhysicalRange image, PhysicalAddress runtimeRoot, ushort asid, uint servicesPassed)
    {
        Record.PreviousImageStart = image.Start;
        Record.PreviousImageEnd = image.End;
        Record.PreviousTablesStart = PhysicalMemory.Tables.Start;
        Record.PreviousTablesEnd = PhysicalMemory.Tables.End;
        Record.PreviousRuntimeRoot = runtimeRoot;
        Record.PreviousAsid = asid;
        Record.ServicesPassed = servicesPassed;
        Record.TransitionStart = Cpu.Counter();
        Record.Write(PhysicalMemory.Bytes(Frame.Start, GenerationRecord.SizeBytes));
    }
}
