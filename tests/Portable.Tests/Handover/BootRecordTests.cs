using CsCheck;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Handover;
using Keelson.Platform;
using Keelson.RuntimeServices;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class BootRecordTests
{
    [Fact]
    public void Encoded_record_decodes_to_the_same_values() =>
        Gen.Select(Gen.UInt.Array[8], Gen.ULong.Array[2])
            .Sample(
                (words, longs) =>
                {
                    var record = new BootRecord
                    {
                        ExitAttempts = words[0],
                        MapCalls = words[1],
                        SetVirtualAddressMapCalls = words[2],
                        SetVirtualAddressMapStatus = (EfiStatus)longs[0],
                        MapKey = longs[1],
                        RuntimeRegionCount = words[3],
                        VirtualMapCrc = words[4],
                        Identity = new FirmwareIdentity(words[5], words[6], words[7]),
                    };
                    byte[] cells = new byte[BootRecord.SizeBytes];
                    cells.AsSpan().Fill(0xcc);
                    record.Encode(cells);
                    Assert.True(BootRecord.TryDecode(cells, out BootRecord decoded));
                    Assert.Equal(record, decoded);
                    // The reserve stays zero, for a version to come.
                    Assert.Equal(new byte[BootRecord.SizeBytes - 52], cells[52..]);
                }
            );

    [Fact]
    public void Console_and_conduit_come_back()
    {
        var record = new BootRecord
        {
            AllocationChecks = 2,
            ExactAllocations = 1,
            SecondCall = SecondCall.Refused,
            Facts = (BootTimeFacts)0xfff_ffff,
            Console = new SerialPort(SerialPortKind.Pl011, new PhysicalAddress(0x9_0900_0000)),
            Psci = PsciConduit.Hvc,
            SecureBoot = SecureBootState.SetupMode,
            IsInitrdCarried = true,
            RunId = 0x0123_4567_89ab_cdef,
            RunNumber = 77,
            Clock = new EfiTime
            {
                Year = 2026,
                Month = 12,
                Day = 31,
                Hour = 23,
                Minute = 58,
                Second = 59,
            },
        };
        byte[] cells = new byte[BootRecord.SizeBytes];
        record.Encode(cells);
        Assert.True(BootRecord.TryDecode(cells, out BootRecord decoded));
        Assert.Equal(0x9_0900_0000ul, decoded.Console.Registers.Value);
        Assert.Equal(record, decoded);
    }

    [Fact]
    public void What_was_seen_of_SetVirtualAddressMap_comes_back_and_leaves_the_rest()
    {
        BootRecord record = new() { MapKey = 7, RunId = ulong.MaxValue };
        byte[] cells = new byte[BootRecord.SizeBytes];
        record.Encode(cells);
        record.Relocation = new RelocationAccount
        {
            WatchedPages = 1,
            UnwatchedPages = 2,
            EarlyUses = 3,
            Syndrome = 0x9600_0007,
            Address = 0x2000_0000,
            Instruction = 0x1_7c44_0123,
            Clobbered = ClobberedRegisters.PrivilegedAccess | ClobberedRegisters.X18,
            ExitClobbered = ClobberedRegisters.D8ToD15,
        };
        record.SecondRelocation = new RelocationAccount
        {
            Syndrome = 0x0200_0000,
            Address = ulong.MaxValue,
            Instruction = 4,
            Clobbered = ClobberedRegisters.VirtualTimer,
        };
        BootRecord.EncodeRelocation(in record.Relocation, in record.SecondRelocation, cells);
        Assert.True(BootRecord.TryDecode(cells, out BootRecord decoded));
        Assert.Equal(record, decoded);
    }

    [Fact]
    public void An_identity_differs_by_any_of_its_parts()
    {
        var identity = new FirmwareIdentity(1, 2, 3);
        Assert.True(identity == new FirmwareIdentity(1, 2, 3));
        Assert.True(identity != new FirmwareIdentity(0, 2, 3));
        Assert.True(identity != new FirmwareIdentity(1, 0, 3));
        Assert.True(identity != new FirmwareIdentity(1, 2, 0));
    }

    [Fact]
    public void An_identity_counts_tables_of_24_bytes()
    {
        FirmwareIdentity identity = FirmwareIdentity.Of("123456789"u8, new byte[7 * 24]);
        Assert.Equal(
            (0xcbf43926u, 7u, Crc32.Of(new byte[7 * 24])),
            (identity.VendorCrc, identity.TableCount, identity.TablesCrc)
        );
    }
}
