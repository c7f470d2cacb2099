namespace Keelson.Platform;

/// <summary>
/// Families of serial ports, by their registers. The values stand in boot records: new ones go to the end.
/// <see cref="SerialFamilies"/> has the registers of each.
/// </summary>
public enum SerialPortKind : byte
{
    None = 0,

    /// <summary>Arm PrimeCell UART PL011, and the SBSA generic UART, which is the part of it that we use.</summary>
    Pl011,

    /// <summary>8250, 16450, 16550 and their many descendants, the BCM2835's auxiliary UART among them.</summary>
    Uart8250,

    /// <summary>NXP i.MX21 and later.</summary>
    Imx,

    /// <summary>NXP i.MX1.</summary>
    Imx1,

    /// <summary>NXP LPUART of 8 bits (Vybrid, i.MX RT).</summary>
    Lpuart8,

    /// <summary>NXP LPUART of 32 bits, big-endian (LS1021A and later).</summary>
    Lpuart32BigEndian,

    /// <summary>NXP LPUART of 32 bits, little-endian (LS1028A).</summary>
    Lpuart32,

    /// <summary>NXP LPUART of 32 bits behind version and parameter registers (i.MX7ULP, i.MX8, i.MX9).</summary>
    ImxLpuart,

    /// <summary>NXP LINFlexD in FIFO mode (S32).</summary>
    Linflex,

    /// <summary>Qualcomm GENI serial engine: a command for each transfer.</summary>
    Geni,

    /// <summary>Qualcomm UARTDM: a count for each transfer.</summary>
    MsmUartDm,

    /// <summary>Amlogic Meson.</summary>
    Meson,

    /// <summary>Renesas SCIF and HSCIF: the status is cleared after each byte.</summary>
    Scif,

    /// <summary>Renesas RSCI (RZ/T2H, RZ/N2H, RZ/G3E): likewise.</summary>
    Rsci,

    /// <summary>Renesas EM (RZ/V2M).</summary>
    Em,

    /// <summary>Cadence UART (Zynq, ZynqMP).</summary>
    Cadence,

    /// <summary>Samsung S3C and Exynos, Google GS101, Apple S5L.</summary>
    Samsung,

    /// <summary>Marvell Armada 3700.</summary>
    Armada3700,

    /// <summary>Marvell Armada 3700, the extended one.</summary>
    Armada3700Extended,

    /// <summary>Spreadtrum (Unisoc).</summary>
    Spreadtrum,

    /// <summary>Actions Semi OWL.</summary>
    Owl,

    /// <summary>STMicroelectronics STM32 from F7 and H7 on.</summary>
    Stm32,

    /// <summary>Nuvoton MA35D1.</summary>
    Ma35d1,

    /// <summary>Broadcom BCM63xx (BCM49xx).</summary>
    Bcm6345,

    /// <summary>Microchip (Atmel) USART.</summary>
    AtmelUsart,

    /// <summary>Xilinx UART Lite.</summary>
    UartLite,

    /// <summary>LiteX.</summary>
    LiteX,

    /// <summary>
    /// The debug communications channel of a core (Arm ARM DDI 0487, H4): system registers, and none in memory.
    /// </summary>
    DebugChannel,

    /// <summary>After the last.</summary>
    Count,
}
