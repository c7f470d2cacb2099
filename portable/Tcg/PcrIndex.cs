namespace Keelson.Tcg;

/// <summary>
/// The platform configuration registers that a boot stub extends (UAPI Group Specifications, Linux TPM PCR Registry).
/// </summary>
public static class PcrIndex
{
    /// <summary>Programs that were started; of a kernel file, what the firmware would say of it.</summary>
    public const uint BootCode = 4;

    /// <summary>What Linux's own stub is given: load options, then the initial ramdisk.</summary>
    public const uint KernelInitrd = 9;

    /// <summary>The sections of a unified image.</summary>
    public const uint KernelBoot = 11;

    /// <summary>
    /// What somebody may change about them: profile, command line, a device tree, add-ons, credentials, configuration
    /// extensions.
    /// </summary>
    public const uint KernelConfig = 12;

    /// <summary>System extensions beside an image.</summary>
    public const uint SystemExtensions = 13;
}
