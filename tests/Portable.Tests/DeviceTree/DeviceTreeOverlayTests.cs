using System.Diagnostics;
using Keelson.DeviceTree;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>Overlays as the device tree compiler makes them, applied here and by its fdtoverlay.</summary>
public sealed class DeviceTreeOverlayTests : IDisposable
{
    private const string Base = """
        /dts-v1/;
        / {
            #address-cells = <1>;
            #size-cells = <1>;
            compatible = "test,board";
            aliases { serial0 = &uart; };
            soc: soc {
                #address-cells = <1>;
                #size-cells = <1>;
                uart: serial@1000 { reg = <0x1000 0x100>; clocks = <&clock 1>; status = "disabled"; };
                clock: clock { #clock-cells = <1>; };
                bus@2000 { nothing; deep: deep { }; };
            };
        };
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-overlay-");

    public static TheoryData<string> Sound =>
        [
            "&uart { status = \"okay\"; };",
            "&uart { clocks = <&clock 7>; new-property = [01 02 03 04 05]; };",
            "&soc { added: device@3000 { reg = <0x3000 0x10>; clocks = <&clock 2>, <&own 3>; link = <&uart>; }; "
                + "own: own-clock { #clock-cells = <1>; parent = <&added>; }; };",
            "/ { fragment@0 { target-path = \"/soc\"; __overlay__ { inner { deeper { value = <1>; }; }; }; }; };",
            "/ { fragment@0 { target-path = \"/\"; __overlay__ { top: at { a; }; soc { bus { b; }; }; }; }; };",
            "/ { fragment@0 { target-path = \"serial0\"; __overlay__ { by-alias; }; }; };",
            "&soc { first: one { }; }; &clock { second: two { ref = <&first>, <&second>; path = &first; }; };",
            "&soc { serial@1000 { reg; status = \"\"; }; };",
            "/ { not-a-fragment { property; }; another { __overlay { property; }; }; };",
            "&uart { mixed = \"text\", [00], \"more\"; #long-name-that-nobody-has-yet = <1 2 3>; };",
            "&{/soc/clock} { by-path; };",
            "&soc { phandle = <5>; };",
        ];

    [Theory]
    [MemberData(nameof(Sound))]
    public void It_is_applied_as_fdtoverlay_does(string source)
    {
        byte[] tree = Dtc.Compile(Base, "-@"),
            overlay = Dtc.Compile("/dts-v1/; /plugin/; " + source, "-@");
        byte[] expected =
            RunFdtoverlay(tree, overlay) ?? throw new InvalidOperationException("fdtoverlay refuses a sound overlay");
        OverlayError error = Apply(tree, overlay, out byte[] applied);
        Assert.Equal(OverlayError.None, error);
        Assert.Equal(Dtc.Decompile(expected), Dtc.Decompile(applied));
    }

    /// <summary>Symbols of the first are labels to the second, and its numbers come after both.</summary>
    [Fact]
    public void Overlays_follow_each_other()
    {
        byte[] tree = Dtc.Compile(Base, "-@"),
            first = Dtc.Compile("/dts-v1/; /plugin/; &soc { gate: gate@5 { x = <&gate>; }; };", "-@"),
            second = Dtc.Compile("/dts-v1/; /plugin/; &gate { y = <&gate>; z: z { ref = <&z>; }; };", "-@");
        byte[] expected = RunFdtoverlay(tree, first, second)!;
        Assert.Equal(OverlayError.None, Apply(tree, first, out byte[] once));
        Assert.Equal(OverlayError.None, Apply(once, second, out byte[] twice));
        Assert.Equal(Dtc.Decompile(expected), Dtc.Decompile(twice));
    }

    /// <summary>Its first symbols stand in front of what they lead to, which each of them moves.</summary>
    [Fact]
    public void A_tree_without_symbols_gets_those_of_the_overlay()
    {
        byte[] tree = Dtc.Compile(Base),
            overlay = Dtc.Compile(
                "/dts-v1/; /plugin/; / { fragment@0 { target-path = \"/soc/bus@2000\"; __overlay__ { first: a { "
                    + "second: b { ref = <&first>; }; }; third: c { }; }; }; };",
                "-@"
            );
        Assert.Equal(OverlayError.None, Apply(tree, overlay, out byte[] applied));
        Assert.Equal(Dtc.Decompile(RunFdtoverlay(tree, overlay)!), Dtc.Decompile(applied));
    }

    public static TheoryData<string, OverlayError> Refused =>
        new()
        {
            { "&nobody { a; };", OverlayError.Label },
            { "&soc { a = <&nobody>; };", OverlayError.Label },
            { "/ { fragment@0 { target-path = \"/none\"; __overlay__ { a; }; }; };", OverlayError.Target },
            { "/ { fragment@0 { __overlay__ { a; }; }; };", OverlayError.Target },
            { "/ { fragment@0 { target = <0xffffffff>; __overlay__ { a; }; }; };", OverlayError.Target },
            { "/ { fragment@0 { target = <99>; __overlay__ { a; }; }; };", OverlayError.Target },
            { "/ { fragment@0 { target = <1 2>; __overlay__ { a; }; }; };", OverlayError.Target },
            { "/ { node { phandle = <1 2>; }; };", OverlayError.Phandle },
            { "/ { node { phandle = <0xfffffffe>; }; };", OverlayError.Phandle },
            { "/ { __local_fixups__ { node { a = <0>; }; }; };", OverlayError.LocalFixup },
            { "/ { node { a = <1>; }; __local_fixups__ { node { b = <0>; }; }; };", OverlayError.LocalFixup },
            { "/ { node { a = <1>; }; __local_fixups__ { node { a = <1>; }; }; };", OverlayError.LocalFixup },
            { "/ { node { a = <1>; }; __local_fixups__ { node { a = [00]; }; }; };", OverlayError.LocalFixup },
            { "/ { node { a = <1>; }; __fixups__ { uart = \"/node:a:1\"; }; };", OverlayError.Fixup },
            { "/ { node { a = <1>; }; __fixups__ { uart = \"/node:a:x\"; }; };", OverlayError.Fixup },
            { "/ { node { a = <1>; }; __fixups__ { uart = \"/node:a\"; }; };", OverlayError.Fixup },
            { "/ { node { a = <1>; }; __fixups__ { uart = \"/node:b:0\"; }; };", OverlayError.Fixup },
            { "/ { node { a = <1>; }; __fixups__ { uart = \"/none:a:0\"; }; };", OverlayError.Fixup },
            { "/ { node { a = <1>; }; __fixups__ { uart = [2f 6e]; }; };", OverlayError.Fixup },
            { "/ { node { a = <1>; }; __fixups__ { uart; }; };", OverlayError.Fixup },
            { "/ { __symbols__ { a = \"relative\"; }; };", OverlayError.Symbol },
            { "/ { __symbols__ { a = [2f 61]; }; };", OverlayError.Symbol },
            { "/ { __symbols__ { a = \"/gone/__overlay__/b\"; }; };", OverlayError.Symbol },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_fdtoverlay_refuses_is_refused_by_its_rule(string source, OverlayError expected)
    {
        byte[] tree = Dtc.Compile(Base, "-@"),
            overlay = Dtc.Compile("/dts-v1/; /plugin/; " + source, "-f");
        Assert.Null(RunFdtoverlay(tree, overlay));
        Assert.Equal(expected, Apply(tree, overlay, out _));
        Assert.NotEqual(0, expected.Text().Length);
    }

    [Fact]
    public void Without_room_or_too_deep_it_is_refused()
    {
        byte[] tree = Dtc.Compile(Base, "-@"),
            overlay = Dtc.Compile("/dts-v1/; /plugin/; &soc { added: a { big = <1 2 3 4 5 6 7 8>; }; };", "-@");
        int refused = 0;
        for (int size = 0; size < tree.Length + 2 * overlay.Length; size += 4)
        {
            OverlayError error = Apply(tree, overlay, out _, size);
            // Once it fits, it fits.
            Assert.True(error == OverlayError.NoSpace && refused * 4 == size || error == OverlayError.None);
            refused += error == OverlayError.None ? 0 : 1;
        }

        Assert.InRange(refused * 4, tree.Length + overlay.Length, tree.Length + 2 * overlay.Length - 4);
        foreach ((int nodes, OverlayError expected) in new[] { (60, OverlayError.None), (61, OverlayError.NoSpace) })
        {
            string nested =
                string.Concat(Enumerable.Repeat("n { ", nodes)) + string.Concat(Enumerable.Repeat("}; ", nodes));
            overlay = Dtc.Compile($"/dts-v1/; /plugin/; &deep {{ {nested} }};", "-@");
            Assert.Equal(expected, Apply(tree, overlay, out _));
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static OverlayError Apply(byte[] tree, byte[] overlay, out byte[] applied, int? size = null)
    {
        Assert.True(DeviceTreeBlob.TryCreate(tree, out DeviceTreeBlob under, out _));
        Assert.True(DeviceTreeBlob.TryCreate(overlay, out DeviceTreeBlob over, out _));
        byte[] buffer = new byte[size ?? (int)DeviceTreeOverlay.RoomBytes(under, over)];
        OverlayError error = DeviceTreeOverlay.Merge(under, over, buffer, out DeviceTreeBlob merged);
        applied = merged.Bytes.ToArray();
        return error;
    }

    /// <returns>Null where it refuses.</returns>
    private byte[]? RunFdtoverlay(byte[] tree, params byte[][] overlays)
    {
        string output = Save("output", []);
        File.Delete(output);
        using Process process = Process.Start(
            new ProcessStartInfo(
                "fdtoverlay",
                ["-i", Save("tree", tree), "-o", output, .. overlays.Select((one, i) => Save("overlay" + i, one))]
            )
            {
                RedirectStandardError = true,
            }
        )!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? File.ReadAllBytes(output) : null;
    }

    private string Save(string name, byte[] contents)
    {
        string file = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(file, contents);
        return file;
    }
}
