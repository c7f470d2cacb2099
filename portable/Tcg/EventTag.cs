namespace Keelson.Tcg;

/// <summary>Identifiers of tagged events, chosen by those who measure them first.</summary>
public enum EventTag : uint
{
    /// <summary><c>INITRD_EVENT_TAG_ID</c> (Linux, drivers/firmware/efi/libstub/efistub.h).</summary>
    LinuxInitrd = 0x8f3b_22ec,

    /// <summary><c>LOAD_OPTIONS_EVENT_TAG_ID</c> (the same).</summary>
    LinuxLoadOptions = 0x8f3b_22ed,

    /// <summary><c>UKI_PROFILE_EVENT_TAG_ID</c> (systemd, src/fundamental/tpm2-pcr.h).</summary>
    UnifiedImageProfile = 0x13ae_d6db,

    /// <summary><c>DEVICETREE_ADDON_EVENT_TAG_ID</c> (the same), here also of a tree from a volume.</summary>
    DeviceTree = 0x6c46_f751,

    /// <summary><c>INITRD_ADDON_EVENT_TAG_ID</c> (the same).</summary>
    AddOnInitrd = 0x49df_fe0f,
}
