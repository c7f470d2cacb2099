namespace Keelson.Trust;

/// <summary>
/// Everything that a boot is made of, by where it comes from. What is carried is a section of the stub's own image, and
/// was signed with it.
/// </summary>
public enum MaterialSource
{
    /// <summary>The sections <c>.linux</c>, <c>.initrd</c>, <c>.cmdline</c> and <c>.dtb</c>.</summary>
    CarriedSection,

    /// <summary>A kernel file: of a type 1 entry, or of <c>kernel=</c> to a stub that carries none.</summary>
    KernelFile,

    /// <summary>A kernel file that <c>kernel=</c> puts in place of the carried one.</summary>
    KernelInsteadOfCarried,

    /// <summary>A program or unified image that an entry starts.</summary>
    EntryProgram,

    /// <summary>A file of <c>initrd=</c> in the load options, beside a carried kernel.</summary>
    InitrdFileBesideCarried,

    /// <summary>A file of <c>initrd=</c> in <c>.cmdline</c>.</summary>
    InitrdFileOfCarriedLine,

    /// <summary>What a loader offers through LoadFile2, beside a carried kernel.</summary>
    OfferedInitrdBesideCarried,

    /// <summary>The initrd of a kernel file, from wherever.</summary>
    InitrdOfKernelFile,

    /// <summary>Load options where there is a <c>.cmdline</c>.</summary>
    OptionsOverCarriedLine,

    /// <summary>
    /// Words of the load options to a carried kernel without <c>.cmdline</c> that change what is proven or handed over.
    /// </summary>
    ChangingOptions,

    /// <summary>Other load options, and the options of an entry.</summary>
    OtherOptions,

    /// <summary>Options that SMBIOS adds to those of a unified image or an entry.</summary>
    MachineOptions,

    /// <summary>Options of an entry that were edited in the boot menu.</summary>
    EditedOptions,

    /// <summary>A random seed on a volume, where the firmware has no random numbers.</summary>
    RandomSeedFile,

    /// <summary>A device tree on a volume.</summary>
    DeviceTreeFile,

    /// <summary>An add-on beside a unified image.</summary>
    AddOn,

    /// <summary>Credentials and extensions beside a unified image, which the system itself verifies.</summary>
    Sidecar,

    /// <summary>A kernel to kexec out of a carried initrd.</summary>
    KexecOfCarried,

    /// <summary>A kernel to kexec out of any other initrd.</summary>
    KexecOfOther,

    /// <summary>A report in a variable.</summary>
    ReportInVariable,

    /// <summary>A report in memory.</summary>
    ReportInMemory,
}
