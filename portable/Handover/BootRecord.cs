using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.DeviceTree;
using Keelson.Platform;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.Handover;

/// <summary>
/// What the stub did once it could print no more, and what it saw that the kernel must find again. Big-endian cells of
/// fixed number, so that it is rewritten in place.
/// </summary>
public struct BootRecord
{
    public const int SizeBytes = 188;
    public const uint CurrentVersion = 7;
    private const int CellCount = SizeBytes / sizeof(uint);
    private const int RelocationCell = 26;
    private const int SecondFaultCell = 35;
    private const int ClobberedCell = 41;
    private const int FactsShift = 4;

    [InlineArray(CellCount)]
    private struct Cells
    {
        private uint _first;
    }

    public uint ExitAttempts;

    /// <summary>GetMemoryMap into a buffer, failures included; not the one that asks for the size.</summary>
    public uint MapCalls;
    public uint SetVirtualAddressMapCalls;
    public EfiStatus SetVirtualAddressMapStatus;

    /// <summary>What a second SetVirtualAddressMap was answered.</summary>
    public SecondCall SecondCall;

    /// <summary>Of the firmware, while boot services lasted.</summary>
    public BootTimeFacts Facts;
    public ulong MapKey;
    public uint RuntimeRegionCount;

    /// <summary>
    /// What was seen of SetVirtualAddressMap, and of the exception that ended a second one. The stub writes both apart,
    /// after the rest (<see cref="EncodeRelocation"/>).
    /// </summary>
    public RelocationAccount Relocation;
    public RelocationAccount SecondRelocation;

    /// <summary>CRC-32 of what SetVirtualAddressMap was given: descriptors, their size and version.</summary>
    public uint VirtualMapCrc;
    public FirmwareIdentity Identity;

    /// <summary>Allocations watched in the running stub (patches 4/8, 5/8), and how many of them were exact.</summary>
    public uint AllocationChecks;
    public uint ExactAllocations;

    /// <summary>
    /// As the stub found them: a kernel to which nothing else leads, or no longer leads, can still speak and stop.
    /// </summary>
    public SerialPort Console;
    public PsciConduit Psci;

    /// <summary>As the stub saw it, and decided by.</summary>
    public SecureBootState SecureBoot;

    /// <summary>All of the initial ramdisk came with the stub's own image.</summary>
    public bool IsInitrdCarried;

    /// <summary>By which the next start of the stub knows this run's report; 0 where it keeps none in memory.</summary>
    public ulong RunId;

    /// <summary>Runs that were started from this volume, with this one; 0 where they are not counted.</summary>
    public uint RunNumber;

    /// <summary>
    /// What GetTime gave while boot services lasted, to the second; no time where the stub did not ask or was given
    /// none.
    /// </summary>
    public EfiTime Clock;

    public readonly void Encode(Span<byte> destination)
    {
        Cells cells = default;
        cells[0] = CurrentVersion;
        cells[1] = ExitAttempts;
        cells[2] = MapCalls;
        cells[3] = SetVirtualAddressMapCalls;
        Write(ref cells, 4, (ulong)SetVirtualAddressMapStatus);
        Write(ref cells, 6, MapKey);
        cells[8] = RuntimeRegionCount;
        cells[9] = VirtualMapCrc;
        cells[10] = Identity.VendorCrc;
        cells[11] = Identity.TableCount;
        cells[12] = Identity.TablesCrc;
        cells[13] = AllocationChecks;
        cells[14] = ExactAllocations;
        cells[15] = (uint)SecondCall | (uint)Facts << FactsShift;
        Write(ref cells, 16, Console.Registers.Value);
        cells[18] = Console.Cell;
        cells[19] = (uint)Psci;
        cells[20] = (uint)SecureBoot;
        cells[21] = (IsInitrdCarried ? 1u : 0) | RunNumber << 1;
        Write(ref cells, 22, RunId);
        cells[24] = (uint)(Clock.Year << 16 | Clock.Month << 8 | Clock.Day);
        cells[25] = (uint)Clock.SecondOfDay;
        WriteFrom(0, in cells, destination);
    }

    /// <summary>
    /// The part about SetVirtualAddressMap, over the zeroes that <see cref="Encode"/> leaves for it.
    /// </summary>
    public static void EncodeRelocation(in RelocationAccount first, in RelocationAccount second, Span<byte> destination)
    {
        Cells cells = default;
        cells[RelocationCell] = first.WatchedPages;
        cells[RelocationCell + 1] = first.UnwatchedPages;
        cells[RelocationCell + 2] = first.EarlyUses;
        WriteFault(ref cells, RelocationCell + 3, in first);
        WriteFault(ref cells, SecondFaultCell, in second);
        Write(ref cells, ClobberedCell, (ulong)first.Clobbered);
        Write(ref cells, ClobberedCell + 2, (ulong)first.ExitClobbered);
        Write(ref cells, ClobberedCell + 4, (ulong)second.Clobbered);
        WriteFrom(RelocationCell, in cells, destination);
    }

    /// <summary>Cells of a property are big-endian (Devicetree Specification 0.4, 2.2.4.2).</summary>
    private static void WriteFrom(int first, in Cells cells, Span<byte> destination)
    {
        Span<uint> written = MemoryMarshal.Cast<byte, uint>(destination);
        for (int i = first; i < CellCount; i++)
        {
            written[i] = BinaryPrimitives.ReverseEndianness(cells[i]);
        }
    }

    public static bool TryDecode(ReadOnlySpan<byte> source, out BootRecord record)
    {
        record = default;
        if (source.Length != SizeBytes)
        {
            return false;
        }

        Cells cells = default;
        for (int i = 0; i < CellCount; i++)
        {
            cells[i] = BinaryPrimitives.ReadUInt32BigEndian(source[(i * sizeof(uint))..]);
        }

        if (cells[0] != CurrentVersion)
        {
            return false;
        }

        record.ExitAttempts = cells[1];
        record.MapCalls = cells[2];
        record.SetVirtualAddressMapCalls = cells[3];
        record.SetVirtualAddressMapStatus = (EfiStatus)Read(in cells, 4);
        record.MapKey = Read(in cells, 6);
        record.RuntimeRegionCount = cells[8];
        record.VirtualMapCrc = cells[9];
        record.Identity = new FirmwareIdentity(cells[10], cells[11], cells[12]);
        record.AllocationChecks = cells[13];
        record.ExactAllocations = cells[14];
        record.SecondCall = (SecondCall)(cells[15] & ((1 << FactsShift) - 1));
        record.Facts = (BootTimeFacts)(cells[15] >> FactsShift);
        record.Console = SerialPort.FromCell(cells[18], new PhysicalAddress(Read(in cells, 16)));
        record.Psci = (PsciConduit)cells[19];
        record.SecureBoot = (SecureBootState)cells[20];
        record.IsInitrdCarried = (cells[21] & 1) != 0;
        record.RunNumber = cells[21] >> 1;
        record.RunId = Read(in cells, 22);
        record.Clock = new EfiTime
        {
            Year = (ushort)(cells[24] >> 16),
            Month = (byte)(cells[24] >> 8),
            Day = (byte)cells[24],
            Hour = (byte)(cells[25] / 3600),
            Minute = (byte)(cells[25] / 60 % 60),
            Second = (byte)(cells[25] % 60),
        };
        record.Relocation.WatchedPages = cells[RelocationCell];
        record.Relocation.UnwatchedPages = cells[RelocationCell + 1];
        record.Relocation.EarlyUses = cells[RelocationCell + 2];
        ReadFault(in cells, RelocationCell + 3, ref record.Relocation);
        ReadFault(in cells, SecondFaultCell, ref record.SecondRelocation);
        record.Relocation.Clobbered = (ClobberedRegisters)Read(in cells, ClobberedCell);
        record.Relocation.ExitClobbered = (ClobberedRegisters)Read(in cells, ClobberedCell + 2);
        record.SecondRelocation.Clobbered = (ClobberedRegisters)Read(in cells, ClobberedCell + 4);
        return true;
    }

    private static void WriteFault(ref Cells cells, int index, in RelocationAccount account)
    {
        Write(ref cells, index, account.Syndrome);
        Write(ref cells, index + 2, account.Address);
        Write(ref cells, index + 4, account.Instruction);
    }

    private static void ReadFault(in Cells cells, int index, ref RelocationAccount account)
    {
        account.Syndrome = Read(in cells, index);
        account.Address = Read(in cells, index + 2);
        account.Instruction = Read(in cells, index + 4);
    }

    private static void Write(ref Cells cells, int index, ulong value)
    {
        cells[index] = (uint)(value >> 32);
        cells[index + 1] = (uint)value;
    }

    private static ulong Read(in Cells cells, int index) => (ulong)cells[index] << 32 | cells[index + 1];
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
