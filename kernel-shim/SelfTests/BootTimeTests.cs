using System;
using Keelson.Audits;
using Keelson.BootTime;
using Keelson.Findings;
using Keelson.Text;

namespace Keelson.KernelShim.SelfTests;

/// <summary>What only the stub could see: part of the group of the tables.</summary>
internal static class BootTimeTests
{
    public const int Results = 3;
    public static ReadOnlySpan<byte> NotSeen => "not booted by BOOTAA64.EFI"u8;

    public static void Run(ref TestBench bench)
    {
        ReadOnlySpan<byte> crc = "CRC32s of the tables valid before SetVirtualAddressMap"u8,
            protections = "memory protected while boot services last"u8;
        BootTimeFacts facts = FactsOf(in bench);
        if ((facts & BootTimeFacts.Seen) == 0)
        {
            bench.Report.Skip(crc, NotSeen);
        }
        else if ((facts & BootTimeAudit.WrongCrcs) == 0)
        {
            bench.Report.Check(true, crc);
        }
        else
        {
            TellTables(ref bench, facts & BootTimeAudit.WrongCrcs, FindingId.BootTimeCrc);
            bench.Report.Skip(crc, TestBench.Warned);
        }
        CheckHeaders(ref bench, facts);
        if ((facts & BootTimeFacts.ConsoleOutputMissing) != 0)
        {
            bench.Report.Finding(FindingId.ConsoleOutputMissing, "EFI_SYSTEM_TABLE"u8, $"");
        }
        if ((facts & BootTimeFacts.ProtectionsSeen) == 0)
        {
            bench.Report.Skip(protections, "the firmware's translation tables were not read"u8);
            return;
        }
        TextLine seen = BootTimeAudit.ToLine(facts);
        if ((facts & BootTimeAudit.Unprotected) != 0)
        {
            bench.Report.Finding(FindingId.BootTimeProtections, "memory"u8, ref seen);
        }
        bench.Report.Check(true, protections, ref seen);
    }

    private static void CheckHeaders(ref TestBench bench, BootTimeFacts facts)
    {
        ReadOnlySpan<byte> name = "headers of the tables before SetVirtualAddressMap"u8;
        if ((facts & BootTimeFacts.Seen) == 0)
        {
            bench.Report.Skip(name, NotSeen);
            return;
        }
        facts &= BootTimeAudit.WrongHeaders;
        TellTables(ref bench, facts, FindingId.TableHeaderWrong);
        bench.Report.Check(facts == 0, name);
    }

    /// <summary>A finding for each bit.</summary>
    private static void TellTables(ref TestBench bench, BootTimeFacts wrong, FindingId id)
    {
        for (uint bit = 1; bit != 0; bit <<= 1)
        {
            if ((wrong & (BootTimeFacts)bit) != 0)
            {
                bench.Report.Finding(id, BootTimeAudit.TableOf((BootTimeFacts)bit), $"");
            }
        }
    }

    public static BootTimeFacts FactsOf(in TestBench bench) =>
        bench.Handover.HasBootRecord ? bench.Handover.BootRecord.Facts : default;
}
