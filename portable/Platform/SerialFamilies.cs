using System;
using Keelson.Text;

namespace Keelson.Platform;

/// <summary>
/// The table of serial ports: one line a family in each method. Names are those of the devicetree bindings (Linux,
/// Documentation/devicetree/bindings/serial), registers those of the drivers named (Linux, drivers/tty/serial).
/// </summary>
public static class SerialFamilies
{
    // Of a number below: bytes to the register that takes a byte, the lowest eleven bits; bytes to the one that says
    // whether there is room, and which of its bits does; what is not as most have it.
    private const int Status = 11;
    private const int Bit = 19;
    private const uint Ready = 1 << 24;
    private const uint ByteData = 1 << 25;
    private const uint ByteStatus = 1 << 26;
    private const uint HalfStatus = 1 << 27;
    private const uint BigEndian = 1 << 28;

    /// <summary>Not of an 8250: the tree says where its registers are.</summary>
    public static SerialRegisters RegistersOf(SerialPortKind kind)
    {
        ReadOnlySpan<uint> families = Families;
        uint bits = (uint)kind - 1 < (uint)families.Length ? families[(int)kind - 1] : 0;
        return bits == 0
            ? default
            : new SerialRegisters(
                data: bits & ((1 << Status) - 1),
                status: bits >> Status & 0xff,
                bit: (int)(bits >> Bit & 31),
                ready: (bits & Ready) != 0,
                dataBytes: (bits & ByteData) != 0 ? 1u : 4,
                statusBytes: (bits & ByteStatus) != 0 ? 1u
                    : (bits & HalfStatus) != 0 ? 2u
                    : 4,
                isBigEndian: (bits & BigEndian) != 0
            );
    }

    /// <summary>
    /// In the order of <see cref="SerialPortKind"/> from the first on. A number each is a fifth of what a case each is.
    /// </summary>
    private static ReadOnlySpan<uint> Families =>
        [
            // Arm DDI 0183, 3.3.3: UARTFR.TXFF
            0x00u | 0x18 << Status | 5 << Bit, // Pl011
            0, // Uart8250
            // imx.c: URTX0, UTS.TXFULL
            0x40u | 0xb4 << Status | 4 << Bit, // Imx
            0x40u | 0xd0 << Status | 4 << Bit, // Imx1
            // fsl_lpuart.c: UARTDR, UARTSR1.TDRE; UARTDATA, UARTSTAT.TDRE, IMX_REG_OFF
            0x07u | 0x04 << Status | 7 << Bit | Ready | ByteData | ByteStatus, // Lpuart8
            0x0cu | 0x04 << Status | 23 << Bit | Ready | BigEndian, // Lpuart32BigEndian
            0x0cu | 0x04 << Status | 23 << Bit | Ready, // Lpuart32
            0x1cu | 0x14 << Status | 23 << Bit | Ready, // ImxLpuart
            // fsl_linflexuart.c: BDRL, UARTSR.DTFTFF, which in FIFO mode says full
            0x38u | 0x14 << Status | 1 << Bit | ByteData, // Linflex
            // qcom_geni_serial.c: SE_GENI_TX_FIFOn, SE_GENI_STATUS.M_GENI_CMD_ACTIVE
            0x700u | 0x40 << Status, // Geni
            // msm_serial.c: UARTDM_TF, SR.TX_EMPTY
            0x70u | 0xa4 << Status | 3 << Bit | Ready, // MsmUartDm
            // meson_uart.c: WFIFO, STATUS.TX_FULL
            0x00u | 0x0c << Status | 21 << Bit, // Meson
            // sh-sci.c: SCFTDR, SCFSR.TDFE
            0x0cu | 0x10 << Status | 5 << Bit | Ready | ByteData | HalfStatus, // Scif
            // rsci.c: TDR, CSR.TDRE
            0x04u | 0x48 << Status | 29 << Bit | Ready, // Rsci
            // 8250_em.c: an 8250 whose line status moved up by one word
            0x00u | 0x18 << Status | 5 << Bit | Ready | ByteData, // Em
            // xilinx_uartps.c: FIFO, SR.TXFULL
            0x30u | 0x2c << Status | 4 << Bit, // Cadence
            // samsung_tty.c: UTXH, UTRSTAT.TXE, which holds with the FIFO and without
            0x20u | 0x10 << Status | 2 << Bit | Ready, // Samsung
            // mvebu-uart.c: TSH, STAT.TX_FIFO_FUL
            0x04u | 0x0c << Status | 11 << Bit, // Armada3700
            0x1cu | 0x0c << Status | 11 << Bit, // Armada3700Extended
            // sprd_serial.c: TXD, LSR.TX_OVER
            0x00u | 0x08 << Status | 15 << Bit | Ready | ByteData, // Spreadtrum
            // owl-uart.c: TXDAT, STAT.TFFU
            0x08u | 0x0c << Status | 6 << Bit, // Owl
            // stm32-usart.c: TDR, ISR.TXE
            0x28u | 0x1c << Status | 7 << Bit | Ready, // Stm32
            // ma35d1_serial.c: THR, FSR.TX_FULL
            0x00u | 0x18 << Status | 23 << Bit, // Ma35d1
            // bcm63xx_uart.c: FIFO, IR.TXEMPTY
            0x14u | 0x10 << Status | 5 << Bit | Ready, // Bcm6345
            // atmel_serial.c: US_THR, US_CSR.TXRDY
            0x1cu | 0x14 << Status | 1 << Bit | Ready, // AtmelUsart
            // uartlite.c: TX, STATUS.TXFULL
            0x04u | 0x08 << Status | 3 << Bit, // UartLite
            // liteuart.c: RXTX, TXFULL
            0x00u | 0x04 << Status, // LiteX
            // hvc_dcc.c: DBGDTRTX_EL0, MDCCSR_EL0.TXfull
            0u | 29 << Bit, // DebugChannel
        ];

    /// <summary>
    /// Names of the bindings, a line a family in the order of <see cref="SerialPortKind"/>. Of an 8250, those that say
    /// where its registers are.
    /// </summary>
    public static ReadOnlySpan<byte> Compatible =>
        "arm,pl011 arm,sbsa-uart\n"u8 // Pl011
        + "ns16550a ns16550 ns16450 ns8250 snps,dw-apb-uart altr,16550-FIFO32\n"u8 // Uart8250
        + "fsl,imx6q-uart fsl,imx53-uart fsl,imx21-uart\n"u8 // Imx
        + "fsl,imx1-uart\n"u8 // Imx1
        + "fsl,vf610-lpuart\n"u8 // Lpuart8
        + "fsl,ls1021a-lpuart\n"u8 // Lpuart32BigEndian
        + "fsl,ls1028a-lpuart\n"u8 // Lpuart32
        + "fsl,imx7ulp-lpuart fsl,imx8ulp-lpuart fsl,imx8qxp-lpuart fsl,imxrt1050-lpuart\n"u8 // ImxLpuart
        + "fsl,s32v234-linflexuart\n"u8 // Linflex
        + "qcom,geni-debug-uart qcom,sa8255p-geni-debug-uart\n"u8 // Geni
        + "qcom,msm-uartdm\n"u8 // MsmUartDm
        + "amlogic,meson-gx-uart amlogic,meson-ao-uart amlogic,meson-s4-uart amlogic,meson-uart\n"u8 // Meson
        + "renesas,scif renesas,hscif renesas,scif-r9a07g044 renesas,scif-r9a09g057 renesas,scif-r7s9210\n"u8 // Scif
        + "renesas,r9a09g077-rsci renesas,r9a09g047-rsci\n"u8 // Rsci
        + "renesas,em-uart\n"u8 // Em
        + "cdns,uart-r1p8 cdns,uart-r1p12 xlnx,xuartps\n"u8 // Cadence
        + "samsung,exynos4210-uart samsung,exynos5433-uart samsung,exynos850-uart samsung,exynos8895-uart "u8 // Samsung
        + "samsung,s5pv210-uart google,gs101-uart axis,artpec8-uart apple,s5l-uart\n"u8
        + "marvell,armada-3700-uart\n"u8 // Armada3700
        + "marvell,armada-3700-uart-ext\n"u8 // Armada3700Extended
        + "sprd,sc9836-uart\n"u8 // Spreadtrum
        + "actions,owl-uart actions,s900-uart\n"u8 // Owl
        + "st,stm32h7-uart st,stm32f7-uart\n"u8 // Stm32
        + "nuvoton,ma35d1-uart\n"u8 // Ma35d1
        + "brcm,bcm6345-uart\n"u8 // Bcm6345
        + "atmel,at91sam9260-usart atmel,at91rm9200-usart\n"u8 // AtmelUsart
        + "xlnx,xps-uartlite-1.00.a\n"u8 // UartLite
        + "litex,liteuart\n"u8 // LiteX
        + "\n"u8; // DebugChannel: no binding has it

    /// <summary>
    /// 8250s with registers of 32 bits, one a word, which their bindings do not say again in each tree.
    /// </summary>
    public static ReadOnlySpan<byte> Wide8250s =>
        "brcm,bcm2835-aux-uart mediatek,mt6577-uart ti,am654-uart ti,omap4-uart ti,omap3-uart ti,omap2-uart "u8
        + "mrvl,mmp-uart intel,xscale-uart marvell,pxa-uart socionext,uniphier-uart nuvoton,npcm750-uart "u8
        + "nuvoton,npcm845-uart nuvoton,wpcm450-uart nvidia,tegra20-uart"u8;

    /// <summary>The family on whose line a name stands.</summary>
    /// <param name="lines">A line a family, in the order of <see cref="SerialPortKind"/>, each ended by a line feed.
    /// </param>
    /// <param name="name">Without blanks.</param>
    public static SerialPortKind KindOf(ReadOnlySpan<byte> lines, scoped ReadOnlySpan<byte> name)
    {
        for (SerialPortKind kind = SerialPortKind.Pl011; kind < SerialPortKind.Count; kind++)
        {
            int end = lines.IndexOf((byte)'\n');
            if (new OptionWords(lines[..end]).Has(name))
            {
                return kind;
            }

            lines = lines[(end + 1)..];
        }
        return SerialPortKind.None;
    }

    /// <summary>Most families want nothing but the byte.</summary>
    public static bool WriteNothingElse(SerialPortKind kind) =>
        !TryGetWrite(kind, 0, out _) && !TryGetWrite(kind, FirstBehind, out _);

    /// <summary>From here on, writes are behind the byte.</summary>
    public const int FirstBehind = 2;

    /// <summary>The writes around a byte, in order: those in front of it from 0 on.</summary>
    public static bool TryGetWrite(SerialPortKind kind, int index, out RegisterWrite write)
    {
        write = (kind, index) switch
        {
            // SE_UART_TX_TRANS_LEN: one byte; SE_GENI_M_CMD0: UART_START_TX
            (SerialPortKind.Geni, 0) => new(0x270, 1),
            (SerialPortKind.Geni, 1) => new(0x600, 1u << 27),
            // CR: CMD_RESET_TX_READY; NCF_TX: one byte
            (SerialPortKind.MsmUartDm, 0) => new(0xa8, 3 << 8),
            (SerialPortKind.MsmUartDm, 1) => new(0x40, 1),
            // SCFSR: TDFE and TEND are cleared by a 0
            (SerialPortKind.Scif, FirstBehind) => new(0x10, 0xff9f, 2),
            // CFCLR.TDREC
            (SerialPortKind.Rsci, FirstBehind) => new(0x68, 1u << 29),
            _ => default,
        };
        return write.Offset != 0;
    }
}
