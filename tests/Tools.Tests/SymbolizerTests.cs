using Keelson.Tools.Symbols;
using Xunit;

namespace Keelson.Tools.Tests;

public sealed class SymbolizerTests : IDisposable
{
    private readonly NativeToolchain _toolchain = new();
    private readonly Symbolizer _symbolizer;

    public SymbolizerTests()
    {
        Directory.CreateDirectory(Path.Combine(_toolchain.Folder, "native", "guest"));
        // The first section of the image is at 0x1000, and the method stands at its start: one instruction per line
        // from 10 on.
        _toolchain.Link(
            Path.Combine(_toolchain.Folder, "native", "guest", "guest.sys"),
            GuestSource.WithLines(
                "Keelson_Guest_Keelson_Guest_Gate__Call",
                "/keelson/guest/Gate.cs",
                "nop",
                "bl .",
                "nop",
                "ret"
            ),
            "/subsystem:native",
            "/driver",
            "/entry:Keelson_Guest_Keelson_Guest_Gate__Call",
            "/base:0xFFFF800000000000",
            "/merge:.managedcode=.text"
        );
        _symbolizer = new Symbolizer(
            new ModuleMap(Path.Combine(_toolchain.Folder, "native"), new Dictionary<string, string>())
        );
    }

    [Fact]
    public void A_return_address_is_the_call_before_it_and_a_pc_is_itself() =>
        Assert.Equal(
            [
                "[    0.7] pc guest+0x1008 (guest/Gate.cs:12 Keelson.Guest.Gate.Call)",
                "  at guest+0x1008 (guest/Gate.cs:11 Keelson.Guest.Gate.Call)",
            ],
            _symbolizer.Rewrite(["[    0.7] pc guest+0x1008", "  at guest+0x1008"])
        );

    [Fact]
    public void Several_frames_in_a_line_are_all_rewritten() =>
        Assert.Equal(
            [
                "trace: pc guest+0x1000 (guest/Gate.cs:10 Keelson.Guest.Gate.Call), at guest+0x100C (guest/Gate.cs:12 "
                    + "Keelson.Guest.Gate.Call)",
            ],
            _symbolizer.Rewrite(["trace: pc guest+0x1000, at guest+0x100C"])
        );

    [Theory]
    [InlineData("at other+0x1000")]
    [InlineData("at guest+0x7fffffff")]
    [InlineData("at guest+0xfffffffffffffffff")]
    [InlineData("look at 0x1000")]
    [InlineData("")]
    public void Unknown_values_are_unchanged(string line) => Assert.Equal([line], _symbolizer.Rewrite([line]));

    [Fact]
    public void A_module_the_user_names_comes_first()
    {
        Symbolizer named = new(
            new ModuleMap(
                "/nowhere",
                new Dictionary<string, string>
                {
                    ["board"] = Path.Combine(_toolchain.Folder, "native", "guest", "guest.sys"),
                }
            )
        );
        Assert.Contains("Gate.cs:10", Assert.Single(named.Rewrite(["pc board+0x1000"])));
    }

    [Theory]
    [InlineData("Keelson_Stub_Keelson_Stub_EntryPoint__Main", "Keelson.Stub.EntryPoint.Main")]
    [InlineData(
        "CoreLib_Internal_Runtime_FailFast__StackCookieMismatch",
        "CoreLib.Internal.Runtime.FailFast.StackCookieMismatch"
    )]
    [InlineData("Hello_Program___ctor", "Hello.Program.ctor")]
    [InlineData("RhpPInvoke", "RhpPInvoke")]
    [InlineData("__security_cookie", "__security_cookie")]
    public void Symbols_read_as_names(string symbol, string name) => Assert.Equal(name, MethodName.Readable(symbol));

    public void Dispose() => _toolchain.Dispose();
}
