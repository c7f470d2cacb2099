using Keelson.Arch.Arm64;
using Keelson.Kexec;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>What must be the same in every kernel of a chain, and what must not be.</summary>
internal static class GenerationTests
{
    private const int Checks = 7;
    private const string TokenName = "KeelsonGeneration";

    /// <summary>
    /// The device tree gains a property in generation 2. Other granules round more or less away, at every edge of every
    /// region.
    /// </summary>
    private const ulong SameGranuleTolerance = 0x1_0000;
    private const ulong OtherGranuleTolerance = 0x20_0000;

    public static void Run(ref TestBench bench, ref RuntimeContext runtime, ref Generation generation)
    {
        GenerationRecord record = generation.Record;
        if (generation.IsFirst)
        {
            for (int i = 0; i < Checks; i++)
            {
                bench.Report.Skip($"kexec", "generation 1"u8);
            }
            return;
        }
        bench.Report.Check(
            (uint)bench.Entry.ExceptionLevel == record.ExceptionLevel,
            $"kexec: entered at EL{bench.Entry.ExceptionLevel}, as in generation 1"
        );
        bench.Report.Check(
            Crc32.Of(bench.Map.Bytes) == record.MapCrc,
            $"kexec: EFI memory map as in generation 1 (CRC 0x{record.MapCrc:x})"
        );
        bench.Report.Check(
            GenerationRecord.CrcOfLayout(bench.Map) == record.LayoutCrc,
            $"kexec: virtual layout as in generation 1 (CRC 0x{record.LayoutCrc:x})"
        );
        uint calls = bench.Handover.HasBootRecord ? bench.Handover.BootRecord.SetVirtualAddressMapCalls : 0;
        bench.Report.Check(
            calls == record.SetVirtualAddressMapCalls && calls <= 1,
            $"kexec: SetVirtualAddressMap called {calls} time(s) since reset"
        );
        bench.Report.Check(
            !bench.Entry.Image.Overlaps(record.PreviousImage),
            $"kexec: image moved from {record.PreviousImageStart} to {bench.Entry.ImageStart}"
        );
        bench.Report.Check(
            !PhysicalMemory.Tables.Overlaps(record.PreviousTables)
                && runtime.Space.Root != record.PreviousRuntimeRoot
                && runtime.Space.Asid != record.PreviousAsid,
            $"kexec: page tables at new addresses ({PhysicalMemory.Tables.Start}), ASID {runtime.Space.Asid} after "
                + $"{record.PreviousAsid}"
        );
        ulong free = PhysicalMemory.FreeAtStart;
        ulong tolerance = KernelSpace.Granule.PageSize == record.Granule ? SameGranuleTolerance : OtherGranuleTolerance;
        bench.Report.Check(
            free + tolerance >= record.FirstFreeBytes,
            $"kexec: no memory lost: {free >> 10} KB free, {record.FirstFreeBytes >> 10} KB in generation 1"
        );
    }

    /// <summary>A variable of the first generation, read in every later one, gone with the last.</summary>
    // SAFETY: the token is a local of 8 bytes, and the size says so.
    public static unsafe void CheckToken(ref TestBench bench, ref RuntimeClient client, Generation generation)
    {
        if (generation.Record.Total == 1 || !bench.Firmware.Supported.Claims(RuntimeService.SetVariable))
        {
            bench.Report.Skip($"variable of generation 1", "no kexec chain, or SetVariable not supported"u8);
            return;
        }
        ulong token = generation.Record.Token;
        ulong size = sizeof(ulong);
        EfiStatus status;
        if (generation.IsFirst)
        {
            status = client.SetVariable(TokenName, RuntimeClient.PersistentAttributes, (byte*)&token, size);
            bench.Report.Check(
                status == EfiStatus.Success,
                $"SetVariable of a variable for later generations returns {status}"
            );
            return;
        }
        token = 0;
        status = client.GetVariable(TokenName, out _, (byte*)&token, ref size);
        bench.Report.Check(
            status == EfiStatus.Success && size == sizeof(ulong) && token == generation.Record.Token,
            $"GetVariable of the variable of generation 1 returns {status}, 0x{token:x}"
        );
        if (generation.IsLast)
        {
            client.SetVariable(TokenName, RuntimeClient.PersistentAttributes, null, 0);
        }
    }
}
