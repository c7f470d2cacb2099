using System.Reflection.PortableExecutable;
using Keelson.Images;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Symbols;
using Keelson.Tools.Workspace;
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
        LinkGuest(Guest, "Gate", "nop", "bl .", "nop", "ret");
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
            _symbolizer.Rewrite(["[    0.7] pc guest+0x1008", "  at guest+0x1008"]).Lines
        );

    [Fact]
    public void Several_frames_in_a_line_are_all_rewritten() =>
        Assert.Equal(
            [
                "trace: pc guest+0x1000 (guest/Gate.cs:10 Keelson.Guest.Gate.Call), at guest+0x100C (guest/Gate.cs:12 "
                    + "Keelson.Guest.Gate.Call)",
            ],
            _symbolizer.Rewrite(["trace: pc guest+0x1000, at guest+0x100C"]).Lines
        );

    [Theory]
    [InlineData("at other+0x1000")]
    [InlineData("at guest+0x7fffffff")]
    [InlineData("at guest+0xfffffffffffffffff")]
    [InlineData("look at 0x1000")]
    [InlineData("")]
    public void Unknown_values_are_unchanged(string line) => Assert.Equal([line], _symbolizer.Rewrite([line]).Lines);

    /// <summary>As EFI/BOOT/BOOTAA64.EFI is, by the name that firmware looks for.</summary>
    [Fact]
    public void An_image_with_a_name_in_capitals_is_found_by_it()
    {
        string folder = Path.Combine(_toolchain.Folder, "native");
        File.Copy(Guest, Path.Combine(folder, "BOARD.EFI"));
        Assert.NotNull(new ModuleMap(folder, new Dictionary<string, string>()).Find("BOARD"));
    }

    [Fact]
    public void A_module_the_user_names_comes_first()
    {
        Symbolizer named = new(new ModuleMap("/nowhere", new Dictionary<string, string> { ["board"] = Guest }));
        Assert.Contains("Gate.cs:10", Assert.Single(named.Rewrite(["pc board+0x1000"]).Lines));
    }

    [Fact]
    public void An_image_in_memory_has_the_build_that_its_file_has()
    {
        PeFile file = PeFile.Read(File.ReadAllBytes(Guest));
        byte[] memory = new byte[file.Optional.SizeOfImage];
        file.Content.AsSpan(0, file.Optional.SizeOfHeaders).CopyTo(memory);
        foreach (SectionHeader section in file.Sections)
        {
            file.ContentsOf(section).CopyTo(memory.AsSpan(section.VirtualAddress));
        }

        ulong build = ImageFile.Read(Guest).Build!.Value;
        Assert.NotEqual(0u, build);
        Assert.Equal(build, BuildOfImage.Find(memory));
        Assert.Equal(build, ImageFile.Read(Guest).BuildOfPdb);
        for (int length = 0; length <= file.Optional.SizeOfHeaders; length++)
        {
            Assert.Equal(0u, BuildOfImage.Find(memory.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Frames_of_the_build_at_hand_get_positions_and_of_another_none()
    {
        ulong build = ImageFile.Read(Guest).Build!.Value;
        SymbolizedLog log = _symbolizer.Rewrite([
            "keelson: fatal: divide by zero",
            $"keelson:   build guest 0x{build:x}",
            "keelson:   pc guest+0x1000",
            "keelson: fatal: divide by zero",
            "keelson:   build guest 0x1234",
            "keelson:   pc guest+0x1000",
            "keelson: fatal: told by an image without a build",
            "keelson:   build guest 0x0",
            "keelson:   pc guest+0x1000",
        ]);
        Assert.EndsWith("guest+0x1000 (guest/Gate.cs:10 Keelson.Guest.Gate.Call)", log.Lines[2]);
        Assert.Equal("keelson:   pc guest+0x1000", log.Lines[5]);
        Assert.EndsWith("Keelson.Guest.Gate.Call)", log.Lines[8]);
        Assert.Equal(
            $"frames of guest were printed by build 0x1234, and {Repository.Shorten(Guest)} is build 0x{build:x}; give "
                + "the one that ran: --module guest=PATH, its PDB beside it",
            Assert.Single(log.Refusals)
        );
    }

    [Fact]
    public void Of_several_images_the_one_that_printed_is_taken()
    {
        string other = Path.Combine(_toolchain.Folder, "native", "guest", "guest-64k.sys");
        LinkGuest(other, "Other", "nop", "ret");
        ulong build = ImageFile.Read(other).Build!.Value;
        SymbolizedLog log = _symbolizer.Rewrite([$"build guest 0x{build:x}", "pc guest+0x1000"]);
        Assert.Empty(log.Refusals);
        Assert.Equal("pc guest+0x1000 (guest/Other.cs:10 Keelson.Guest.Other.Call)", log.Lines[1]);
    }

    [Fact]
    public void An_image_that_the_user_names_is_held_to_the_build_too()
    {
        Symbolizer named = new(new ModuleMap("/nowhere", new Dictionary<string, string> { ["board"] = Guest }));
        SymbolizedLog log = named.Rewrite(["build board 0x1", "pc board+0x1000"]);
        Assert.Equal("pc board+0x1000", log.Lines[1]);
        Assert.Contains("printed by build 0x1, and", Assert.Single(log.Refusals));
    }

    [Fact]
    public void Symbols_of_another_image_are_refused()
    {
        string other = Path.Combine(_toolchain.Folder, "other.sys");
        LinkGuest(other, "Other", "nop", "ret");
        File.Copy(Path.ChangeExtension(other, ".pdb"), Path.ChangeExtension(Guest, ".pdb"), overwrite: true);
        SymbolizedLog log = _symbolizer.Rewrite(["pc guest+0x1000"]);
        Assert.Equal(["pc guest+0x1000"], log.Lines);
        Assert.Contains($"are of build 0x{ImageFile.Read(other).Build:x}", Assert.Single(log.Refusals));
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

    private string Guest => Path.Combine(_toolchain.Folder, "native", "guest", "guest.sys");

    private void LinkGuest(string image, string type, params string[] instructions) =>
        _toolchain.Link(
            image,
            GuestSource.WithLines(
                $"Keelson_Guest_Keelson_Guest_{type}__Call",
                $"/keelson/guest/{type}.cs",
                instructions
            ),
            "/subsystem:native",
            "/driver",
            $"/entry:Keelson_Guest_Keelson_Guest_{type}__Call",
            "/base:0xFFFF800000000000",
            "/merge:.managedcode=.text"
        );

    public void Dispose() => _toolchain.Dispose();
}
