using System.Text;
using Keelson.Tools.Processes;

namespace Keelson.Tools.Tests;

/// <summary>Real objects and images for tests, from the assembler and linker that the build uses.</summary>
internal sealed class NativeToolchain : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-test-");
    private int _count;

    public string Folder => _folder.FullName;

    /// <returns>The path of the object.</returns>
    public string Assemble(string source)
    {
        string stem = Path.Combine(Folder, $"{++_count}");
        File.WriteAllText(stem + ".S", source);
        Run("llvm-mc", "-triple", "aarch64-unknown-windows", "-filetype=obj", stem + ".S", "-o", stem + ".obj");
        return stem + ".obj";
    }

    /// <summary>An EFI application whose entry is <c>EfiMain</c>.</summary>
    public string LinkApplication(string source, string name = "app")
    {
        string image = Path.Combine(Folder, name + ".efi");
        Link(image, source, "/subsystem:efi_application", "/entry:EfiMain");
        return image;
    }

    public void Link(string image, string source, params string[] options) =>
        Run(
            "lld-link",
            [
                "/machine:arm64",
                "/nodefaultlib",
                "/nologo",
                "/debug",
                "/Brepro",
                $"/pdb:{Path.ChangeExtension(image, ".pdb")}",
                .. options,
                $"/out:{image}",
                Assemble(source),
            ]
        );

    public void Dispose() => _folder.Delete(recursive: true);

    private static void Run(string name, params string[] arguments)
    {
        StringBuilder said = new();
        int? status = ChildProcess.RunCollected(
            ExecutableSearch.Find(name) ?? throw new FileNotFoundException(name),
            arguments,
            TimeLimit.OfTool,
            line => said.AppendLine(line)
        );
        if (status != 0)
        {
            throw new InvalidOperationException($"{name} {string.Join(' ', arguments)}: {said}");
        }
    }
}
