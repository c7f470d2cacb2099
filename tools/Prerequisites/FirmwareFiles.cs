using Keelson.Tools.Workspace;

namespace Keelson.Tools.Prerequisites;

/// <summary>
/// The two flash images of edk2 for QEMU's virt board: its code, and the pristine variable store that each run copies.
/// </summary>
public sealed record FirmwareFiles(string Code, string Variables)
{
    // Debian's package, Fedora's package, QEMU's own copies on Homebrew and Windows.
    private static readonly FirmwareFiles[] s_candidates =
    [
        new("/usr/share/AAVMF/AAVMF_CODE.fd", "/usr/share/AAVMF/AAVMF_VARS.fd"),
        new("/usr/share/edk2/aarch64/QEMU_EFI-pflash.raw", "/usr/share/edk2/aarch64/vars-template-pflash.raw"),
        new("/opt/homebrew/share/qemu/edk2-aarch64-code.fd", "/opt/homebrew/share/qemu/edk2-arm-vars.fd"),
        new("/usr/local/share/qemu/edk2-aarch64-code.fd", "/usr/local/share/qemu/edk2-arm-vars.fd"),
        new(@"C:\Program Files\qemu\share\edk2-aarch64-code.fd", @"C:\Program Files\qemu\share\edk2-arm-vars.fd"),
    ];

    /// <returns>The first pair of which both files exist, or null.</returns>
    public static FirmwareFiles? Find() =>
        s_candidates.FirstOrDefault(pair => File.Exists(pair.Code) && File.Exists(pair.Variables));

    public static FirmwareFiles Require() =>
        Find()
        ?? throw new FailureException(
            "no edk2 firmware for arm64 (AAVMF_CODE.fd and AAVMF_VARS.fd) on this machine",
            "run the setup verb"
        );
}
