namespace Keelson.Tools.Disks;

/// <summary>What a board's boot ROM or firmware wants to find on a disk.</summary>
public enum BoardKind
{
    /// <summary>UEFI firmware of its own: a GUID partition table with an EFI system partition.</summary>
    Generic,

    /// <summary>The same firmware with a CD, or what a BMC calls one: El Torito.</summary>
    Cd,

    /// <summary>
    /// Raspberry Pi 3: a master boot record with one FAT partition, on which the firmware is as well.
    /// </summary>
    Raspi3,

    /// <summary>Raspberry Pi 4: the same with other files.</summary>
    Raspi4,
}

/// <summary>What a board needs on its disk besides the application.</summary>
public static class BoardFiles
{
    public static BoardKind Parse(string name) =>
        name switch
        {
            "generic" => BoardKind.Generic,
            "cd" => BoardKind.Cd,
            "raspi3" => BoardKind.Raspi3,
            "raspi4" => BoardKind.Raspi4,
            _ => throw new ArgumentException($"'{name}' is no board"),
        };

    public static IReadOnlyList<string> Names { get; } = ["generic", "cd", "raspi3", "raspi4"];

    /// <summary>
    /// The board's firmware, which is not ours to hand out: the boot files of the Raspberry Pi (its documentation,
    /// "Boot folder contents") and a U-Boot, which is what makes it a UEFI machine.
    /// </summary>
    public static IReadOnlyList<string> FirmwareOf(BoardKind board) =>
        board switch
        {
            BoardKind.Raspi3 => ["bootcode.bin", "start.elf", "fixup.dat", "bcm2710-rpi-3-b.dtb", "u-boot.bin"],
            BoardKind.Raspi4 => ["start4.elf", "fixup4.dat", "bcm2711-rpi-4-b.dtb", "u-boot.bin"],
            _ => [],
        };

    /// <summary>Where the user gets them.</summary>
    public const string FirmwareSource =
        "the boot folder of Raspberry Pi OS has all but u-boot.bin, which is in Debian's package u-boot-rpi "
        + "(rpi_arm64 for the 3, rpi_4 for the 4)";

    /// <summary>What the Pi's firmware reads first.</summary>
    public const string PiConfiguration = """
        # Start U-Boot in 64-bit mode, with a serial console on the pins.
        arm_64bit=1
        enable_uart=1
        kernel=u-boot.bin

        """;
}
