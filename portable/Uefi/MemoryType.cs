namespace Keelson.Uefi;

/// <summary><c>EFI_MEMORY_TYPE</c> (UEFI 2.10, 7.2).</summary>
public enum MemoryType : uint
{
    Reserved = 0,
    LoaderCode = 1,
    LoaderData = 2,
    BootServicesCode = 3,
    BootServicesData = 4,
    RuntimeServicesCode = 5,
    RuntimeServicesData = 6,
    Conventional = 7,
    Unusable = 8,
    AcpiReclaim = 9,
    AcpiNvs = 10,
    MemoryMappedIo = 11,
    MemoryMappedIoPortSpace = 12,
    PalCode = 13,
    Persistent = 14,
    Unaccepted = 15,
}

/// <summary>
/// Attribute bits of <c>EFI_MEMORY_DESCRIPTOR</c> (UEFI 2.10, 7.2): capabilities of a region, and RUNTIME.
/// </summary>
[System.Flags]
public enum MemoryAttributes : ulong
{
    None = 0,
    Uncacheable = 0x1,
    WriteCombining = 0x2,
    WriteThrough = 0x4,
    WriteBack = 0x8,
    WriteProtected = 0x1000,
    ReadProtected = 0x2000,
    ExecuteProtected = 0x4000,
    ReadOnly = 0x2_0000,

    /// <summary>The region must be in the virtual address map that runtime services are called with.</summary>
    Runtime = 1ul << 63,
}

public static class MemoryTypeText
{
    /// <returns>The specification's name without its <c>Efi</c>, or empty for a type that it leaves to others.</returns>
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
