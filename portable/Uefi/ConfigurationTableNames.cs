using System;

namespace Keelson.Uefi;

/// <summary>Names of the configuration tables that kernels follow (UEFI 2.10, 4.6).</summary>
public static class ConfigurationTableNames
{
    /// <returns>Empty for a table that is somebody's own, whose pointer may be anything.</returns>
    public static ReadOnlySpan<byte> Of(EfiGuid guid) =>
        guid == WellKnownGuids.Acpi20Table ? "ACPI RSDP"u8
        : guid == WellKnownGuids.DeviceTreeTable ? "device tree"u8
        : guid == WellKnownGuids.Smbios3Table ? "SMBIOS 3 entry point"u8
        : guid == WellKnownGuids.MemoryAttributesTable ? "EFI_MEMORY_ATTRIBUTES_TABLE"u8
        : guid == WellKnownGuids.RtPropertiesTable ? "EFI_RT_PROPERTIES_TABLE"u8
        : guid == WellKnownGuids.SystemResourceTable ? "EFI_SYSTEM_RESOURCE_TABLE"u8
        : guid == WellKnownGuids.LinuxMemoryReservations ? "LINUX_EFI_MEMRESERVE_TABLE"u8
        : guid == WellKnownGuids.LinuxRandomSeed ? "LINUX_EFI_RANDOM_SEED_TABLE"u8
        : guid == WellKnownGuids.LinuxTpmEventLog ? "LINUX_EFI_TPM_EVENT_LOG"u8
        : guid == WellKnownGuids.LinuxScreenInfo ? "LINUX_EFI_SCREEN_INFO_TABLE"u8
        : guid == WellKnownGuids.Tcg2FinalEvents ? "EFI_TCG2_FINAL_EVENTS_TABLE"u8
        : default;
}
