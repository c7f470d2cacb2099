using Keelson.Tools.Prerequisites;
using Keelson.Tools.Processes;

namespace Keelson.Boot.Tests;

/// <summary>The virt board's own device tree, with nothing said about which serial port is the console.</summary>
internal static class ConsolelessTree
{
    /// <returns>A file for <c>-dtb</c>.</returns>
    public static string Make(DirectoryInfo folder)
    {
        string tree = Path.Combine(folder.FullName, "silent.dtb");
        // The shape's machine and memory, which the tree describes.
        Run("qemu-system-aarch64", "-machine", $"virt,virtualization=off,acpi=off,dumpdtb={tree}", "-cpu", "cortex-a57", "-m", "128M", "-nodefaults", "-display", "none");
        Run("fdtput", "-d", tree, "/chosen", "stdout-path");
        return tree;
    }

    private static void Run(string program, params string[] arguments)
    {
        List<string> said = [];
        int? status = ChildProcess.RunCollected(ExecutableSearch.Find(program) ?? program, arguments, TimeSpan.FromSeconds(20), said.Add);
        if (status != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {status}: {string.Join('\n', said)}");
        }
    }
}
