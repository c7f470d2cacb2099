using System;
using System.Runtime.InteropServices;
using Keelson.Addresses;
using Keelson.Paging;
using Keelson.Uefi;

namespace Keelson.Kexec;

/// <summary>
/// The page that every kernel of a chain hands on: what the first one saw, for the others to find again, and what the
/// last one used, for the next to avoid. Native byte order: it never leaves the machine.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct GenerationRecord
{
    public const int SizeBytes = 136;
    public const ulong ExpectedMagic = 0x4e4f_4954_4152_454e;

    public ulong Magic;

    /// <summary>1 for the kernel that the boot stub entered.</summary>
    public uint Generation;
    public uint Total;

    // What must never change.
    public uint MapCrc;
    public uint LayoutCrc;
    public uint SetVirtualAddressMapCalls;

    /// <summary>At which all of them are entered.</summary>
    public uint ExceptionLevel;
    public ulong FirstFreeBytes;

    // The generation before.
    public PhysicalAddress PreviousImageStart;
    public PhysicalAddress PreviousImageEnd;
    public PhysicalAddress PreviousTablesStart;
    public PhysicalAddress PreviousTablesEnd;
    public PhysicalAddress PreviousRuntimeRoot;
    public ulong PreviousAsid;

    /// <summary>Written by the first generation into a variable, expected by all others.</summary>
    public ulong Token;

    // Virtual counter ticks (CNTVCT_EL0).
    public ulong GenerationStart;
    public ulong TransitionStart;
    public ulong CacheTicks;
    public uint ServicesPassed;

    /// <summary>Page size of the first generation, in bytes.</summary>
    public uint Granule;

    /// <summary>CRC-32 of everything before it.</summary>
    public uint Crc;
    private readonly uint _padding;

    public readonly PhysicalRange PreviousImage => new(PreviousImageStart, PreviousImageEnd);
    public readonly PhysicalRange PreviousTables => new(PreviousTablesStart, PreviousTablesEnd);

    public static bool TryRead(ReadOnlySpan<byte> page, out GenerationRecord record)
    {
        record = MemoryMarshal.Read<GenerationRecord>(page);
        return record.Magic == ExpectedMagic && record.Crc == Crc32.Of(page[..CrcOffset]);
    }

    public void Write(Span<byte> page)
    {
        Magic = ExpectedMagic;
        MemoryMarshal.Write(page, in this);
        Crc = Crc32.Of(page[..CrcOffset]);
        MemoryMarshal.Write(page, in this);
    }

    private const int CrcOffset = SizeBytes - 8;

    /// <summary>The virtual layout alone: where each runtime region is, physically and for calls.</summary>
    public static uint CrcOfLayout(in MemoryMapView map)
    {
        Crc32 crc = Crc32.Start();
        for (int i = 0; i < map.Count; i++)
        {
            MemoryDescriptor region = map[i];
            if (!region.IsRuntime)
            {
                continue;
            }

            crc.Append(region.PhysicalStart.Value);
            crc.Append(region.VirtualStart.Value);
            crc.Append(region.PageCount);
        }
        return crc.Value;
    }
}
