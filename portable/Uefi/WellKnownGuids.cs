namespace Keelson.Uefi;

/// <summary>The identifiers that the boot path looks for, by what they name. Source: UEFI 2.10 unless said.</summary>
public static class WellKnownGuids
{
    /// <summary><c>EFI_ACPI_20_TABLE_GUID</c>, 4.6.1.1.</summary>
    public static EfiGuid Acpi20Table => new(0x8868e871, 0xe4f1, 0x11d3, 0xbc22_0080c73c8881);

    /// <summary><c>EFI_DTB_TABLE_GUID</c>, 4.6.1.3.</summary>
    public static EfiGuid DeviceTreeTable => new(0xb1b621d5, 0xf19c, 0x41a5, 0x830b_d9152c69aae0);

    /// <summary><c>EFI_RT_PROPERTIES_TABLE_GUID</c>, 4.6.2.</summary>
    public static EfiGuid RtPropertiesTable => new(0xeb66918a, 0x7eef, 0x402a, 0x842e_931d21c38ae9);

    /// <summary><c>EFI_LOADED_IMAGE_PROTOCOL_GUID</c>, 9.1.</summary>
    public static EfiGuid LoadedImageProtocol => new(0x5b1b31a1, 0x9562, 0x11d2, 0x8e3f_00a0c969723b);

    /// <summary><c>EFI_DEVICE_PATH_PROTOCOL_GUID</c>, 10.2.</summary>
    public static EfiGuid DevicePathProtocol => new(0x09576e91, 0x6d3f, 0x11d2, 0x8e39_00a0c969723b);

    /// <summary><c>EFI_LOAD_FILE2_PROTOCOL_GUID</c>, 13.2.</summary>
    public static EfiGuid LoadFile2Protocol => new(0x4006c0c1, 0xfcb3, 0x403e, 0x996d_4a6c8724e06d);

    /// <summary><c>EFI_SIMPLE_FILE_SYSTEM_PROTOCOL_GUID</c>, 13.4.</summary>
    public static EfiGuid SimpleFileSystemProtocol => new(0x964e5b22, 0x6459, 0x11d2, 0x8e39_00a0c969723b);

    /// <summary><c>EFI_FILE_INFO_ID</c>, 13.5.16.</summary>
    public static EfiGuid FileInfo => new(0x09576e92, 0x6d3f, 0x11d2, 0x8e39_00a0c969723b);

    /// <summary><c>EFI_GRAPHICS_OUTPUT_PROTOCOL_GUID</c>, 12.9.2.</summary>
    public static EfiGuid GraphicsOutputProtocol => new(0x9042a9de, 0x23dc, 0x4a38, 0x96fb_7aded080516a);

    /// <summary>
    /// On the handles of devices that the firmware's own text goes to (edk2,
    /// MdeModulePkg/Include/Guid/ConsoleOutDevice.h).
    /// </summary>
    public static EfiGuid ConsoleOutDevice => new(0xd3b36f2c, 0xd551, 0x11d4, 0x9a46_0090273fc14d);

    /// <summary><c>EFI_RNG_PROTOCOL_GUID</c>, 37.5.</summary>
    public static EfiGuid RngProtocol => new(0x3152bca5, 0xeade, 0x433d, 0x862e_c01cdc291f44);

    /// <summary><c>EFI_CPU_ARCH_PROTOCOL_GUID</c>, PI 1.7, volume 2, 12.3.</summary>
    public static EfiGuid CpuArchProtocol => new(0x26baccb1, 0x6f42, 0x11d4, 0xbce7_0080c73c8881);

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

    /// <summary><c>EFI_TCG2_PROTOCOL_GUID</c> (TCG EFI Protocol Specification 1.00, 6.2).</summary>
    public static EfiGuid Tcg2Protocol => new(0x607f766c, 0x7455, 0x42be, 0x930b_e4d76db2720f);

    /// <summary><c>EFI_TCG2_FINAL_EVENTS_TABLE_GUID</c> (TCG EFI Protocol Specification 1.00, 7).</summary>
    public static EfiGuid Tcg2FinalEvents => new(0x1e2ed096, 0x30e2, 0x4254, 0xbd89_863bbef82325);

    /// <summary><c>EFI_DT_FIXUP_PROTOCOL_GUID</c> (U-Boot, include/efi_dt_fixup.h).</summary>
    public static EfiGuid DeviceTreeFixup => new(0xe617d64c, 0xfe08, 0x46da, 0xf4dc_bbd5870c7300);

    /// <summary><c>LINUX_EFI_SCREEN_INFO_TABLE_GUID</c> (Linux, include/linux/efi.h).</summary>
    public static EfiGuid LinuxScreenInfo => new(0xe03fc20a, 0x85dc, 0x406e, 0xb90e_4ab502371d95);

    /// <summary>The vendor of Keelson's own variables.</summary>
    public static EfiGuid KeelsonVariable => new(0x6b0b5a5e, 0x2f6c, 0x4d5c, 0x9a37_4b65656c736f);
}
