using System;
using System.Buffers.Binary;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Tcg;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// A copy of the TPM's event log for the kernel: the firmware's own is gone with boot services. Without a TPM there is
/// none.
/// </summary>
internal static class TpmEventLog
{
    private const ulong CryptoAgileFormat = 2;
    private const ulong Sha1Format = 1;

    /// <summary>
    /// <c>struct linux_efi_tpm_eventlog</c> (Linux, include/linux/efi.h): size, size of the final events so far,
    /// format, log.
    /// </summary>
    private const int HeaderSizeBytes = 9;

    /// <summary>EFI_TCG2_FINAL_EVENTS_TABLE: version, count, events (TCG EFI Protocol Specification 1.00, 7).</summary>
    private const int FinalEventsHeaderBytes = 16;

    /// <summary>Far more than any firmware logs; what would be longer is no log.</summary>
    private const int MaximumBytes = 0x40_0000;

    // SAFETY: the protocol is the firmware's; the table is memory of ours that is never freed once installed.
    public static unsafe bool TryCopy(EfiSystem system, Firmware firmware, out PhysicalRange table)
    {
        table = default;
        Tcg2Protocol* tcg2 = system.Boot.FindProtocol<Tcg2Protocol>();
        if (tcg2 == null)
        {
            return false;
        }
        ulong format = CryptoAgileFormat;
        if (
            !TryLocate(tcg2, format, out ulong log, out ulong last)
            && !TryLocate(tcg2, format = Sha1Format, out log, out last)
        )
        {
            return false;
        }
        ulong size = Measure(log, last, format, out ReadOnlySpan<byte> first);
        // A log whose end cannot be found is as good as none.
        EfiStatus status =
            size == 0
                ? EfiStatus.DeviceError
                : AlignedPages.Allocate(firmware, MemoryType.AcpiReclaim, HeaderSizeBytes + size, 0, out table);
        if (status != EfiStatus.Success)
        {
            Log.WriteLine($"warning: TPM event log of {size} bytes not copied: {status}");
            return false;
        }
        Span<byte> copy = firmware.Memory(table);
        BinaryPrimitives.WriteUInt32LittleEndian(copy, (uint)size);
        BinaryPrimitives.WriteUInt32LittleEndian(
            copy[4..],
            format == CryptoAgileFormat ? (uint)FinalEventsSize(system, first) : 0
        );
        copy[8] = (byte)format;
        Firmware.BytesAt(new PhysicalAddress(log), size).CopyTo(copy[HeaderSizeBytes..]);
        Log.WriteLine($"TPM event log of {size} bytes copied");
        return true;
    }

    private static unsafe bool TryLocate(Tcg2Protocol* tcg2, ulong format, out ulong log, out ulong last)
    {
        ulong location = 0,
            lastEntry = 0;
        byte truncated = 0;
        // SAFETY: the protocol is the firmware's; it fills in three values.
        EfiStatus status = FirmwareCall.Invoke(tcg2->GetEventLog, tcg2, format, &location, &lastEntry, &truncated);
        log = location;
        last = lastEntry;
        return status == EfiStatus.Success && location != 0;
    }

    /// <summary>Bytes from the log's first event to the end of its last; 0 where that cannot be said.</summary>
    private static ulong Measure(ulong log, ulong last, ulong format, out ReadOnlySpan<byte> first)
    {
        ReadOnlySpan<byte> all = Firmware.BytesAt(new PhysicalAddress(log), MaximumBytes);
        first = all[..(int)EventLogMeasure.Sha1EventSize(all)];
        // A log without a single event has no last one.
        if (last == 0 || first.IsEmpty || last < log || last - log >= MaximumBytes)
        {
            return 0;
        }
        int offset = (int)(last - log);
        ulong size =
            offset == 0 ? (ulong)first.Length
            : format == Sha1Format ? EventLogMeasure.Sha1EventSize(all[offset..])
            : EventLogMeasure.EventSize(first, all[offset..]);
        return size == 0 ? 0 : (ulong)offset + size;
    }

    /// <summary>
    /// What was measured since the log was asked for is in another table too, whose first events the kernel must not
    /// count twice.
    /// </summary>
    private static ulong FinalEventsSize(EfiSystem system, ReadOnlySpan<byte> first)
    {
        if (!system.TryFindTable(WellKnownGuids.Tcg2FinalEvents, out PhysicalAddress table))
        {
            return 0;
        }
        ReadOnlySpan<byte> events = Firmware.BytesAt(table, MaximumBytes);
        ulong count = BinaryPrimitives.ReadUInt64LittleEndian(events[8..]);
        ulong size = 0;
        for (; count > 0 && size < MaximumBytes - FinalEventsHeaderBytes; count--)
        {
            ulong next = EventLogMeasure.EventSize(first, events[(FinalEventsHeaderBytes + (int)size)..]);
            if (next == 0)
            {
                break;
            }
            size += next;
        }
        return size;
    }
}
