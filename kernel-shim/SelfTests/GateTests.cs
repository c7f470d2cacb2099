using System;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Kernel;
using Keelson.Paging;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>
/// The gate, tested with services of our own that break the rules, in an address space of their own: it detects it,
/// survives it, and stays closed.
/// </summary>
internal static class GateTests
{
    public const int Results = 8;
    private const ushort Asid = 2;

    private static VirtualAddress CodeAddress => new(0x1000_0000);

    public static void Run(ref TestBench bench, ref RuntimeContext runtime)
    {
        ulong pageSize = KernelSpace.Granule.PageSize;
        PhysicalAddress page = PhysicalMemory.Allocate(pageSize, pageSize);
        if (
            !AddressSpace<TableMemory>.TryCreate(
                default,
                KernelSpace.Granule,
                VirtualHalf.Lower,
                Asid,
                out AddressSpace<TableMemory> space
            )
            || space.Map(page, CodeAddress, pageSize, Protection.RuntimeCode, BlockPolicy.PagesOnly) != MapError.None
        )
        {
            Panic.Stop($"no memory for the gate's tests");
        }
        Cpu.TableStoreBarrier();

        RuntimeGate gate = Call(RogueService.Benign, page, ref space, ref runtime, out EfiStatus status);
        bench.Report.Check(
            status == EfiStatus.Success && gate.Clobbered == ClobberedRegisters.None && gate.IsOpen,
            "gate: a conforming service clobbers nothing"u8,
            $"{status}"
        );
        CheckFault(
            ref bench,
            RogueService.DataAbort,
            "gate: a data abort returns EFI_ABORTED and closes the gate"u8,
            page,
            ref space,
            ref runtime,
            0x1000,
            0x1000
        );
        CheckFault(
            ref bench,
            RogueService.Undefined,
            "gate: an undefined instruction returns EFI_ABORTED and closes the gate"u8,
            page,
            ref space,
            ref runtime,
            0,
            ulong.MaxValue
        );
        CheckFault(
            ref bench,
            RogueService.StackOverflow,
            "gate: a stack overflow into the guard page returns EFI_ABORTED and closes the gate"u8,
            page,
            ref space,
            ref runtime,
            runtime.StackBottom.Value - pageSize,
            runtime.StackBottom.Value - 1
        );
        gate = new RuntimeGate(default, space.BaseRegister, runtime.StackTop);
        status = gate.CallAddress(new VirtualAddress(0x4000_0000));
        bench.Report.Check(
            status == EfiStatus.Aborted && !gate.IsOpen,
            "gate: a call of an unmapped address returns EFI_ABORTED and closes the gate"u8
        );

        gate = Call(RogueService.Clobber, page, ref space, ref runtime, out status);
        ClobberedRegisters expected =
            ClobberedRegisters.X18 | (ClobberedRegisters)(1 << 1 | 1 << 11) | (ClobberedRegisters)(1 << 12 | 1 << 19);
        Span<byte> room = stackalloc byte[ClobberedRegistersText.MaximumBytes];
        bench.Report.Check(
            status == EfiStatus.Success && gate.Clobbered == expected,
            "gate: clobbered registers are detected and restored"u8,
            $"{gate.Clobbered.Text(room)}"
        );
        gate = Call(RogueService.Unmask, page, ref space, ref runtime, out _);
        bench.Report.Check(
            gate.Clobbered == ClobberedRegisters.InterruptMask,
            "gate: interrupts unmasked by a service are detected and masked again"u8
        );
        gate = Call(RogueService.StackSelect, page, ref space, ref runtime, out _);
        bench.Report.Check(
            (gate.Clobbered & ClobberedRegisters.StackSelect) != 0,
            "gate: SPSel changed by a service is detected"u8
        );
    }

    private static void CheckFault(
        ref TestBench bench,
        RogueService service,
        ReadOnlySpan<byte> name,
        PhysicalAddress page,
        ref AddressSpace<TableMemory> space,
        ref RuntimeContext runtime,
        ulong lowestFault,
        ulong highestFault
    )
    {
        RuntimeGate gate = Call(service, page, ref space, ref runtime, out EfiStatus status);
        EfiStatus again = gate.CallAddress(CodeAddress);
        bench.Report.Check(
            status == EfiStatus.Aborted
                && !gate.IsOpen
                && again == EfiStatus.Aborted
                && gate.CallCount == 1
                && Exceptions.LastFaultAddress >= lowestFault
                && Exceptions.LastFaultAddress <= highestFault
                && Cpu.LowerTableBase() == KernelSpace.EmptyTableBase,
            name,
            $"ESR 0x{Exceptions.LastSyndrome:x}, FAR 0x{Exceptions.LastFaultAddress:x}"
        );
    }

    private static RuntimeGate Call(
        RogueService service,
        PhysicalAddress page,
        ref AddressSpace<TableMemory> space,
        ref RuntimeContext runtime,
        out EfiStatus status
    )
    {
        ReadOnlySpan<byte> code = RogueServices.Code(service);
        code.CopyTo(PhysicalMemory.Bytes(page, KernelSpace.Granule.PageSize));
        // Written as data, fetched as instructions at another address: memory first, then no stale instructions.
        Caches.CleanAndInvalidateToPointOfCoherency(KernelLayout.Linear(page), (ulong)code.Length);
        Caches.InvalidateInstructions();
        RuntimeGate gate = new(default, space.BaseRegister, runtime.StackTop);
        status = gate.CallAddress(CodeAddress);
        return gate;
    }
}
