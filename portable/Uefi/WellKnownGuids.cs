namespace Keelson.Uefi;

/// <summary>
/// Identifiers of tables, variables and marks, by what they name; those of protocols stand beside their structures.
/// Source: UEFI 2.10 unless said.
/// </summary>
public static class WellKnownGuids
{
    /// <summary><c>EFI_ACPI_20_TABLE_GUID</c>, 4.6.1.1.</summary>
    public static EfiGuid Acpi20Table => new(0x8868e871, 0xe4f1, 0x11d3, 0xbc22_0080c73c8881);

    /// <summary><c>EFI_DTB_TABLE_GUID</c>, 4.6.1.3.</summary>
    public static EfiGuid DeviceTreeTable => new(0xb1b621d5, 0xf19c, 0x41a5, 0x830b_d9152c69aae0);

    /// <summary><c>SMBIOS3_TABLE_GUID</c> (UEFI 2.10, 4.6.1.3).</summary>
    public static EfiGuid Smbios3Table => new(0xf2fd1544, 0x9794, 0x4a2c, 0x992e_e5bbcf20e394);

    /// <summary><c>EFI_SYSTEM_RESOURCE_TABLE_GUID</c>, 23.4.</summary>
    public static EfiGuid SystemResourceTable => new(0xb122a263, 0x3661, 0x4f68, 0x9929_78f8b0d62180);

    /// <summary><c>DXE_SERVICES_TABLE_GUID</c> (UEFI PI 1.8, volume 2, 3.4).</summary>
    public static EfiGuid DxeServicesTable => new(0x05ad34ba, 0x6f02, 0x4214, 0x952e_4da0398e2bb9);

    /// <summary><c>EFI_MEMORY_ATTRIBUTES_TABLE_GUID</c>, 4.6.4.</summary>
    public static EfiGuid MemoryAttributesTable => new(0xdcfa911d, 0x26eb, 0x469f, 0xa220_38b7dc461220);

    /// <summary><c>EFI_RT_PROPERTIES_TABLE_GUID</c> (UEFI 2.10, 4.6.2).</summary>
    public static EfiGuid RtPropertiesTable => new(0xeb66918a, 0x7eef, 0x402a, 0x842e_931d21c38ae9);

    /// <summary>
    /// Type of an extended boot loader partition (UAPI Group, Discoverable Partitions Specification).
    /// </summary>
    public static EfiGuid ExtendedBootLoaderPartition => new(0xbc13c2ff, 0x59e6, 0x4262, 0xa352_b275fd6f7172);

    /// <summary>The vendor of the variables that loader and system share (systemd, Boot Loader Interface).</summary>
    public static EfiGuid LoaderVariable => new(0x4a67b082, 0x0a4c, 0x41cf, 0xb6c7_440b29bb8c4f);

    /// <summary>
    /// On the handles of devices that the firmware's own text goes to (edk2,
    /// MdeModulePkg/Include/Guid/ConsoleOutDevice.h).
    /// </summary>
    public static EfiGuid ConsoleOutDevice => new(0xd3b36f2c, 0xd551, 0x11d4, 0x9a46_0090273fc14d);

    /// <summary><c>EFI_GLOBAL_VARIABLE</c>, 3.3.</summary>
    public static EfiGuid GlobalVariable => new(0x8be4df61, 0x93ca, 0x11d2, 0xaa0d_00e098032b8c);

    /// <summary>
    /// <c>LINUX_EFI_INITRD_MEDIA_GUID</c>: the vendor media device path under which a loader offers the initial ramdisk
    /// (Linux, include/linux/efi.h).
    /// </summary>
    public static EfiGuid LinuxInitrdMedia => new(0x5568e427, 0x68fc, 0x4f3d, 0xac74_ca555231cc68);

    /// <summary><c>LINUX_EFI_MEMRESERVE_TABLE_GUID</c> (Linux, include/linux/efi.h).</summary>
    public static EfiGuid LinuxMemoryReservations => new(0x888eb0c6, 0x8ede, 0x4ff5, 0xa8f0_9aee5cb977c2);

    /// <summary><c>LINUX_EFI_RANDOM_SEED_TABLE_GUID</c> (Linux, include/linux/efi.h).</summary>
    public static EfiGuid LinuxRandomSeed => new(0x1ce1e5bc, 0x7ceb, 0x42f2, 0x81e5_8aadf180f57b);

    /// <summary><c>LINUX_EFI_TPM_EVENT_LOG_GUID</c> (Linux, include/linux/efi.h).</summary>
    public static EfiGuid LinuxTpmEventLog => new(0xb7799cb0, 0xeca2, 0x4943, 0x9667_1fae07b747fa);

    /// <summary><c>EFI_TCG2_FINAL_EVENTS_TABLE_GUID</c> (TCG EFI Protocol Specification 1.00, 7).</summary>
    public static EfiGuid Tcg2FinalEvents => new(0x1e2ed096, 0x30e2, 0x4254, 0xbd89_863bbef82325);

    /// <summary>
    /// <c>MEMORY_ONLY_RESET_CONTROL_GUID</c> (TCG Platform Reset Attack Mitigation Specification 1.10, 5).
    /// </summary>
    public static EfiGuid MemoryOnlyResetControl => new(0xe20939be, 0x32d4, 0x41be, 0xa150_897f85d49829);

    /// <summary><c>SHIM_LOCK_GUID</c> (rhboot/shim, lib/guid.c): its protocol and its variables.</summary>
    public static EfiGuid ShimLock => new(0x605dab50, 0xe046, 0x4300, 0xabb6_3dd810dd8b23);

    /// <summary><c>LINUX_EFI_SCREEN_INFO_TABLE_GUID</c> (Linux, include/linux/efi.h).</summary>
    public static EfiGuid LinuxScreenInfo => new(0xe03fc20a, 0x85dc, 0x406e, 0xb90e_4ab502371d95);

    /// <summary>The vendor of Keelson's own variables.</summary>
    public static EfiGuid KeelsonVariable => new(0x6b0b5a5e, 0x2f6c, 0x4d5c, 0x9a37_4b65656c736f);
}
