using Keelson.Tools.Bench.Sizes;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Symbols;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>Each byte of an image belongs to one part of it.</summary>
public sealed class ImageSizeTests : IDisposable
{
    private const string Source = """
        .section .text,"xr"
        .globl EfiMain, App_App_Text_Line__Write
        EfiMain: ret
        .balign 4
        App_App_Text_Line__Write: nop
        adr x0, App_App_Text_Table
        adr x0, App__Utf8Literals___Text0_Literal5x1
        ret
        .globl SharedCode
        SharedCode: ret
        .section .rdata,"dr"
        .globl App_App_Text_Table, App__Utf8Literals___Text0_Literal5x1, Other
        Other: .quad EfiMain
        App__Utf8Literals___Text0_Literal5x1: .ascii "12345"
        App_App_Text_Table: .ascii "a table"
        """;

    private static readonly PartNames s_names = new([("App", ["", "App", "App.Text"])]);

    private readonly NativeToolchain _toolchain = new();

    [Fact]
    public void Parts_of_an_image_are_its_file()
    {
        string path = Path.Combine(_toolchain.Folder, "app.efi");
        string map = Path.Combine(_toolchain.Folder, "app.map");
        _toolchain.Link(path, Source, "/subsystem:efi_application", "/entry:EfiMain", "/map:" + map);
        ImageParts image = Measure(path, map, FileForm.Linked, new FileInfo(path).Length);
        Assert.Equal(new FileInfo(path).Length, image.Bytes);
        Assert.Equal(new PartSize("App.Text", 16, 7), image.Parts.Single(one => one.Part == "App.Text"));
        Assert.Equal(4, Part(image, PartNames.Shared).Text);
        Assert.Equal(5, Part(image, "App, texts of lines").Data);
        Assert.Equal(new PartSize(PartNames.Compiler, 4, 8), Part(image, PartNames.Compiler));
        Assert.Equal(12, Part(image, ".reloc").Data);
        Assert.InRange(Part(image, SizedImage.DebugDirectory).Data, 29, 200);
        Assert.Equal(
            PeFile.Read(File.ReadAllBytes(path)).Optional.SizeOfHeaders,
            Part(image, SizedImage.Headers).Data + Part(image, SizedImage.HeaderRoom).Data
        );
        Assert.Equal(16, image.Symbols.Single(one => one.Part == "App.Text.Line.Write").Text);

        // The file as memory is larger by what lies between the sections.
        Assert.Equal(0x5000, Measure(path, map, FileForm.Flat, 0x5000).Bytes);
    }

    [Theory]
    [InlineData("Keelson_Portable_Keelson_Text_TextLine__Append", "stub.obj", "Keelson.Text")]
    [InlineData("Keelson_Portable_Keelson_Text_Wide_Deep__At", "stub.obj", "Keelson.Text.Wide")]
    [InlineData("Keelson_Portable_Keelson_Texture__At", "stub.obj", "Keelson.Portable")]
    [InlineData(
        "Keelson_Portable__PrivateImplementationDetails____1_Literal5x1",
        "stub.obj",
        "Keelson.Portable, other constants"
    )]
    [InlineData("SharedCode", "stub.obj", "(shared by the outliner)")]
    [InlineData("__Str_stub", "stub.obj", "(the compiler's own)")]
    [InlineData("CleanToPoc", "arch:Caches.obj", "arch/arm64, assembly")]
    public void A_symbol_belongs_to_its_namespace(string symbol, string file, string part) =>
        Assert.Equal(
            part,
            new PartNames([("Keelson.Portable", ["Keelson.Text", "Keelson.Text.Wide", ""])]).Of(
                new MapSymbol(0, symbol, file)
            )
        );

    [Fact]
    public void What_grew_comes_first_and_what_went_last()
    {
        ImageParts before = Image(new PartSize("same", 1, 2), new PartSize("less", 9, 0), new PartSize("gone", 0, 7));
        ImageParts now = Image(new PartSize("same", 1, 2), new PartSize("less", 8, 0), new PartSize("new", 0, 3));
        Assert.Equal(
            [new PartSize("new", 0, 3), new PartSize("less", -1, 0), new PartSize("gone", 0, -7)],
            now.Since(before)
        );
        Assert.Equal(now.Bytes - before.Bytes, now.Since(before).Sum(part => part.Total));
    }

    [Fact]
    public void Sizes_are_read_as_they_were_written()
    {
        string path = Path.Combine(_toolchain.Folder, "sizes.json");
        File.WriteAllBytes(path, new MeasuredImages("abc", [Image(new PartSize("one", 1, 2))]).ToJson());
        ImageParts image = Assert.Single(new BuiltCommit(Repository.Current, Assert.Fail).Measure(path).Images);
        Assert.Equal([new PartSize("one", 1, 2)], image.Parts);
        Assert.Equal(3, image.Bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"Build":"x","Images":[null]}""")]
    [InlineData("""{"Build":"x","Images":[{"Name":"a","Parts":[{}],"Symbols":[]}]}""")]
    public void A_file_of_something_else_is_named(string content)
    {
        string path = Path.Combine(_toolchain.Folder, "other.json");
        File.WriteAllText(path, content);
        Assert.Contains(path, Assert.Throws<FailureException>(() => MeasuredImages.Parse(path)).What);
    }

    [Theory]
    [InlineData("no-such-commit")]
    [InlineData("--all")]
    [InlineData("")]
    public void A_commit_that_is_none_is_named(string commit) =>
        Assert.Contains(
            $"'{commit}'",
            Assert.Throws<FailureException>(() => new BuiltCommit(Repository.Current, Assert.Fail).Measure(commit)).What
        );

    [Fact]
    public void A_commit_belongs_to_sizes() =>
        Assert.Contains("--sizes", ToolProcess.Run("bench", "--since", "HEAD").Said);

    public void Dispose() => _toolchain.Dispose();

    private static ImageParts Measure(string path, string map, FileForm form, long bytes) =>
        SizedImage.Measure(
            Path.GetFileName(path),
            PeFile.Read(File.ReadAllBytes(path)),
            form,
            bytes,
            MapFile.Parse(File.ReadLines(map)),
            s_names
        );

    private static PartSize Part(ImageParts image, string name) => image.Parts.Single(one => one.Part == name);

    private static ImageParts Image(params PartSize[] parts) => new("image", parts, []);
}
