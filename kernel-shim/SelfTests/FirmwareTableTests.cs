using Keelson.BootTime;

namespace Keelson.KernelShim.SelfTests;

/// <summary>Patch 3/8: the firmware's tables, read through addresses brought back from virtual to physical.</summary>
internal static class FirmwareTableTests
{
    public static void Run(ref TestBench bench, bool gateIsOpen)
    {
        FirmwareIdentity now = bench.Firmware.Identity;
        CheckCrc32(ref bench);
        if (!bench.Handover.HasBootRecord)
        {
            bench.Report.Skip($"3/8 vendor string as before SetVirtualAddressMap", "another stub booted this kernel"u8);
            bench.Report.Skip(
                $"3/8 configuration tables as before SetVirtualAddressMap",
                "another stub booted this kernel"u8
            );
            return;
        }
        if (!gateIsOpen && now.TableCount == 0)
        {
            bench.Report.SkipGroup(
                2,
                "3/8 vendor string and configuration tables"u8,
                "relocated, and nothing says where to"u8
            );
            return;
        }
        FirmwareIdentity before = bench.Handover.BootRecord.Identity;
        bench.Report.Check(
            now.VendorCrc == before.VendorCrc && now.VendorCrc != 0,
            $"3/8 the vendor string reads as before SetVirtualAddressMap (CRC {now.VendorCrc:x})"
        );
        bench.Report.Check(
            now == before && now.TableCount != 0,
            $"3/8 the list of {now.TableCount} configuration tables reads as before SetVirtualAddressMap (CRC "
                + $"{now.TablesCrc:x})"
        );
    }

    /// <summary>
    /// Firmware that rewrites its pointers has to renew the CRC32 (UEFI 2.10, 4.2). No kernel relies on it, so it is a
    /// finding and not the end of a chain.
    /// </summary>
    private static void CheckCrc32(ref TestBench bench)
    {
        if (bench.Firmware.HasValidCrc32)
        {
            bench.Report.Check(true, $"3/8 the system table's CRC32 is right");
            return;
        }
        bench.Report.Note(
            $"finding: the system table's CRC32 is wrong: SetVirtualAddressMap changed the table and did not renew it"
        );
        bench.Report.Skip($"3/8 the system table's CRC32", "the firmware left it stale"u8);
    }
}
