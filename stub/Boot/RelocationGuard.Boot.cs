using System;
using System.Runtime;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Handover;
using Keelson.Paging;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.Stub;

internal static partial class RelocationGuard
{
    private const ulong Resume = 0;
    private const ulong End = 1;
    private const ulong ResumeMasked = 2;

    // Of a vector's number, the last two bits (Arm ARM DDI 0487, D1.3.1.2).
    private const ulong Interrupt = 1;
    private const ulong FastInterrupt = 2;

    private static unsafe void* s_map;
    private static int s_mapSize;
    private static MemoryMapInfo s_info;
    private static RelocationWatch<FirmwareTableMemory> s_watch;
    private static bool s_isWatched;
    private static bool s_isAnswered;
    private static bool s_isLost;
    private static RelocationAccount s_first;
    private static RelocationAccount s_fault;

    static partial void Remember(Span<byte> map, in MemoryMapInfo info)
    {
        // SAFETY: the buffer is an allocation that stays until the kernel is entered.
        unsafe
        {
            fixed (byte* bytes = map)
            {
                s_map = bytes;
            }
        }
        s_mapSize = map.Length;
        s_info = info;
    }

    private static partial EfiStatus Call(ReadOnlySpan<byte> map, ulong descriptorSizeBytes, uint descriptorVersion)
    {
        ulong tables = 0;
        s_fault = default;
        OwnTranslation translation = GuardedCall.Translation;
        if (
            translation.IsOrdinary(Cpu.ExceptionLevel)
            && ShadowTables<FirmwareTableMemory>.TryCreate(
                default,
                GuardedCall.Pool,
                translation.Root,
                translation.AddressBits,
                out ShadowTables<FirmwareTableMemory> shadow
            )
            && shadow.TryUnmap(GuardedCall.StackGuard.Start.Value, GuardedCall.StackGuard.End.Value)
        )
        {
            // Once: a second call has the addresses that the first one gave.
            s_isWatched =
                !s_isAnswered
                && RelocationWatch<FirmwareTableMemory>.TryStart(
                    shadow,
                    Map,
                    EfiApplication.SerialPortRegisters,
                    out s_watch
                );
            // A walker that does not look into caches.
            Caches.CleanAndInvalidateToPointOfCoherency(
                new VirtualAddress(GuardedCall.Pool.Start.Value),
                GuardedCall.PoolBytes
            );
            tables = s_isWatched || s_isAnswered ? translation.With(shadow.Root) : 0;
        }
        GuardedCallFrame frame = new()
        {
            Function = EfiApplication.Runtime.SetVirtualAddressMapAddress,
            Argument0 = (ulong)map.Length,
            Argument1 = descriptorSizeBytes,
            Argument2 = descriptorVersion,
            Argument3 = Firmware.AddressOf(map).Value,
            Tables = tables,
        };
        StartCheck(ref frame);
        StartTimer(ref frame);
        EfiStatus status = GuardedCall.Invoke(ref frame);
        StopTimer();
        if (!s_isAnswered)
        {
            s_first = s_isWatched ? s_watch.Account : default;
            if (s_fault.Syndrome != 0)
            {
                s_first.Syndrome = s_fault.Syndrome;
                s_first.Address = s_fault.Address;
                s_first.Instruction = s_fault.Instruction;
                s_fault = default;
            }
            EndCheck(ref s_first);
        }
        else
        {
            EndCheck(ref s_fault);
        }
        s_isWatched = false;
        s_isAnswered = true;
        return status;
    }

    static partial void Tell(scoped ref BootExit<Firmware> exit)
    {
        EndWatch();
        if (!s_isAnswered)
        {
            return;
        }
        exit.RecordRelocation(in s_first, in s_fault);
        if (s_first.EarlyUses != 0)
        {
            Log.WriteLine(
                $"SetVirtualAddressMap used {s_first.EarlyUses} page(s) of its new addresses before it returned, first "
                    + $"0x{s_first.Address:x}, from 0x{s_first.Instruction:x}: mapped for it"
            );
        }
        TellFault(in s_first);
        TellFault(in s_fault);
    }

    /// <summary>Has the next guarded call interrupted when its time is up. The loader leaves it out.</summary>
    static partial void StartTimer(scoped ref GuardedCallFrame frame);

    static partial void StopTimer();

    /// <summary>What the call changes that it has to keep is put back, and seen. The loader leaves it out.</summary>
    static partial void StartCheck(scoped ref GuardedCallFrame frame);

    static partial void EndCheck(ref RelocationAccount account);

    /// <summary>Neither call is to come any more. The loader leaves it out.</summary>
    static partial void EndWatch();

    /// <summary>The loader leaves it out, and stops.</summary>
    static partial void ResetMachine();

    static partial void JudgeInterrupt(ulong instruction, scoped ref ulong action);

    private static void TellFault(in RelocationAccount account)
    {
        if (account.IsOverdue)
        {
            Log.WriteLine($"SetVirtualAddressMap did not return: ended at 0x{account.Instruction:x}");
        }
        else if (account.Syndrome != 0)
        {
            TellFault("SetVirtualAddressMap"u8, account.Syndrome, account.Address, account.Instruction);
        }
    }

    /// <param name="call">0 where none is under way: the vectors stay until the kernel has its own.</param>
    /// <returns>Whether the instruction is done again, masked or not, or the call ended.</returns>
    [RuntimeExport("HandleGuardedException")]
    private static ulong Handle(ulong vector, ulong syndrome, ulong address, ulong instruction, ulong call)
    {
        const uint InstructionAbort = 0x21,
            DataAbort = 0x25;
        if ((vector & 3) is Interrupt or FastInterrupt)
        {
            ulong action = ResumeMasked;
            JudgeInterrupt(instruction, ref action);
            return action;
        }
        if (call == 0)
        {
            // Once: telling it may be what fails.
            if (!s_isLost)
            {
                s_isLost = true;
                TellFault("error: the stub"u8, syndrome, address, instruction);
                ResetMachine();
            }
            return End;
        }
        uint exceptionClass = (uint)(syndrome >> 26) & 0x3f;
        bool isTranslationFault = exceptionClass is InstructionAbort or DataAbort && (syndrome & 0x3c) == 4;
        if (s_isWatched && isTranslationFault && s_watch.TryResolve(Map, address, instruction))
        {
            Cpu.TableStoreBarrier();
            return Resume;
        }
        s_fault.Syndrome = syndrome == 0 ? 1 : syndrome;
        s_fault.Address = address;
        s_fault.Instruction = instruction;
        return End;
    }

    // SAFETY: Remember was given both from one call of GetMemoryMap, which BootExit has looked at since.
    private static unsafe MemoryMapView Map
    {
        get
        {
            MemoryMapView.TryCreate(new Span<byte>(s_map, s_mapSize), s_info, out MemoryMapView map);
            return map;
        }
    }
}

/// <summary>Tables as the firmware's 1:1 map shows them.</summary>
internal readonly struct FirmwareTableMemory : ITableMemory
{
    /// <summary>Never asked for: copies have a pool.</summary>
    public bool TryAllocateTable(ulong sizeBytes, out PhysicalAddress table)
    {
        table = default;
        return false;
    }

    // SAFETY: tables that the walker follows, and those of the pool, are mapped 1:1.
    public unsafe ulong Read(PhysicalAddress table, int index) => ((ulong*)table.Value)[index];

    public unsafe void Write(PhysicalAddress table, int index, ulong descriptor)
    {
        // SAFETY: ShadowTables writes to the pool alone.
        Cpu.TableStoreBarrier();
        System.Threading.Volatile.Write(ref ((ulong*)table.Value)[index], descriptor);
    }
}
