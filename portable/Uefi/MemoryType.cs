namespace Keelson.Uefi;

/// <summary>
/// <c>EFI_MEMORY_TYPE</c> (UEFI 2.10, 7.2; its tables "Memory Type Usage" say what each is before and after
/// ExitBootServices). From 0x70000000 on types belong to OEMs, from 0x80000000 on to operating system loaders.
/// </summary>
public enum MemoryType : uint
{
    /// <summary>Not usable.</summary>
    Reserved = 0,

    /// <summary>Code of a UEFI application: free once it has no use for it.</summary>
    LoaderCode = 1,

    /// <summary>Data of a UEFI application, and what it allocates.</summary>
    LoaderData = 2,

    /// <summary>Code of boot services: free after ExitBootServices.</summary>
    BootServicesCode = 3,

    /// <summary>Data of boot services: free after ExitBootServices.</summary>
    BootServicesData = 4,

    /// <summary>Code of runtime services: to be kept.</summary>
    RuntimeServicesCode = 5,

    /// <summary>Data of runtime services: to be kept.</summary>
    RuntimeServicesData = 6,

    /// <summary><c>EfiConventionalMemory</c>: free.</summary>
    Conventional = 7,

    /// <summary><c>EfiUnusableMemory</c>: errors were detected in it.</summary>
    Unusable = 8,

    /// <summary><c>EfiACPIReclaimMemory</c>: ACPI tables, free once they are read.</summary>
    AcpiReclaim = 9,

    /// <summary><c>EfiACPIMemoryNVS</c>: the firmware's, kept over sleep states.</summary>
    AcpiNvs = 10,

    /// <summary>A device that runtime services need mapped.</summary>
    MemoryMappedIo = 11,

    /// <summary>Memory that the processor turns into port accesses.</summary>
    MemoryMappedIoPortSpace = 12,

    /// <summary>Code of the firmware of Itanium processors.</summary>
    PalCode = 13,

    /// <summary><c>EfiPersistentMemory</c>: byte-addressable and non-volatile.</summary>
    Persistent = 14,

    /// <summary><c>EfiUnacceptedMemoryType</c>: not to be touched before the guest has accepted it.</summary>
    Unaccepted = 15,
}

/// <summary>
/// Attribute bits of <c>EFI_MEMORY_DESCRIPTOR</c> (UEFI 2.10, 7.2.3): what a region can be mapped as, and how it is to
/// be treated.
/// </summary>
[System.Flags]
public enum MemoryAttributes : ulong
{
    None = 0,

    /// <summary><c>EFI_MEMORY_UC</c>: can be uncacheable.</summary>
    Uncacheable = 0x1,

    /// <summary><c>EFI_MEMORY_WC</c>: can be write-combining.</summary>
    WriteCombining = 0x2,

    /// <summary><c>EFI_MEMORY_WT</c>: can be cacheable with write-through.</summary>
    WriteThrough = 0x4,

    /// <summary><c>EFI_MEMORY_WB</c>: can be cacheable with write-back.</summary>
    WriteBack = 0x8,

    /// <summary><c>EFI_MEMORY_UCE</c>: can be uncacheable, with fetch-and-add.</summary>
    UncacheableExported = 0x10,

    /// <summary><c>EFI_MEMORY_WP</c>: can be cacheable with write protection.</summary>
    WriteProtected = 0x1000,

    /// <summary><c>EFI_MEMORY_RP</c>: can be protected from reads.</summary>
    ReadProtected = 0x2000,

    /// <summary><c>EFI_MEMORY_XP</c>: can be protected from execution.</summary>
    ExecuteProtected = 0x4000,

    /// <summary><c>EFI_MEMORY_NV</c>: persistent.</summary>
    NonVolatile = 0x8000,

    /// <summary><c>EFI_MEMORY_MORE_RELIABLE</c>: more so than other memory of the system.</summary>
    MoreReliable = 0x1_0000,

    /// <summary><c>EFI_MEMORY_RO</c>: can be protected from writes.</summary>
    ReadOnly = 0x2_0000,

    /// <summary><c>EFI_MEMORY_SP</c>: meant for specific purposes, such as a device driver's.</summary>
    SpecificPurpose = 0x4_0000,

    /// <summary><c>EFI_MEMORY_CPU_CRYPTO</c>: can be encrypted by the processor.</summary>
    CpuCrypto = 0x8_0000,

    /// <summary><c>EFI_MEMORY_ISA_VALID</c>: bits 44 to 59 are the architecture's own.</summary>
    ArchitectureValid = 1ul << 62,

    /// <summary>
    /// <c>EFI_MEMORY_RUNTIME</c>: the region must be in the virtual address map that runtime services are called with.
    /// </summary>
    Runtime = 1ul << 63,
}

public static class MemoryTypeText
{
    /// <returns>The specification's name without its <c>Efi</c>, or empty for a type that it leaves to
    /// others.</returns>
    public static System.ReadOnlySpan<byte> Text(this MemoryType type) =>
        type switch
        {
            MemoryType.Reserved => "ReservedMemoryType"u8,
            MemoryType.LoaderCode => "LoaderCode"u8,
            MemoryType.LoaderData => "LoaderData"u8,
            MemoryType.BootServicesCode => "BootServicesCode"u8,
            MemoryType.BootServicesData => "BootServicesData"u8,
            MemoryType.RuntimeServicesCode => "RuntimeServicesCode"u8,
            MemoryType.RuntimeServicesData => "RuntimeServicesData"u8,
            MemoryType.Conventional => "ConventionalMemory"u8,
            MemoryType.Unusable => "UnusableMemory"u8,
            MemoryType.AcpiReclaim => "ACPIReclaimMemory"u8,
            MemoryType.AcpiNvs => "ACPIMemoryNVS"u8,
            MemoryType.MemoryMappedIo => "MemoryMappedIO"u8,
            MemoryType.MemoryMappedIoPortSpace => "MemoryMappedIOPortSpace"u8,
            MemoryType.PalCode => "PalCode"u8,
            MemoryType.Persistent => "PersistentMemory"u8,
            MemoryType.Unaccepted => "UnacceptedMemoryType"u8,
            _ => default,
        };
}
