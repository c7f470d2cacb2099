namespace Keelson.Companions;

/// <summary>Files beside a unified image that belong to its boot (systemd-stub(7), "Companion Files").</summary>
public enum CompanionKind
{
    /// <summary><c>*.addon.efi</c>: signed command line, device tree, initial ramdisk.</summary>
    AddOn,

    /// <summary><c>*.cred</c>, in the image's own folder.</summary>
    Credential,

    /// <summary><c>*.cred</c>, for every image of the volume.</summary>
    GlobalCredential,

    /// <summary><c>*.raw</c> but for the next kind.</summary>
    SystemExtension,

    /// <summary><c>*.confext.raw</c>.</summary>
    ConfigurationExtension,
}
