using System.Buffers.Binary;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>Room for the headers of sections that other tools add.</summary>
public sealed class HeaderRoomTests : IDisposable
{
    private readonly NativeToolchain _toolchain = new();

    [Theory]
    [InlineData("stub", "stub.efi")]
    [InlineData("stub", "stub-2m.efi")]
    [InlineData("stub-full", "stub-full.efi")]
    public void Stubs_have_room_for_240_sections(string module, string name)
    {
        string path = Path.Combine(Repository.Current.Root, "artifacts", "native", module, name);
        Assert.InRange(HeaderRoom.Free(PeFile.Read(File.ReadAllBytes(path))), 240, int.MaxValue);
    }

    [Fact]
    public void A_widened_image_is_the_same_further_behind()
    {
        byte[] image = Link("/align:16384", "/driver");
        byte[] wide = HeaderRoom.Widen(image, 240);
        PeFile before = PeFile.Read(image),
            after = PeFile.Read(wide);
        Assert.InRange(HeaderRoom.Free(before), 0, 239);
        Assert.InRange(HeaderRoom.Free(after), 240, 260);
        Assert.DoesNotContain(PeLint.Check("wide.efi", wide), finding => finding.Code != "KEEL113");
        foreach ((int index, var section) in before.Sections.Index())
        {
            Assert.Equal(section.VirtualAddress, after.Sections[index].VirtualAddress);
            Assert.Equal(section.VirtualSize, after.Sections[index].VirtualSize);
            if (section.Name != ".rdata") // which holds the debug directory
            {
                Assert.Equal(before.ContentsOf(section), after.ContentsOf(after.Sections[index]));
            }
        }

        // The debug directory names the PDB's identity by its place in the file.
        Assert.Equal(Identity(image), Identity(wide));
        Assert.Same(wide, HeaderRoom.Widen(wide, 240));
    }

    [Fact]
    public void Sections_that_begin_too_early_in_memory_are_refused() =>
        Assert.Contains("/align", Assert.Throws<BadImageFormatException>(() => HeaderRoom.Widen(Link(), 240)).Message);

    public void Dispose() => _toolchain.Dispose();

    private byte[] Link(params string[] options)
    {
        string path = Path.Combine(_toolchain.Folder, "app.efi");
        _toolchain.Link(
            path,
            GuestSource.Application("hello", GuestSource.Hang),
            ["/subsystem:efi_application", "/entry:EfiMain", "/nxcompat", .. options]
        );
        return File.ReadAllBytes(path);
    }

    private static string Identity(byte[] image)
    {
        PeFile file = PeFile.Read(image);
        Assert.True(file.Headers.TryGetDirectoryOffset(file.Optional.DebugTableDirectory, out int debug));
        int size = BinaryPrimitives.ReadInt32LittleEndian(image.AsSpan(debug + 16));
        int place = BinaryPrimitives.ReadInt32LittleEndian(image.AsSpan(debug + 24));
        return Convert.ToHexString(image.AsSpan(place, size));
    }
}
