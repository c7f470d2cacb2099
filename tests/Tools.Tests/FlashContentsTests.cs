using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>edk2's two flash banks, as drives or as what is in them.</summary>
public sealed class FlashContentsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-flash-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_is_copied_ends_with_the_last_byte_that_is_not_zero()
    {
        string image = Write("image.fd", [0, 1, 0, 2, 0, 0]);
        string copy = FlashContents.CopyTo(_folder.FullName, "copy.fd", image);
        Assert.Equal([0, 1, 0, 2], File.ReadAllBytes(copy));
        Assert.Equal(6, new FileInfo(image).Length);
    }

    [Fact]
    public void A_store_that_is_kept_is_a_drive_and_one_that_is_not_its_contents()
    {
        string code = Write("c.fd", [1, 0]);
        string variables = Write("v.fd", [2, 0]);
        MachineDefinition machine = MachineDefinition.Parse(
            "m.qemu",
            $$"""
            code = {{code}} # why
            vars = {{variables}} # why
            # why
            -drive file=${code?}
            -drive file=${vars?}
            -bios ${firmware?}
            -device loader,file=${variables?}
            """
        );
        string scratch = _folder.CreateSubdirectory("run").FullName;
        QemuRunOptions options = new() { Name = "none" };

        Assert.Equal(
            ["-bios", Path.Combine(scratch, "code.fd"), "-device", "loader,file=" + Path.Combine(scratch, "vars.fd")],
            machine.Expand(MachineValues.Of(options, machine, scratch, "stdio"))
        );
        Assert.Equal([2], File.ReadAllBytes(Path.Combine(scratch, "vars.fd")));

        string store = Path.Combine(_folder.FullName, "kept.fd");
        Assert.Equal(
            ["-drive", "file=" + code, "-drive", "file=" + store],
            machine.Expand(MachineValues.Of(options with { VariableStore = store }, machine, scratch, "stdio"))
        );
        Assert.Equal([2, 0], File.ReadAllBytes(store));
    }

    private string Write(string name, byte[] contents)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, contents);
        return path;
    }
}
