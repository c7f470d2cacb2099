using System;
using Keelson.Text;

namespace Keelson.Platform;

/// <summary>
/// The table of serial ports: one line a family in each method. Names are those of the devicetree bindings (Linux,
/// Documentation/devicetree/bindings/serial), registers those of the drivers named (Linux, drivers/tty/serial).
/// </summary>
public static class SerialFamilies
{
    /// <summary>Not of an 8250: the tree says where its registers are.</summary>
    public static SerialRegisters RegistersOf(SerialPortKind kind) =>
        kind switch
        {
            // Arm DDI 0183, 3.3.3: UARTFR.TXFF
            SerialPortKind.Pl011 => new(data: 0x00, status: 0x18, bit: 5, ready: 0),
            // imx.c: URTX0, UTS.TXFULL
            SerialPortKind.Imx => new(data: 0x40, status: 0xb4, bit: 4, ready: 0),
            SerialPortKind.Imx1 => new(data: 0x40, status: 0xd0, bit: 4, ready: 0),
            // fsl_lpuart.c: UARTDR, UARTSR1.TDRE; UARTDATA, UARTSTAT.TDRE, IMX_REG_OFF
            SerialPortKind.Lpuart8 => new(data: 0x07, status: 0x04, bit: 7, ready: 1, dataBytes: 1, statusBytes: 1),
            SerialPortKind.Lpuart32BigEndian => new(data: 0x0c, status: 0x04, bit: 23, ready: 1, bigEndian: 1),
            SerialPortKind.Lpuart32 => new(data: 0x0c, status: 0x04, bit: 23, ready: 1),
            SerialPortKind.ImxLpuart => new(data: 0x1c, status: 0x14, bit: 23, ready: 1),
            // fsl_linflexuart.c: BDRL, UARTSR.DTFTFF, which in FIFO mode says full
            SerialPortKind.Linflex => new(data: 0x38, status: 0x14, bit: 1, ready: 0, dataBytes: 1),
            // qcom_geni_serial.c: SE_GENI_TX_FIFOn, SE_GENI_STATUS.M_GENI_CMD_ACTIVE
            SerialPortKind.Geni => new(data: 0x700, status: 0x40, bit: 0, ready: 0),
            // msm_serial.c: UARTDM_TF, SR.TX_EMPTY
            SerialPortKind.MsmUartDm => new(data: 0x70, status: 0xa4, bit: 3, ready: 1),
            // meson_uart.c: WFIFO, STATUS.TX_FULL
            SerialPortKind.Meson => new(data: 0x00, status: 0x0c, bit: 21, ready: 0),
            // sh-sci.c: SCFTDR, SCFSR.TDFE
            SerialPortKind.Scif => new(data: 0x0c, status: 0x10, bit: 5, ready: 1, dataBytes: 1, statusBytes: 2),
            // rsci.c: TDR, CSR.TDRE
            SerialPortKind.Rsci => new(data: 0x04, status: 0x48, bit: 29, ready: 1),
            // 8250_em.c: an 8250 whose line status moved up by one word
            SerialPortKind.Em => new(data: 0x00, status: 0x18, bit: 5, ready: 1, dataBytes: 1),
            // xilinx_uartps.c: FIFO, SR.TXFULL
            SerialPortKind.Cadence => new(data: 0x30, status: 0x2c, bit: 4, ready: 0),
            // samsung_tty.c: UTXH, UTRSTAT.TXE, which holds with the FIFO and without
            SerialPortKind.Samsung => new(data: 0x20, status: 0x10, bit: 2, ready: 1),
            // mvebu-uart.c: TSH, STAT.TX_FIFO_FUL
            SerialPortKind.Armada3700 => new(data: 0x04, status: 0x0c, bit: 11, ready: 0),
            SerialPortKind.Armada3700Extended => new(data: 0x1c, status: 0x0c, bit: 11, ready: 0),
            // sprd_serial.c: TXD, LSR.TX_OVER
            SerialPortKind.Spreadtrum => new(data: 0x00, status: 0x08, bit: 15, ready: 1, dataBytes: 1),
            // owl-uart.c: TXDAT, STAT.TFFU
            SerialPortKind.Owl => new(data: 0x08, status: 0x0c, bit: 6, ready: 0),
            // stm32-usart.c: TDR, ISR.TXE
            SerialPortKind.Stm32 => new(data: 0x28, status: 0x1c, bit: 7, ready: 1),
            // ma35d1_serial.c: THR, FSR.TX_FULL
            SerialPortKind.Ma35d1 => new(data: 0x00, status: 0x18, bit: 23, ready: 0),
            // bcm63xx_uart.c: FIFO, IR.TXEMPTY
            SerialPortKind.Bcm6345 => new(data: 0x14, status: 0x10, bit: 5, ready: 1),
            // atmel_serial.c: US_THR, US_CSR.TXRDY
            SerialPortKind.AtmelUsart => new(data: 0x1c, status: 0x14, bit: 1, ready: 1),
            // uartlite.c: TX, STATUS.TXFULL
            SerialPortKind.UartLite => new(data: 0x04, status: 0x08, bit: 3, ready: 0),
            // liteuart.c: RXTX, TXFULL
            SerialPortKind.LiteX => new(data: 0x00, status: 0x04, bit: 0, ready: 0),
            // hvc_dcc.c: DBGDTRTX_EL0, MDCCSR_EL0.TXfull
            SerialPortKind.DebugChannel => new(data: 0, status: 0, bit: 29, ready: 0),
            _ => default,
        };

    /// <summary>
    /// Names of the bindings, a line a family in the order of <see cref="SerialPortKind"/>. Of an 8250, those that say
    /// where its registers are.
    /// </summary>
    public static ReadOnlySpan<byte> Compatible =>
        "arm,pl011 arm,sbsa-uart\n"u8 // Pl011
        + "ns16550a ns16550 ns16450 ns8250 snps,dw-apb-uart nvidia,tegra20-uart altr,16550-FIFO32\n"u8 // Uart8250
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
        + "actions,owl-uart actions,s700-uart actions,s900-uart\n"u8 // Owl
        + "st,stm32h7-uart st,stm32f7-uart\n"u8 // Stm32
        + "nuvoton,ma35d1-uart\n"u8 // Ma35d1
        + "brcm,bcm6345-uart\n"u8 // Bcm6345
        + "atmel,at91sam9260-usart atmel,at91rm9200-usart\n"u8 // AtmelUsart
        + "xlnx,xps-uartlite-1.00.a xlnx,opb-uartlite-1.00.b\n"u8 // UartLite
        + "litex,liteuart\n"u8 // LiteX
        + "\n"u8; // DebugChannel: no binding has it

    /// <summary>
    /// 8250s with registers of 32 bits, one a word, which their bindings do not say again in each tree.
    /// </summary>
    public static ReadOnlySpan<byte> Wide8250s =>
        "brcm,bcm2835-aux-uart mediatek,mt6577-uart ti,am654-uart ti,omap4-uart ti,omap3-uart ti,omap2-uart "u8
        + "mrvl,mmp-uart intel,xscale-uart marvell,pxa-uart socionext,uniphier-uart nuvoton,npcm750-uart "u8
        + "nuvoton,npcm845-uart nuvoton,wpcm450-uart"u8;

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

    /// <summary>The writes before a byte, in their order.</summary>
    /// <param name="index">From 0.</param>
    public static bool TryGetBefore(SerialPortKind kind, int index, out RegisterWrite write)
    {
        write = (kind, index) switch
        {
            // SE_UART_TX_TRANS_LEN: one byte; SE_GENI_M_CMD0: UART_START_TX
            (SerialPortKind.Geni, 0) => new(0x270, 1),
            (SerialPortKind.Geni, 1) => new(0x600, 1u << 27),
            // CR: CMD_RESET_TX_READY; NCF_TX: one byte
            (SerialPortKind.MsmUartDm, 0) => new(0xa8, 3 << 8),
            (SerialPortKind.MsmUartDm, 1) => new(0x40, 1),
            _ => default,
        };
        return write.Offset != 0;
    }

    /// <summary>The write behind a byte.</summary>
    public static bool TryGetAfter(SerialPortKind kind, out RegisterWrite write)
    {
        write = kind switch
        {
            // SCFSR: TDFE and TEND are cleared by a 0
            SerialPortKind.Scif => new(0x10, 0xff9f, 2),
            // CFCLR.TDREC
            SerialPortKind.Rsci => new(0x68, 1u << 29),
            _ => default,
        };
        return write.Offset != 0;
    }
}
