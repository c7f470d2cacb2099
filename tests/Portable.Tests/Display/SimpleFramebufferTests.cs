using Keelson.DeviceTree;
using Keelson.Display;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>The binding of Linux: simple-framebuffer.yaml; formats: include/linux/platform_data/simplefb.h.</summary>
public class SimpleFramebufferTests
{
    private static bool TryFind(string body, out Framebuffer screen, string more = "")
    {
        byte[] blob = Dtc.Compile(
            $$"""
            /dts-v1/;
            / {
                #address-cells = <2>; #size-cells = <2>;
                chosen {
                    #address-cells = <2>; #size-cells = <2>; ranges;
                    {{more}}
                    framebuffer@1d385000 { compatible = "simple-framebuffer"; {{body}} };
                };
                reserved-memory {
                    #address-cells = <2>; #size-cells = <2>; ranges;
                    screen: memory@1280000000 { reg = <0x12 0x80000000 0 0x800000>; no-map; };
                };
            };
            """
        );
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        return Framebuffer.TryFromDeviceTree(tree, out screen);
    }

    private const string Memory = "reg = <0 0x1d385000 0 0x3e8000>; ";
    private const string Size = "width = <1600>; height = <1200>; ";

    [Fact]
    public void The_example_of_the_binding_is_a_screen()
    {
        Assert.True(TryFind(Memory + Size + "stride = <3200>; format = \"r5g6b5\";", out Framebuffer screen));
        Assert.Equal(
            (0x1d38_5000ul, 1600, 1200, 3200, 16),
            (screen.Start.Value, screen.Width, screen.Height, screen.StrideBytes, screen.BitsPerPixel)
        );
    }

    [Theory]
    // Format, bits; position and size of red, green, blue.
    [InlineData("r5g6b5", 16, 11, 5, 5, 6, 0, 5)]
    [InlineData("r8g8b8", 24, 16, 8, 8, 8, 0, 8)]
    [InlineData("x8r8g8b8", 32, 16, 8, 8, 8, 0, 8)]
    [InlineData("a8r8g8b8", 32, 16, 8, 8, 8, 0, 8)]
    [InlineData("x8b8g8r8", 32, 0, 8, 8, 8, 16, 8)]
    [InlineData("a8b8g8r8", 32, 0, 8, 8, 8, 16, 8)]
    [InlineData("x1r5g5b5", 16, 10, 5, 5, 5, 0, 5)]
    [InlineData("x2r10g10b10", 32, 20, 10, 10, 10, 0, 10)]
    [InlineData("a2r10g10b10", 32, 20, 10, 10, 10, 0, 10)]
    public void Formats_are_those_of_Linux(
        string format,
        int bits,
        int red,
        int redBits,
        int green,
        int greenBits,
        int blue,
        int blueBits
    )
    {
        string body = $"width = <640>; height = <480>; stride = <2560>; format = \"{format}\";";
        Assert.True(TryFind(Memory + body, out Framebuffer screen));
        Assert.Equal(
            (bits, red, redBits, green, greenBits, blue, blueBits),
            (
                screen.BitsPerPixel,
                screen.Red.Position,
                screen.Red.Size,
                screen.Green.Position,
                screen.Green.Size,
                screen.Blue.Position,
                screen.Blue.Size
            )
        );
    }

    [Fact]
    public void Its_memory_may_be_a_region_elsewhere()
    {
        Assert.True(
            TryFind(
                "memory-region = <&screen>; width = <1080>; height = <1920>; stride = <4320>; format = \"a8r8g8b8\";",
                out Framebuffer screen
            )
        );
        Assert.Equal(0x12_8000_0000ul, screen.Start.Value);
    }

    [Fact]
    public void One_that_is_off_is_passed_over()
    {
        const string Off =
            "framebuffer@1000 { compatible = \"simple-framebuffer\"; status = \"disabled\"; "
            + "reg = <0 0x1000 0 0x3e8000>; "
            + Size
            + "stride = <3200>; format = \"r5g6b5\"; };";
        Assert.True(TryFind(Memory + Size + "stride = <3200>; format = \"r5g6b5\";", out Framebuffer screen, Off));
        Assert.Equal(0x1d38_5000ul, screen.Start.Value);
    }

    [Theory]
    [InlineData(Memory + Size + "stride = <3200>;")]
    [InlineData(Memory + Size + "stride = <3200>; format = \"r5g6b\";")]
    [InlineData(Memory + Size + "stride = <3200>; format = \"r5g6\";")]
    [InlineData(Memory + Size + "stride = <3200>; format = \"y8u8v8\";")]
    [InlineData(Memory + Size + "stride = <3200>; format = \"r99g99b99\";")]
    [InlineData(Memory + Size + "stride = <3200>; format = \"\";")]
    [InlineData(Memory + Size + "stride = <3199>; format = \"r5g6b5\";")] // a line does not fit
    [InlineData(Memory + Size + "stride = <6400>; format = \"a8r8g8b8\";")] // the memory ends before the last
    [InlineData(Memory + "width = <0x10640>; height = <1200>; stride = <3200>; format = \"r5g6b5\";")]
    [InlineData(Memory + "width = <1600>; height = <0>; stride = <3200>; format = \"r5g6b5\";")]
    [InlineData(Size + "stride = <3200>; format = \"r5g6b5\";")]
    [InlineData("memory-region = <99>; " + Size + "stride = <3200>; format = \"r5g6b5\";")]
    [InlineData("reg = <0 0 0 0x3e8000>; " + Size + "stride = <3200>; format = \"r5g6b5\";")]
    public void What_cannot_be_drawn_on_is_no_screen(string body)
    {
        Assert.False(TryFind(body, out Framebuffer screen));
        Assert.False(screen.Exists);
    }
}
