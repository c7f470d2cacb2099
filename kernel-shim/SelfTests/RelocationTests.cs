using System;
using System.Buffers.Binary;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Findings;
using Keelson.Handover;
using Keelson.RuntimeServices;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>
/// Patch 6/8: SetVirtualAddressMap, by what the stub recorded of it and by what it did to the tables.
/// </summary>
internal static class RelocationTests
{
    private const int Results = 6;

    public static void Run(ref TestBench bench)
    {
        bench.Report.BeginGroup("SetVirtualAddressMap"u8, Results);
        Run(ref bench, "not booted by keelson-stub"u8);
        bench.Report.EndGroup("SetVirtualAddressMap"u8);
    }

    private static void Run(ref TestBench bench, ReadOnlySpan<byte> notOurs)
    {
        ReadOnlySpan<byte> called =
                "6/8 SetVirtualAddressMap called once, with these descriptors, their size and version"u8,
            again = "6/8 a second SetVirtualAddressMap is refused"u8,
            map = "6/8 GetMemoryMap called for sizes only, then for the map"u8,
            early = "6/8 no new address was used before SetVirtualAddressMap returned"u8,
            converted = "6/8 SetVirtualAddressMap converted the pointers of the system table"u8,
            kept = "ExitBootServices and SetVirtualAddressMap preserve the registers that they must"u8;
        bool isIdentity = IsLeftInPlace(in bench);
        if (!bench.Handover.HasBootRecord || isIdentity)
        {
            ReadOnlySpan<byte> reason = isIdentity ? "SetVirtualAddressMap not called"u8 : notOurs;
            bench.Report.Skip(called, reason);
            bench.Report.Skip(early, reason);
            bench.Report.Skip(again, reason);
            bench.Report.Skip(map, reason);
            bench.Report.Skip(converted, reason);
            bench.Report.Skip(kept, reason);
            return;
        }
        ref readonly BootRecord record = ref bench.Handover.BootRecord;
        CheckArguments(ref bench, in record, called);
        CheckEarlyUses(ref bench, in record.Relocation, early);
        if (record.SecondCall == SecondCall.NotAsked && record.SetVirtualAddressMapStatus != EfiStatus.Success)
        {
            bench.SkipBlocked(again);
        }
        else if (record.SecondCall == SecondCall.NotRefused && !IsConverted(in bench))
        {
            bench.SkipAfter(FindingId.NothingConverted, again);
        }
        else if (record.SecondCall == SecondCall.NotAsked)
        {
            bench.Report.Skip(again, "only on known firmware, or with keelson.svam=twice"u8);
        }
        else
        {
            if (record.SecondRelocation.Syndrome != 0)
            {
                TextLine seen = $"";
                Describe(ref seen, bench.Map, in record.SecondRelocation);
                bench.Report.Finding(
                    record.SecondRelocation.IsOverdue ? FindingId.CallNeverReturned : FindingId.ServiceFaulted,
                    "a second SetVirtualAddressMap"u8,
                    ref seen
                );
            }
            else if (record.SecondCall != SecondCall.Refused)
            {
                bench.Report.Finding(
                    FindingId.AnswerNotAllowed,
                    "a second SetVirtualAddressMap"u8,
                    $"EFI_UNSUPPORTED is the only one"
                );
            }
            bench.Report.Check(record.SecondCall == SecondCall.Refused, again);
        }
        bench.Report.Check(
            record.MapCalls >= 1 + record.ExitAttempts,
            map,
            $"GetMemoryMap called {record.MapCalls} times, ExitBootServices {record.ExitAttempts} time(s)"
        );
        CheckConversion(ref bench, in record, converted);
        if ((record.Facts & BootTimeFacts.Seen) == 0)
        {
            bench.Report.Skip(kept, "not booted by BOOTAA64.EFI"u8);
            return;
        }
        bool isKept =
            Keeps(ref bench, "ExitBootServices"u8, record.Relocation.ExitClobbered)
            & Keeps(ref bench, "SetVirtualAddressMap"u8, record.Relocation.Clobbered)
            & Keeps(
                ref bench,
                "a second SetVirtualAddressMap"u8,
                record.SecondRelocation.Clobbered & ~record.Relocation.Clobbered
            );
        bench.Report.Check(isKept, kept);
    }

    private static bool Keeps(ref TestBench bench, ReadOnlySpan<byte> service, ClobberedRegisters clobbered)
    {
        Span<byte> room = stackalloc byte[ClobberedRegistersText.MaximumBytes];
        if (clobbered != ClobberedRegisters.None)
        {
            bench.Report.Finding(FindingId.RegistersClobbered, service, $"{clobbered.Text(room)}");
        }
        return clobbered == ClobberedRegisters.None;
    }

    private static void CheckArguments(ref TestBench bench, in BootRecord record, ReadOnlySpan<byte> name)
    {
        if (record.SetVirtualAddressMapCalls == 0)
        {
            bench.Report.Skip(name, "not called: no runtime region can be laid out"u8);
            return;
        }
        if (record.SetVirtualAddressMapStatus != EfiStatus.Success)
        {
            bench.Report.Check(false, name, $"{record.SetVirtualAddressMapStatus}");
            return;
        }
        if (!RuntimeClient.Gate.IsOpen)
        {
            bench.SkipBlocked(name);
            return;
        }
        LayoutTests.TryCompute(ref bench, out uint crc, out RuntimeLayoutSummary layout);
        bench.Report.Check(
            record.SetVirtualAddressMapCalls == 1
                && record.VirtualMapCrc == crc
                && record.RuntimeRegionCount == (uint)layout.Count,
            name,
            $"{record.SetVirtualAddressMapStatus}, {layout.Count} regions, CRC 0x{crc:x}"
        );
    }

    private static void CheckEarlyUses(ref TestBench bench, in RelocationAccount account, ReadOnlySpan<byte> name)
    {
        if (account.WatchedPages == 0)
        {
            bench.Report.Skip(name, "not watched"u8);
            return;
        }
        if (account.EarlyUses != 0)
        {
            TextLine seen = $"{account.EarlyUses} page(s)";
            if (account.Syndrome == 0)
            {
                seen.AppendFormatted(", first "u8);
                AddressText.Append(ref seen, bench.Map, account.Address);
                seen.AppendFormatted(", ELR "u8);
                AddressText.Append(ref seen, bench.Map, account.Instruction);
            }
            bench.Report.Finding(FindingId.EarlyDereference, "SetVirtualAddressMap"u8, ref seen);
        }
        bench.Report.Check(
            account.EarlyUses == 0,
            name,
            $"{account.WatchedPages} pages watched, {account.UnwatchedPages} in use as they are"
        );
    }

    /// <summary>What ended a call: the timer, or an exception.</summary>
    public static void Describe(ref TextLine line, MemoryMapView map, in RelocationAccount account)
    {
        if (account.IsOverdue)
        {
            TextLine late = $"ended after {Watchdog.Seconds} s, at ";
            line.Append(in late);
            AddressText.Append(ref line, map, account.Instruction);
            return;
        }
        line.AppendFormatted(ExceptionText.Class((uint)(account.Syndrome >> 26) & 0x3f));
        line.AppendFormatted(", FAR "u8);
        AddressText.Append(ref line, map, account.Address);
        line.AppendFormatted(", ELR "u8);
        AddressText.Append(ref line, map, account.Instruction);
        TextLine end = $", ESR 0x{account.Syndrome:x}";
        line.Append(in end);
    }

    /// <summary>The pointer that every call goes through leads into the new addresses.</summary>
    private static void CheckConversion(ref TestBench bench, in BootRecord record, ReadOnlySpan<byte> name)
    {
        if (record.SetVirtualAddressMapStatus != EfiStatus.Success || bench.Access != ServiceAccess.Open)
        {
            bench.SkipBlocked(name);
            return;
        }
        ulong pointer = bench.Firmware.SystemTable.RuntimeServices;
        bool isVirtual = IsConverted(in bench);
        if (!isVirtual)
        {
            // What lies in memory of the kernel's is nobody's to convert.
            bool isFree =
                bench.Map.TryFind(new PhysicalAddress(pointer), out MemoryDescriptor region) && region.IsUsable;
            bench.Blocker = isFree ? FindingId.RuntimeMemoryIsFree : FindingId.NothingConverted;
            bench.Report.Finding(
                bench.Blocker,
                isFree ? "EFI_RUNTIME_SERVICES"u8 : "SetVirtualAddressMap"u8,
                $"EFI_SYSTEM_TABLE.RuntimeServices is 0x{pointer:x}"
            );
        }
        else
        {
            TellLeft(ref bench, "EFI_SYSTEM_TABLE.FirmwareVendor"u8, bench.Firmware.SystemTable.FirmwareVendor);
            TellLeft(ref bench, "EFI_SYSTEM_TABLE.ConfigurationTable"u8, bench.Firmware.SystemTable.ConfigurationTable);
            TellLost(ref bench);
        }
        bench.Report.Check(isVirtual, name, $"EFI_SYSTEM_TABLE.RuntimeServices 0x{pointer:x}");
    }

    private static bool IsConverted(in TestBench bench) =>
        RuntimeSpace.TryToPhysical(bench.Map, new VirtualAddress(bench.Firmware.SystemTable.RuntimeServices), out _);

    /// <summary>The others of the table, which kernels bring back to physical ones and find either way.</summary>
    private static void TellLeft(ref TestBench bench, ReadOnlySpan<byte> name, ulong pointer)
    {
        if (
            !RuntimeSpace.TryToPhysical(bench.Map, new VirtualAddress(pointer), out _)
            && bench.Map.TryFind(new PhysicalAddress(pointer), out MemoryDescriptor region)
            && region.IsRuntime
        )
        {
            bench.Report.Finding(FindingId.PointerLeft, name, $"0x{pointer:x}");
        }
    }

    /// <summary>
    /// Services that a run leaves alone unless it is asked for them: of those nothing else would show it.
    /// </summary>
    private static void TellLost(ref TestBench bench)
    {
        bench.Firmware.TryReadServices(out ReadOnlySpan<byte> table);
        foreach (
            byte service in (ReadOnlySpan<byte>)
                [(byte)RuntimeService.SetTime, (byte)RuntimeService.SetWakeupTime, (byte)RuntimeService.UpdateCapsule]
        )
        {
            if (table.IsEmpty || !bench.Firmware.Supported.Claims((RuntimeService)service))
            {
                continue;
            }
            ulong pointer = BinaryPrimitives.ReadUInt64LittleEndian(table[(TableHeader.SizeBytes + 8 * service)..]);
            if (!RuntimeSpace.TryToPhysical(bench.Map, new VirtualAddress(pointer), out _))
            {
                bench.Report.Finding(FindingId.ServicePointerLost, ((RuntimeService)service).Text(), $"0x{pointer:x}");
            }
        }
    }

    /// <summary>Virtual is physical, and nobody is known to have asked the firmware for it.</summary>
    public static bool IsLeftInPlace(in TestBench bench) =>
        (!bench.Handover.HasBootRecord || bench.Handover.BootRecord.SetVirtualAddressMapCalls == 0)
        && bench.Map.CountRuntime() != 0
        && IsIdentity(bench.Map);

    private static bool IsIdentity(MemoryMapView map)
    {
        for (int i = 0; i < map.Count; i++)
        {
            if (map[i].IsRuntime && map[i].VirtualStart.Value != map[i].PhysicalStart.Value)
            {
                return false;
            }
        }
        return true;
    }
}
