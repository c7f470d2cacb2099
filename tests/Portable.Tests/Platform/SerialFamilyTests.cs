using System.Text;
using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Platform;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>Each family of <see cref="SerialFamilies"/>, found by a tree and driven against a model of its registers.
/// </summary>
public class SerialFamilyTests
{
    /// <param name="statusOffset">Of the only register that is read.</param>
    /// <param name="full">What it holds while there is no room.</param>
    /// <param name="free">What it holds then.</param>
    private sealed class Uart(uint statusOffset, int statusBytes, uint full, uint free)
    {
        private int _reads;

        public List<string> Writes { get; } = [];
        public int ReadsUntilFree { get; set; } = 2;
        public int Reads { get; private set; }

        public uint Read(uint offset, int bytes)
        {
            Assert.Equal((statusOffset, statusBytes), (offset, bytes));
            Reads++;
            return _reads++ < ReadsUntilFree ? full : free;
        }

        public void Write(uint offset, uint value, int bytes)
        {
            Assert.True(_reads > ReadsUntilFree, $"{offset:x} is written before there is room");
            Writes.Add($"{offset:x}/{bytes}={value:x}");
        }

        public void Fill() => _reads = 0;
    }

    private readonly struct Registers(Uart uart) : ISerialRegisters
    {
        public uint Read(uint offset, int bytes) => uart.Read(offset, bytes);

        public void Write(uint offset, uint value, int bytes) => uart.Write(offset, value, bytes);
    }

    /// <param name="compatible">Names of a node, or the option of a port that no tree has.</param>
    private static SerialPort Find(string compatible)
    {
        const string Option = "earlycon=";
        if (compatible.StartsWith(Option, StringComparison.Ordinal))
        {
            Assert.True(
                EarlyConsole.TryParse(Encoding.ASCII.GetBytes(compatible[Option.Length..]), out SerialPort port)
            );
            return port;
        }

        string list = string.Join(", ", compatible.Split(' ').Select(one => $"\"{one}\""));
        byte[] blob = Dtc.Compile(
            $$"""
            /dts-v1/;
            / {
                #address-cells = <1>;
                #size-cells = <1>;
                chosen { stdout-path = "/serial@9000000:115200n8"; };
                serial@9000000 { compatible = {{list}}; reg = <0x9000000 0x1000>; };
            };
            """
        );
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        return SerialPort.FromDeviceTree(tree);
    }

    /// <summary>Names as in the trees of boards; registers of the drivers in Linux, drivers/tty/serial.</summary>
    [Theory]
    [InlineData("arm,pl011 arm,primecell", 0x18, 4, 0x20, 0, "0/4=41")]
    [InlineData("ns16550a", 5, 1, 0, 0x60, "0/1=41")]
    [InlineData("earlycon=uart8250,mmio32be,0x9000000", 0x14, 4, 0, 0x6000_0000, "0/4=41000000")]
    [InlineData("nvidia,tegra234-uart nvidia,tegra20-uart", 0x14, 4, 0, 0x60, "0/4=41")]
    [InlineData("ti,am64-uart ti,am654-uart", 0x14, 4, 0, 0x60, "0/4=41")]
    [InlineData("mediatek,mt8183-uart mediatek,mt6577-uart", 0x14, 4, 0, 0x60, "0/4=41")]
    [InlineData("socionext,uniphier-uart", 0x14, 4, 0, 0x60, "0/4=41")]
    [InlineData("nuvoton,npcm845-uart nuvoton,npcm750-uart", 0x14, 4, 0, 0x60, "0/4=41")]
    [InlineData("mrvl,mmp-uart", 0x14, 4, 0, 0x60, "0/4=41")]
    [InlineData("fsl,imx8mp-uart fsl,imx6q-uart", 0xb4, 4, 0x10, 0x60, "40/4=41")]
    [InlineData("fsl,imx1-uart", 0xd0, 4, 0x10, 0x60, "40/4=41")]
    [InlineData("fsl,vf610-lpuart", 4, 1, 0, 0x80, "7/1=41")]
    [InlineData("fsl,ls1021a-lpuart", 4, 4, 0, 0x00008000, "c/4=41000000")]
    [InlineData("fsl,ls1028a-lpuart", 4, 4, 0, 0x00800000, "c/4=41")]
    [InlineData("fsl,imx93-lpuart fsl,imx8ulp-lpuart fsl,imx7ulp-lpuart", 0x14, 4, 0, 0x00800000, "1c/4=41")]
    [InlineData("fsl,imx8qxp-lpuart", 0x14, 4, 0, 0x00800000, "1c/4=41")]
    [InlineData("nxp,s32g2-linflexuart fsl,s32v234-linflexuart", 0x14, 4, 2, 0, "38/1=41")]
    [InlineData("qcom,geni-debug-uart", 0x40, 4, 1, 0, "270/4=1 600/4=8000000 700/4=41")]
    [InlineData("qcom,msm-uartdm-v1.4 qcom,msm-uartdm", 0xa4, 4, 0, 8, "a8/4=300 40/4=1 70/4=41")]
    [InlineData("amlogic,meson-gx-uart amlogic,meson-ao-uart", 0xc, 4, 0x200000, 0, "0/4=41")]
    [InlineData("amlogic,a4-uart amlogic,meson-s4-uart", 0xc, 4, 0x200000, 0, "0/4=41")]
    [InlineData("renesas,scif-r8a7795 renesas,rcar-gen3-scif renesas,scif", 0x10, 2, 0, 0x20, "c/1=41 10/2=ff9f")]
    [InlineData("renesas,hscif-r8a779g0 renesas,rcar-gen4-hscif renesas,hscif", 0x10, 2, 0, 0x20, "c/1=41 10/2=ff9f")]
    [InlineData("renesas,scif-r9a07g043 renesas,scif-r9a07g044", 0x10, 2, 0, 0x20, "c/1=41 10/2=ff9f")]
    [InlineData("renesas,scif-r9a09g047 renesas,scif-r9a09g057", 0x10, 2, 0, 0x20, "c/1=41 10/2=ff9f")]
    [InlineData("renesas,r9a09g087-rsci renesas,r9a09g077-rsci", 0x48, 4, 0, 0x20000000, "4/4=41 68/4=20000000")]
    [InlineData("renesas,r9a09g011-uart renesas,em-uart", 0x18, 4, 0, 0x60, "0/1=41")]
    [InlineData("xlnx,zynqmp-uart cdns,uart-r1p12", 0x2c, 4, 0x10, 8, "30/4=41")]
    [InlineData("samsung,exynos7-uart samsung,exynos4210-uart", 0x10, 4, 2, 4, "20/4=41")]
    [InlineData("samsung,exynos7870-uart samsung,exynos8895-uart", 0x10, 4, 2, 4, "20/4=41")]
    [InlineData("google,gs101-uart", 0x10, 4, 2, 4, "20/4=41")]
    [InlineData("apple,s5l-uart", 0x10, 4, 2, 4, "20/4=41")]
    [InlineData("marvell,armada-3700-uart", 0xc, 4, 0x800, 0x20, "4/4=41")]
    [InlineData("marvell,armada-3700-uart-ext", 0xc, 4, 0x800, 0x20, "1c/4=41")]
    [InlineData("sprd,ums512-uart sprd,sc9836-uart", 8, 4, 0, 0x8000, "0/1=41")]
    [InlineData("actions,s900-uart actions,owl-uart", 0xc, 4, 0x40, 0, "8/4=41")]
    [InlineData("st,stm32h7-uart", 0x1c, 4, 0, 0xc0, "28/4=41")]
    [InlineData("nuvoton,ma35d1-uart", 0x18, 4, 0x800000, 0, "0/4=41")]
    [InlineData("brcm,bcm4908-uart brcm,bcm6345-uart", 0x10, 4, 0, 0x20, "14/4=41")]
    [InlineData("microchip,sam9x60-usart atmel,at91sam9260-usart", 0x14, 4, 0, 2, "1c/4=41")]
    [InlineData("xlnx,xps-uartlite-1.00.a", 8, 4, 8, 4, "4/4=41")]
    [InlineData("litex,liteuart", 4, 4, 1, 0, "0/4=41")]
    [InlineData("earlycon=dcc", 0, 4, 0x20000000, 0, "0/4=41")]
    public void A_byte_is_sent_when_there_is_room(
        string compatible,
        uint status,
        int statusBytes,
        uint full,
        uint free,
        string writes
    )
    {
        SerialPort port = Find(compatible);
        Assert.True(port.Exists);
        var uart = new Uart(status, statusBytes, full, free);
        bool isStuck = false;
        SerialTransmitter.Write(port, new Registers(uart), "A"u8, ref isStuck);
        Assert.Equal(writes, string.Join(' ', uart.Writes));
        Assert.False(isStuck);
    }

    [Fact]
    public void Every_family_has_names_registers_and_a_test()
    {
        HashSet<SerialPortKind> tested =
        [
            .. typeof(SerialFamilyTests)
                .GetMethod(nameof(A_byte_is_sent_when_there_is_room))!
                .CustomAttributes.Where(one => one.AttributeType == typeof(InlineDataAttribute))
                .Select(one =>
                    (IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)one.ConstructorArguments[0].Value!
                )
                .Select(arguments => Find((string)arguments[0].Value!).Kind),
        ];
        for (SerialPortKind kind = SerialPortKind.Pl011; kind < SerialPortKind.Count; kind++)
        {
            Assert.Contains(kind, tested);
        }

        Assert.Equal((int)SerialPortKind.Count - 1, Lines.Length);
    }

    [Fact]
    public void Names_belong_to_one_family()
    {
        string[] names =
        [
            .. Lines[..^1]
                .Append(Encoding.ASCII.GetString(SerialFamilies.Wide8250s))
                .SelectMany(line => line.Split(' ')),
        ];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.DoesNotContain("", names);
    }

    /// <summary>The last is the debug channel's, which no tree names.</summary>
    private static string[] Lines => Encoding.ASCII.GetString(SerialFamilies.Compatible)[..^1].Split('\n');

    /// <summary>A dead port costs one long wait, then one look a byte; it speaks again when it takes one.</summary>
    [Fact]
    public void A_port_that_takes_nothing_is_waited_for_once()
    {
        SerialPort port = new(SerialPortKind.Pl011, new PhysicalAddress(0x1000));
        var uart = new Uart(0x18, 4, 0x20, 0) { ReadsUntilFree = int.MaxValue };
        bool isStuck = false;
        SerialTransmitter.Write(port, new Registers(uart), "AB"u8, ref isStuck);
        Assert.True(isStuck);
        int first = uart.Reads;
        SerialTransmitter.Write(port, new Registers(uart), "CDEF"u8, ref isStuck);
        Assert.Equal(first + 4, uart.Reads);
        Assert.Empty(uart.Writes);
        uart.ReadsUntilFree = 0;
        uart.Fill();
        SerialTransmitter.Write(port, new Registers(uart), "G"u8, ref isStuck);
        Assert.False(isStuck);
        Assert.Equal("0/4=47", Assert.Single(uart.Writes));
    }
}
