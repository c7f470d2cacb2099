namespace Keelson.Portable.Tests;

/// <summary>Trees that several tests read.</summary>
internal static class SampleTrees
{
    /// <param name="nodes">What <c>/reserved-memory</c> has, in cells of two; another node beside it is none.</param>
    public static byte[] WithReservedMemory(string nodes) =>
        Dtc.Compile(
            $$"""
            /dts-v1/;
            / {
                #address-cells = <2>;
                #size-cells = <2>;
                reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; {{nodes}} };
                other { a@7000 { reg = <0 0x7000 0 0x1000>; }; };
            };
            """,
            "-f"
        );

    private static readonly Lazy<byte[]> s_board = new(() => Dtc.Compile(BoardSource, "-b", "3"));
    private static readonly Lazy<byte[]> s_qemuVirt = new(DumpQemuVirt);

    /// <summary><see cref="BoardSource"/>, with a boot processor of 3.</summary>
    public static byte[] Board => [.. s_board.Value];

    /// <summary>What QEMU's virt machine hands to its firmware: 1 MB, of which some 8 KB are used.</summary>
    public static byte[] QemuVirt => [.. s_qemuVirt.Value];

    /// <summary>One of each thing that a reader has to get right.</summary>
    public const string BoardSource = """
        /dts-v1/;
        /memreserve/ 0x0000000048000000 0x10000;
        /memreserve/ 0x000000123456789a 0x10;
        / {
            #address-cells = <2>;
            #size-cells = <2>;
            compatible = "keelson,board", "keelson,base";
            aliases {
                serial0 = "/soc/bus@10000000/uart@1000";
                loop = "loop";
                relative = "chosen";
                nothing = "";
                bus = "/soc/bus@10000000";
            };
            chosen {
                stdout-path = "serial0:115200n8";
                linux,initrd-start = <0x48000000>;
                linux,initrd-end = <0x1 0x48000000>;
                kaslr-seed = <0x01234567 0x89abcdef>;
                odd = [01 02 03];
                empty;
            };
            memory@40000000 {
                device_type = "memory";
                reg = <0x0 0x40000000 0x0 0x8000000>;
            };
            memory@880000000 {
                reg = <0x8 0x80000000 0x1 0x0>;
            };
            cpus {
                #address-cells = <1>;
                #size-cells = <0>;
                cpu@0 { device_type = "cpu"; reg = <0x0>; };
                cpu@101 { device_type = "cpu"; reg = <0x101>; status = "disabled"; };
            };
            memory-controller@1 { reg = <0x0 0x1 0x0 0x1>; status = "ok"; };
            soc {
                #address-cells = <1>;
                #size-cells = <1>;
                ranges = <0x00000000 0x1 0x00000000 0x10000000>, <0x10000000 0xf 0xe0000000 0x10000000>;
                bus@10000000 {
                    #address-cells = <1>;
                    #size-cells = <1>;
                    ranges = <0x0 0x10000000 0x10000>;
                    uart@1000 {
                        compatible = "arm,pl011", "arm,primecell";
                        reg = <0x1000 0x100>, <0x2000 0x20>, <0x10000 0x4>;
                        status = "okay";
                    };
                    uart@2000 { compatible = "arm,pl011"; reg = <0x2000 0x100>; };
                };
                plain@20 {
                    #address-cells = <1>;
                    #size-cells = <1>;
                    ranges;
                    dev@20 { reg = <0x20 0x4>; };
                };
                unmapped@30 {
                    #address-cells = <1>;
                    #size-cells = <1>;
                    dev@30 { reg = <0x30 0x4>; };
                };
            };
            defaults {
                ranges;
                dev@500000000 { reg = <0x5 0x0 0x1000>; };
            };
            pcie@1 {
                #address-cells = <3>;
                #size-cells = <2>;
                ranges = <0x2000000 0x0 0x10000000 0x0 0x10000000 0x0 0x1000000>;
                dev@0 { reg = <0x0 0x0 0x0 0x0 0x0>; };
            };
        };
        """;

    private static byte[] DumpQemuVirt()
    {
        string path = Path.Combine(Path.GetTempPath(), $"keelson-{Guid.NewGuid():N}.dtb");
        try
        {
            HostTool.Run(
                "qemu-system-aarch64",
                [],
                "-machine",
                $"virt,dumpdtb={path}",
                "-nodefaults",
                "-display",
                "none"
            );
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
