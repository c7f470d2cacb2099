using Keelson.Addresses;
using Keelson.Findings;
using Keelson.RuntimeServices;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>The first fault of a runtime service, as it was: nothing that comes later changes it.</summary>
internal readonly struct GateFault(
    FindingId finding,
    RuntimeService service,
    uint call,
    uint callOfService,
    ulong syndrome,
    ulong faultAddress,
    ulong instruction
)
{
    /// <summary>An exception, or a call that did not come back in time; None where there was no fault.</summary>
    public FindingId Finding { get; } = finding;
    public RuntimeService Service { get; } = service;

    /// <summary>Calls of all services up to and with this one.</summary>
    public uint Call { get; } = call;

    /// <summary>Calls of this service up to and with this one.</summary>
    public uint CallOfService { get; } = callOfService;
    public ulong Syndrome { get; } = syndrome;
    public ulong FaultAddress { get; } = faultAddress;
    public ulong Instruction { get; } = instruction;

    /// <summary>DFSC or IFSC of a permission fault, any level.</summary>
    public bool IsPermissionFault => (Syndrome >> 26 & 0x3f) is 0x21 or 0x25 && (Syndrome & 0x3c) == 0x0c;

    /// <summary>In <see cref="Faults"/> of as many rounds; 0 where it did not come in rounds.</summary>
    public uint Rounds { get; private init; }
    public uint Faults { get; private init; }

    /// <summary>In a call that the first processor did not make.</summary>
    public bool IsElsewhere { get; init; }

    public GateFault In(uint faults, uint rounds) => this with { Faults = faults, Rounds = rounds };
}

/// <summary>A fault with its addresses as region and offset.</summary>
internal readonly ref struct FaultText(MemoryMapView map, GateFault fault)
{
    private readonly MemoryMapView _map = map;
    private readonly GateFault _fault = fault;

    public TextLine ToLine()
    {
        if (_fault.Finding == FindingId.CallNeverReturned)
        {
            TextLine late = $"ended after {Watchdog.Seconds} s, at ";
            Append(ref late, _fault.Instruction);
            AppendCall(ref late);
            return late;
        }
        uint exceptionClass = (uint)(_fault.Syndrome >> 26) & 0x3f;
        TextLine line = $"{ExceptionText.Class(exceptionClass)}";
        // FAR_EL1 says something for aborts and alignment faults only (Arm ARM DDI 0487, D24.2.43).
        if (exceptionClass is 0x20 or 0x21 or 0x22 or 0x24 or 0x25)
        {
            line.AppendFormatted(", FAR "u8);
            Append(ref line, _fault.FaultAddress);
        }
        // Of an instruction abort they are the same, and a place told twice leaves no room for what follows.
        line.AppendFormatted(", ELR "u8);
        if (exceptionClass is 0x20 or 0x21 && _fault.FaultAddress == _fault.Instruction)
        {
            line.AppendFormatted("the same"u8);
        }
        else
        {
            Append(ref line, _fault.Instruction);
        }
        TextLine end = $", ESR 0x{_fault.Syndrome:x}";
        line.Append(in end);
        AppendCall(ref line);
        return line;
    }

    private void AppendCall(ref TextLine line)
    {
        TextLine number = $", call {_fault.Call}, the service's {_fault.CallOfService}";
        line.Append(in number);
        if (_fault.IsElsewhere)
        {
            line.AppendFormatted(", on another processor"u8);
        }
        if (_fault.IsPermissionFault && AttributesInForce.IsOn)
        {
            line.AppendFormatted(", under EFI_MEMORY_ATTRIBUTES_TABLE"u8);
        }
        if (_fault.Rounds != 0)
        {
            TextLine rounds = $", in {_fault.Faults} of {_fault.Rounds} rounds";
            line.Append(in rounds);
        }
    }

    private void Append(ref TextLine line, ulong address) => AddressText.Append(ref line, _map, address);
}

/// <summary>An address that firmware used, as region and offset.</summary>
internal static class AddressText
{
    public static void Append(ref TextLine line, MemoryMapView map, ulong address)
    {
        TextLine place = $"{new VirtualAddress(address)}";
        line.Append(in place);
        PhysicalAddress physical = new(address);
        if (RuntimeSpace.TryToPhysical(map, new VirtualAddress(address), out PhysicalAddress relocated))
        {
            physical = relocated;
            map.TryFind(physical, out MemoryDescriptor region);
            place = $" = {region.Type} {region.PhysicalStart} + 0x{physical - region.PhysicalStart:x}";
        }
        else if (map.TryFind(physical, out MemoryDescriptor unconverted))
        {
            place =
                $" = physical, {unconverted.Type} {unconverted.PhysicalStart} + "
                + $"0x{physical - unconverted.PhysicalStart:x}";
        }
        else if (RuntimeContext.IsBelowStack(address))
        {
            place = $" = below the {RuntimeContext.StackBytes >> 10} KB of its stack";
        }
        else if (ServiceBuffers.TryFindOverrun(address, out int argument, out ulong pastBytes))
        {
            place = $" = byte {pastBytes + 1} behind argument {argument + 1}";
        }
        else
        {
            // A null pointer's neighbourhood, or a register that nobody converted: the device is one reading of two.
            line.AppendFormatted(" (in no region"u8);
            DeviceNames.Append(ref line, ", physical "u8, physical);
            line.AppendFormatted(")"u8);
            return;
        }
        line.Append(in place);
        DeviceNames.Append(ref line, " in "u8, physical);
    }
}
