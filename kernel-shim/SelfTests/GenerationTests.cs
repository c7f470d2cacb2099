using System;
using System.Buffers.Binary;
using Keelson.Arch.Arm64;
using Keelson.Kernel;
using Keelson.Kexec;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>What must be the same in every kernel of a chain, and what must not be.</summary>
internal static class GenerationTests
{
    private const int Results = 7;
    private static ReadOnlySpan<byte> Level => "kexec: entered at the level of generation 1"u8;
    private static ReadOnlySpan<byte> Map => "kexec: EFI memory map as in generation 1"u8;
    private static ReadOnlySpan<byte> Layout => "kexec: virtual layout as in generation 1"u8;
    private static ReadOnlySpan<byte> Calls => "kexec: SetVirtualAddressMap called at most once since reset"u8;
    private static ReadOnlySpan<byte> Moved => "kexec: image moved"u8;
    private static ReadOnlySpan<byte> Tables => "kexec: page tables at new addresses, with another ASID"u8;
    private static ReadOnlySpan<byte> Memory => "kexec: no memory lost"u8;

    private const string TokenName = "KeelsonGeneration";

    /// <summary>
    /// The device tree gains a property in generation 2. Other granules round more or less away, at every edge of every
    /// region.
    /// </summary>
    private const ulong SameGranuleTolerance = 0x1_0000;
    private const ulong OtherGranuleTolerance = 0x20_0000;

    public static void Run(ref TestBench bench, ref RuntimeContext runtime, ref Generation generation)
    {
        bench.Report.BeginGroup("kexec"u8, Results);
        if (generation.IsFirst)
        {
            ReadOnlySpan<byte> reason = "generation 1"u8;
            bench.Report.Skip(Level, reason);
            bench.Report.Skip(Map, reason);
            bench.Report.Skip(Layout, reason);
            bench.Report.Skip(Calls, reason);
            bench.Report.Skip(Moved, reason);
            bench.Report.Skip(Tables, reason);
            bench.Report.Skip(Memory, reason);
        }
        else
        {
            Compare(ref bench, ref runtime, ref generation);
        }
        bench.Report.EndGroup("kexec"u8);
    }

    private static void Compare(ref TestBench bench, ref RuntimeContext runtime, ref Generation generation)
    {
        ref readonly GenerationRecord record = ref generation.Record;
        bench.Report.Check(
            (uint)bench.Entry.ExceptionLevel == record.ExceptionLevel,
            Level,
            $"EL{bench.Entry.ExceptionLevel}"
        );
        bench.Report.Check(Crc32.Of(bench.Map.Bytes) == record.MapCrc, Map, $"CRC 0x{record.MapCrc:x}");
        bench.Report.Check(
            GenerationRecord.CrcOfLayout(bench.Map) == record.LayoutCrc,
            Layout,
            $"CRC 0x{record.LayoutCrc:x}"
        );
        uint calls = bench.Handover.HasBootRecord ? bench.Handover.BootRecord.SetVirtualAddressMapCalls : 0;
        bench.Report.Check(calls == record.SetVirtualAddressMapCalls && calls <= 1, Calls, $"{calls} time(s)");
        bench.Report.Check(
            !bench.Entry.Image.Overlaps(record.PreviousImage),
            Moved,
            $"from {record.PreviousImageStart} to {bench.Entry.ImageStart}"
        );
        bench.Report.Check(
            !PhysicalMemory.Tables.Overlaps(record.PreviousTables)
                && runtime.Space.Root != record.PreviousRuntimeRoot
                && runtime.Space.Asid != record.PreviousAsid,
            Tables,
            $"{PhysicalMemory.Tables.Start}, ASID {runtime.Space.Asid} after {record.PreviousAsid}"
        );
        ulong free = PhysicalMemory.FreeAtStart;
        ulong tolerance = KernelSpace.Granule.PageSize == record.Granule ? SameGranuleTolerance : OtherGranuleTolerance;
        bench.Report.Check(
            free + tolerance >= record.FirstFreeBytes,
            Memory,
            $"{free >> 10} KB free, {record.FirstFreeBytes >> 10} KB in generation 1"
        );
    }

    /// <summary>A variable of the first generation, read in every later one, gone with the last.</summary>
    public static void CheckToken(ref TestBench bench, in Generation generation)
    {
        ReadOnlySpan<byte> name = "a variable of generation 1 is there in every later one"u8;
        if (generation.Record.Total == 1 || !bench.Firmware.Supported.Claims(RuntimeService.SetVariable))
        {
            bench.Report.Skip(name, "no kexec chain, or SetVariable not supported"u8);
            return;
        }
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        EfiStatus status;
        if (generation.IsFirst)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, generation.Record.Token);
            status = bench.Client.SetVariable(TokenName, RuntimeClient.PersistentAttributes, bytes);
            bench.Check(RuntimeService.SetVariable, status == EfiStatus.Success, name, $"written: {status}");
            return;
        }
        status = bench.Client.GetVariable(TokenName, out uint attributes, bytes, out ulong size);
        ulong token = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        bench.Check(
            RuntimeService.GetVariable,
            status == EfiStatus.Success
                && attributes == RuntimeClient.PersistentAttributes
                && size == sizeof(ulong)
                && token == generation.Record.Token,
            name,
            $"read: {status}, 0x{token:x}"
        );
        if (generation.IsLast)
        {
            bench.Client.SetVariable(TokenName, RuntimeClient.PersistentAttributes, default);
        }
    }
}
