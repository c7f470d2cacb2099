using System.Text;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class ConfigurationTableNamesTests
{
    /// <summary>Written a second time as bytes: each has to be the identifier that the rest of the code uses.</summary>
    [Fact]
    public void Each_table_has_its_own_name()
    {
        (EfiGuid Guid, string Name)[] tables =
        [
            (WellKnownGuids.Acpi20Table, "ACPI RSDP"),
            (WellKnownGuids.DeviceTreeTable, "device tree"),
            (WellKnownGuids.Smbios3Table, "SMBIOS 3 entry point"),
            (WellKnownGuids.MemoryAttributesTable, "EFI_MEMORY_ATTRIBUTES_TABLE"),
            (WellKnownGuids.RtPropertiesTable, "EFI_RT_PROPERTIES_TABLE"),
            (WellKnownGuids.SystemResourceTable, "EFI_SYSTEM_RESOURCE_TABLE"),
            (WellKnownGuids.LinuxMemoryReservations, "LINUX_EFI_MEMRESERVE_TABLE"),
            (WellKnownGuids.LinuxRandomSeed, "LINUX_EFI_RANDOM_SEED_TABLE"),
            (WellKnownGuids.LinuxTpmEventLog, "LINUX_EFI_TPM_EVENT_LOG"),
            (WellKnownGuids.LinuxScreenInfo, "LINUX_EFI_SCREEN_INFO_TABLE"),
            (WellKnownGuids.Tcg2FinalEvents, "EFI_TCG2_FINAL_EVENTS_TABLE"),
        ];
        Assert.All(
            tables,
            table => Assert.Equal(table.Name, Encoding.ASCII.GetString(ConfigurationTableNames.Of(table.Guid)))
        );
        Assert.True(ConfigurationTableNames.Of(WellKnownGuids.KeelsonVariable).IsEmpty);
    }
}
