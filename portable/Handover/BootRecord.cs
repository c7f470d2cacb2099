using System;
using System.Buffers.Binary;
using Keelson.DeviceTree;
using Keelson.Memory;
using Keelson.Platform;
using Keelson.Uefi;

namespace Keelson.Handover;

/// <summary>
/// What the stub did once it could print no more, and what it saw that the kernel must find again. Big-endian cells of
/// fixed number, so that it is rewritten in place.
/// </summary>
public struct BootRecord
{
    public const int SizeBytes = 80;
    private const uint CurrentVersion = 1;

    public uint ExitAttempts;
    /// <summary>GetMemoryMap into a buffer, failures included; not the one that asks for the size.</summary>
    public uint MapCalls;
    public uint SetVirtualAddressMapCalls;
    public EfiStatus SetVirtualAddressMapStatus;
    /// <summary>What a second SetVirtualAddressMap was answered.</summary>
    public SecondCall SecondCall;
    public ulong MapKey;
    public uint RuntimeRegionCount;
    /// <summary>CRC-32 of what SetVirtualAddressMap was given: descriptors, their size and version.</summary>
    public uint VirtualMapCrc;
    public FirmwareIdentity Identity;
    /// <summary>Allocations watched in the running stub (patches 4/8, 5/8), and how many of them were exact.</summary>
    public uint AllocationChecks;
    public uint ExactAllocations;
    /// <summary>As the stub found them: a kernel to which nothing else leads, or no longer leads, can still speak and stop.</summary>
    public SerialPort Console;
    public PsciConduit Psci;

    public readonly void Encode(Span<byte> cells)
    {
        cells[..SizeBytes].Clear();
        BinaryPrimitives.WriteUInt32BigEndian(cells, CurrentVersion);
        BinaryPrimitives.WriteUInt32BigEndian(cells[4..], ExitAttempts);
        BinaryPrimitives.WriteUInt32BigEndian(cells[8..], MapCalls);
        BinaryPrimitives.WriteUInt32BigEndian(cells[12..], SetVirtualAddressMapCalls);
        BinaryPrimitives.WriteUInt64BigEndian(cells[16..], (ulong)SetVirtualAddressMapStatus);
        BinaryPrimitives.WriteUInt64BigEndian(cells[24..], MapKey);
        BinaryPrimitives.WriteUInt32BigEndian(cells[32..], RuntimeRegionCount);
        BinaryPrimitives.WriteUInt32BigEndian(cells[36..], VirtualMapCrc);
        BinaryPrimitives.WriteUInt32BigEndian(cells[40..], Identity.VendorCrc);
        BinaryPrimitives.WriteUInt32BigEndian(cells[44..], Identity.TableCount);
        BinaryPrimitives.WriteUInt32BigEndian(cells[48..], Identity.TablesCrc);
        BinaryPrimitives.WriteUInt32BigEndian(cells[52..], AllocationChecks);
        BinaryPrimitives.WriteUInt32BigEndian(cells[56..], ExactAllocations);
        BinaryPrimitives.WriteUInt32BigEndian(cells[60..], (uint)SecondCall);
        BinaryPrimitives.WriteUInt64BigEndian(cells[64..], Console.Registers.Value);
        BinaryPrimitives.WriteUInt32BigEndian(cells[72..], Console.Layout);
        BinaryPrimitives.WriteUInt32BigEndian(cells[76..], (uint)Psci);
    }

    public static bool TryDecode(ReadOnlySpan<byte> cells, out BootRecord record)
    {
        record = default;
        if (cells.Length != SizeBytes || BinaryPrimitives.ReadUInt32BigEndian(cells) != CurrentVersion)
            return false;
        record.ExitAttempts = BinaryPrimitives.ReadUInt32BigEndian(cells[4..]);
        record.MapCalls = BinaryPrimitives.ReadUInt32BigEndian(cells[8..]);
        record.SetVirtualAddressMapCalls = BinaryPrimitives.ReadUInt32BigEndian(cells[12..]);
        record.SetVirtualAddressMapStatus = (EfiStatus)BinaryPrimitives.ReadUInt64BigEndian(cells[16..]);
        record.MapKey = BinaryPrimitives.ReadUInt64BigEndian(cells[24..]);
        record.RuntimeRegionCount = BinaryPrimitives.ReadUInt32BigEndian(cells[32..]);
        record.VirtualMapCrc = BinaryPrimitives.ReadUInt32BigEndian(cells[36..]);
        record.Identity = new FirmwareIdentity(
            BinaryPrimitives.ReadUInt32BigEndian(cells[40..]),
            BinaryPrimitives.ReadUInt32BigEndian(cells[44..]),
            BinaryPrimitives.ReadUInt32BigEndian(cells[48..]));
        record.AllocationChecks = BinaryPrimitives.ReadUInt32BigEndian(cells[52..]);
        record.ExactAllocations = BinaryPrimitives.ReadUInt32BigEndian(cells[56..]);
        record.SecondCall = (SecondCall)BinaryPrimitives.ReadUInt32BigEndian(cells[60..]);
        record.Console = SerialPort.FromLayout(
            BinaryPrimitives.ReadUInt32BigEndian(cells[72..]), new PhysicalAddress(BinaryPrimitives.ReadUInt64BigEndian(cells[64..])));
        record.Psci = (PsciConduit)BinaryPrimitives.ReadUInt32BigEndian(cells[76..]);
        return true;
    }
}

/// <summary>The answer to a second SetVirtualAddressMap.</summary>
public enum SecondCall : uint
{
    NotAsked = 0,
    /// <summary>EFI_UNSUPPORTED, as it should be.</summary>
    Refused = 1,
    /// <summary>Any other answer.</summary>
    NotRefused = 2,
}
