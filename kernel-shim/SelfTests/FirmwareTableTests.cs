using Keelson.BootTime;

namespace Keelson.KernelShim.SelfTests;

/// <summary>Patch 3/8: the firmware's tables, read through addresses brought back from virtual to physical.</summary>
internal static class FirmwareTableTests
{
    private static System.ReadOnlySpan<byte> NotOurStub => "not booted by keelson-stub"u8;

    public static void Run(ref TestBench bench, bool gateIsOpen)
    {
        FirmwareIdentity now = bench.Firmware.Identity;
        CheckCrc32(ref bench);
        if (!bench.Handover.HasBootRecord)
        {
            bench.Report.Skip($"3/8 firmware vendor", NotOurStub);
            bench.Report.Skip($"3/8 configuration tables", NotOurStub);
            return;
        }
        if (!gateIsOpen && now.TableCount == 0)
        {
            bench.Report.SkipGroup(
                2,
                "3/8 firmware vendor and configuration tables"u8,
                "relocated to unknown addresses"u8
            );
            return;
        }
        FirmwareIdentity before = bench.Handover.BootRecord.Identity;
        bench.Report.Check(
            now.VendorCrc == before.VendorCrc && now.VendorCrc != 0,
            $"3/8 firmware vendor unchanged by SetVirtualAddressMap (CRC 0x{now.VendorCrc:x})"
        );
        bench.Report.Check(
            now == before && now.TableCount != 0,
            $"3/8 {now.TableCount} configuration tables unchanged by SetVirtualAddressMap (CRC 0x{now.TablesCrc:x})"
        );
    }

    /// <summary>
    /// Firmware that rewrites its pointers has to update the CRC32 (UEFI 2.10, 4.2). No kernel relies on it, so it is a
    /// finding and not the end of a chain.
    /// </summary>
    private static void CheckCrc32(ref TestBench bench)
    {
        if (bench.Firmware.HasValidCrc32)
        {
            bench.Report.Check(true, $"3/8 system table CRC32 valid");
            return;
        }
        bench.Report.Note(
            $"finding: system table CRC32 invalid: SetVirtualAddressMap changed the table and did not update it"
        );
        bench.Report.Skip($"3/8 system table CRC32", "not updated by SetVirtualAddressMap"u8);
    }
}
