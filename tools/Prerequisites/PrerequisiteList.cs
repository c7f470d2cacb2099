using Keelson.Tools.Processes;

namespace Keelson.Tools.Prerequisites;

/// <summary>Everything <c>setup</c> installs and <c>doctor</c> checks, in the order a build meets it.</summary>
public static class PrerequisiteList
{
    private const string WindowsLlvm = "winget install --id LLVM.LLVM";
    private const string WindowsQemu = "winget install --id SoftwareFreedomConservancy.QEMU";
    private const string WindowsMsys =
        "winget install --id MSYS2.MSYS2, then in its shell: pacman -S mtools mingw-w64-ucrt-x86_64-dtc";

    public static IReadOnlyList<Prerequisite> All { get; } =
    [
        // LLVM's installer for Windows leaves llvm-mc out; clang assembles as well.
        Program(Stage.Build, OperatingSystem.IsWindows() ? "clang" : "llvm-mc", "llvm", "llvm", WindowsLlvm),
        Program(Stage.Build, "lld-link", "lld", "lld", WindowsLlvm),
        Program(Stage.Build, "llvm-objcopy", "llvm", "llvm", WindowsLlvm),
        Program(Stage.Boot, "llvm-symbolizer", "llvm", "llvm", WindowsLlvm),
        Program(Stage.Boot, "qemu-system-aarch64", "qemu-system-arm", "qemu", WindowsQemu),
        Firmware("AAVMF code", pair => pair.Code),
        Firmware("AAVMF variables", pair => pair.Variables),
        new(
            Stage.Test,
            "U-Boot",
            UbootFirmware.Find,
            VersionProbe.OfFile,
            "u-boot-qemu",
            "u-boot for qemu_arm64, built from source",
            "u-boot for qemu_arm64, built from source"
        ),
        Lldb.Prerequisite,
        // For QEMU's plugins: the coherence tests run one.
        Program(Stage.Test, "gcc", "gcc", "gcc", WindowsMsys),
        new(Stage.Test, "C headers", FindHeaders, VersionProbe.OfFile, "libc6-dev", "gcc", WindowsMsys),
        Program(Stage.Test, "dtc", "device-tree-compiler", "dtc", WindowsMsys),
        Program(Stage.Test, "fdtget", "device-tree-compiler", "dtc", WindowsMsys),
        Program(Stage.Test, "mformat", "mtools", "mtools", WindowsMsys),
        Program(Stage.Test, "mcopy", "mtools", "mtools", WindowsMsys),
    ];

    /// <summary>What a stage needs, those before it included.</summary>
    public static IEnumerable<Prerequisite> For(Stage stage) => All.Where(one => one.Stage <= stage);

    private static Prerequisite Program(Stage stage, string name, string apt, string homebrew, string windows) =>
        new(stage, name, () => ExecutableSearch.Find(name), VersionProbe.OfProgram, apt, homebrew, windows);

    /// <summary>A package of their own on Debian; elsewhere they come with the compiler.</summary>
    private static string? FindHeaders() =>
        !OperatingSystem.IsLinux() ? ExecutableSearch.Find("gcc")
        : File.Exists("/usr/include/stdio.h") ? "/usr/include/stdio.h"
        : null;

    private static Prerequisite Firmware(string name, Func<FirmwareFiles, string> select) =>
        new(
            Stage.Boot,
            name,
            () => FirmwareFiles.Find() is { } pair ? select(pair) : null,
            VersionProbe.OfFile,
            "qemu-efi-aarch64",
            "qemu",
            WindowsQemu
        );
}
