using System;

namespace Keelson.Uefi;

/// <summary>Names of the configuration tables that kernels follow (UEFI 2.10, 4.6).</summary>
public static class ConfigurationTableNames
{
    /// <returns>Empty for a table that is somebody's own, whose pointer may be anything.</returns>
    public static ReadOnlySpan<byte> Of(EfiGuid guid)
    {
        ReadOnlySpan<byte> identifiers = Identifiers,
            names = Names;
        while (!identifiers.IsEmpty)
        {
            int end = names.IndexOf((byte)'\n');
            if (EfiGuid.Read(identifiers) == guid)
            {
                return names[..end];
            }

            identifiers = identifiers[EfiGuid.SizeBytes..];
            names = names[(end + 1)..];
        }
        return default;
    }

    /// <summary>As they stand in memory: a comparison with each as a constant is four times the size.</summary>
    private static ReadOnlySpan<byte> Identifiers =>
        [
            // Acpi20Table
            0x71,
            0xe8,
            0x68,
            0x88,
            0xf1,
            0xe4,
            0xd3,
            0x11,
            0xbc,
            0x22,
            0x00,
            0x80,
            0xc7,
            0x3c,
            0x88,
            0x81,
            // DeviceTreeTable
            0xd5,
            0x21,
            0xb6,
            0xb1,
            0x9c,
            0xf1,
            0xa5,
            0x41,
            0x83,
            0x0b,
            0xd9,
            0x15,
            0x2c,
            0x69,
            0xaa,
            0xe0,
            // Smbios3Table
            0x44,
            0x15,
            0xfd,
            0xf2,
            0x94,
            0x97,
            0x2c,
            0x4a,
            0x99,
            0x2e,
            0xe5,
            0xbb,
            0xcf,
            0x20,
            0xe3,
            0x94,
            // MemoryAttributesTable
            0x1d,
            0x91,
            0xfa,
            0xdc,
            0xeb,
            0x26,
            0x9f,
            0x46,
            0xa2,
            0x20,
            0x38,
            0xb7,
            0xdc,
            0x46,
            0x12,
            0x20,
            // RtPropertiesTable
            0x8a,
            0x91,
            0x66,
            0xeb,
            0xef,
            0x7e,
            0x2a,
            0x40,
            0x84,
            0x2e,
            0x93,
            0x1d,
            0x21,
            0xc3,
            0x8a,
            0xe9,
            // SystemResourceTable
            0x63,
            0xa2,
            0x22,
            0xb1,
            0x61,
            0x36,
            0x68,
            0x4f,
            0x99,
            0x29,
            0x78,
            0xf8,
            0xb0,
            0xd6,
            0x21,
            0x80,
            // LinuxMemoryReservations
            0xc6,
            0xb0,
            0x8e,
            0x88,
            0xde,
            0x8e,
            0xf5,
            0x4f,
            0xa8,
            0xf0,
            0x9a,
            0xee,
            0x5c,
            0xb9,
            0x77,
            0xc2,
            // LinuxRandomSeed
            0xbc,
            0xe5,
            0xe1,
            0x1c,
            0xeb,
            0x7c,
            0xf2,
            0x42,
            0x81,
            0xe5,
            0x8a,
            0xad,
            0xf1,
            0x80,
            0xf5,
            0x7b,
            // LinuxTpmEventLog
            0xb0,
            0x9c,
            0x79,
            0xb7,
            0xa2,
            0xec,
            0x43,
            0x49,
            0x96,
            0x67,
            0x1f,
            0xae,
            0x07,
            0xb7,
            0x47,
            0xfa,
            // LinuxScreenInfo
            0x0a,
            0xc2,
            0x3f,
            0xe0,
            0xdc,
            0x85,
            0x6e,
            0x40,
            0xb9,
            0x0e,
            0x4a,
            0xb5,
            0x02,
            0x37,
            0x1d,
            0x95,
            // Tcg2FinalEvents
            0x96,
            0xd0,
            0x2e,
            0x1e,
            0xe2,
            0x30,
            0x54,
            0x42,
            0xbd,
            0x89,
            0x86,
            0x3b,
            0xbe,
            0xf8,
            0x23,
            0x25,
        ];

    /// <summary>In the same order.</summary>
    private static ReadOnlySpan<byte> Names =>
        "ACPI RSDP\n"u8
        + "device tree\n"u8
        + "SMBIOS 3 entry point\n"u8
        + "EFI_MEMORY_ATTRIBUTES_TABLE\n"u8
        + "EFI_RT_PROPERTIES_TABLE\n"u8
        + "EFI_SYSTEM_RESOURCE_TABLE\n"u8
        + "LINUX_EFI_MEMRESERVE_TABLE\n"u8
        + "LINUX_EFI_RANDOM_SEED_TABLE\n"u8
        + "LINUX_EFI_TPM_EVENT_LOG\n"u8
        + "LINUX_EFI_SCREEN_INFO_TABLE\n"u8
        + "EFI_TCG2_FINAL_EVENTS_TABLE\n"u8;
}
