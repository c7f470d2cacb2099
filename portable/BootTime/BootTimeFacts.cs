using System;

namespace Keelson.BootTime;

/// <summary>
/// What the stub saw of the firmware while boot services lasted, for the kernel's report; no bits without
/// <see cref="Seen"/>. The protections are those that shim tells of (HSIStatus), and fwupd after it.
/// </summary>
[Flags]
public enum BootTimeFacts : uint
{
    None = 0,
    Seen = 1 << 0,

    // The CRC32 of a table's header is wrong before SetVirtualAddressMap.
    SystemTableCrc = 1 << 1,
    BootServicesCrc = 1 << 2,
    RuntimeServicesCrc = 1 << 3,

    /// <summary>The tables in use could be followed.</summary>
    ProtectionsSeen = 1 << 4,

    /// <summary>HEAPX: memory of an AllocatePages of BootServicesData.</summary>
    HeapExecutable = 1 << 5,

    /// <summary>STACKX: the stack that an application runs on.</summary>
    StackExecutable = 1 << 6,

    /// <summary>ROW: the application's code, whose section is read-only.</summary>
    CodeWritable = 1 << 7,

    /// <summary>HASMAP: EFI_MEMORY_ATTRIBUTE_PROTOCOL.</summary>
    HasAttributeProtocol = 1 << 8,

    /// <summary>
    /// HASDST, HASDSTGMSD, HASDSTSMSA: the table of the DXE services, and of those the ones that read and set what
    /// memory allows.
    /// </summary>
    HasDxeServices = 1 << 9,
    HasGetMemorySpace = 1 << 10,
    HasSetMemorySpace = 1 << 11,

    // What describes the machine lacks something that kernels do not start without (MachineAudit).
    ProfileOld = 1 << 12,
    ProfileNotReduced = 1 << 13,
    AcpiTimerLost = 1 << 14,
    AcpiProcessorLost = 1 << 15,
    AcpiInterruptsLost = 1 << 16,
    TreeTimerLost = 1 << 17,
    TreeProcessorLost = 1 << 18,
    TreeInterruptsLost = 1 << 19,
    PsciFaults = 1 << 20,

    /// <summary>The timer's node has <c>clock-frequency</c>.</summary>
    CounterRateInTree = 1 << 21,

    // There is no serial port where the firmware says it is: stdout-path of the device tree, ACPI's SPCR.
    TreeConsoleLost = 1 << 22,
    AcpiConsoleLost = 1 << 23,

    // A table's header has another signature, revision or size than UEFI's, before SetVirtualAddressMap.
    SystemTableHeader = 1 << 24,
    BootServicesHeader = 1 << 25,
    RuntimeServicesHeader = 1 << 26,

    /// <summary>EFI_SYSTEM_TABLE.ConOut leads nowhere.</summary>
    ConsoleOutputMissing = 1 << 27,
}
