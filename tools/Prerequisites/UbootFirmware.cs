using Keelson.Tools.Workspace;

namespace Keelson.Tools.Prerequisites;

/// <summary>U-Boot for QEMU's virt board.</summary>
public static class UbootFirmware
{
    private const string DebianPath = "/usr/lib/u-boot/qemu_arm64/u-boot.bin";

    public static string? Find() => File.Exists(DebianPath) ? DebianPath : null;

    public static string Require() =>
        Find()
        ?? throw new FailureException(
            "no U-Boot for QEMU's virt board (u-boot.bin) on this machine",
            "on Debian, run the setup verb; elsewhere, build qemu_arm64_defconfig and put it at " + DebianPath
        );
}
