using Keelson.Tools.Processes;

namespace Keelson.Boot.Tests;

/// <summary>The virt board's own device tree, changed.</summary>
internal static class ChangedTree
{
    /// <summary>A serial port, and nothing said about its being the console.</summary>
    /// <returns>A file for <c>-dtb</c>.</returns>
    public static string MakeNamingNoConsole(DirectoryInfo folder)
    {
        string tree = Dump(folder, "silent.dtb");
        Run("fdtput", "-d", tree, "/chosen", "stdout-path");
        return tree;
    }

    /// <summary>The same with two of them, either of which may be it; the firmware knows one.</summary>
    /// <returns>A file for <c>-dtb</c>.</returns>
    public static string MakeConsoleless(DirectoryInfo folder)
    {
        string tree = MakeNamingNoConsole(folder);
        const string Second = "/serial@9050000";
        Run("fdtput", "-c", tree, Second);
        Run("fdtput", "-t", "s", tree, Second, "compatible", "cdns,uart-r1p12");
        Run("fdtput", "-t", "x", tree, Second, "reg", "0", "9050000", "0", "1000");
        return tree;
    }

    /// <summary>No machine at all, but a serial port and its name in <c>stdout-path</c>.</summary>
    public static string MakeOfPort(DirectoryInfo folder, string compatible, uint registers)
    {
        string source = Path.Combine(folder.FullName, "port.dts"),
            tree = Path.ChangeExtension(source, ".dtb");
        File.WriteAllText(
            source,
            $$"""
            /dts-v1/;
            / {
                #address-cells = <2>;
                #size-cells = <2>;
                chosen { stdout-path = "/serial:115200n8"; };
                serial { compatible = "{{compatible}}"; reg = <0 0x{{registers:x}} 0 0x1000>; };
            };
            """
        );
        Run("dtc", "-q", "-o", tree, source);
        return tree;
    }

    /// <summary>What the virt board calls itself.</summary>
    public const string Model = "linux,dummy-virt";

    /// <summary>As it is, but of another machine.</summary>
    public static byte[] MakeModel(DirectoryInfo folder, string model)
    {
        string tree = Dump(folder, "model.dtb");
        Run("fdtput", "-t", "s", tree, "/", "compatible", model);
        return File.ReadAllBytes(tree);
    }

    /// <summary>As it is, and a property of the root besides.</summary>
    public static byte[] MakeMarked(DirectoryInfo folder, string property)
    {
        string tree = Dump(folder, "marked.dtb");
        Run("fdtput", "-t", "s", tree, "/", property, "set");
        return File.ReadAllBytes(tree);
    }

    /// <summary>As the device tree compiler makes it, with the labels of its nodes.</summary>
    /// <param name="body">Behind the line that says what it is.</param>
    public static byte[] MakeOverlay(DirectoryInfo folder, string body)
    {
        string source = Path.Combine(folder.FullName, "overlay.dts"),
            overlay = Path.ChangeExtension(source, ".dtbo");
        File.WriteAllText(source, "/dts-v1/; /plugin/;\n" + body);
        Run("dtc", "-q", "-@", "-o", overlay, source);
        return File.ReadAllBytes(overlay);
    }

    private static string Dump(DirectoryInfo folder, string name)
    {
        string tree = Path.Combine(folder.FullName, name);
        // The machine type and memory of the definition, which the tree describes.
        Run(
            "qemu-system-aarch64",
            "-machine",
            $"virt,virtualization=off,acpi=off,dumpdtb={tree}",
            "-cpu",
            "cortex-a57",
            "-m",
            "128M",
            "-nodefaults",
            "-display",
            "none"
        );
        return tree;
    }

    /// <returns>The same tree, with its console, and an area for logs that outlive a reset (Linux,
    /// ramoops.yaml).</returns>
    public static string MakeWithLogArea(DirectoryInfo folder, uint start)
    {
        string tree = Dump(folder, "ramoops.dtb");
        string node = $"/reserved-memory/ramoops@{start:x}";
        Run("fdtput", "-c", "-p", tree, node);
        Run("fdtput", "-t", "x", tree, "/reserved-memory", "#address-cells", "2");
        Run("fdtput", "-t", "x", tree, "/reserved-memory", "#size-cells", "2");
        Run("fdtput", tree, "/reserved-memory", "ranges");
        Run("fdtput", "-t", "s", tree, node, "compatible", "ramoops");
        Run("fdtput", "-t", "x", tree, node, "reg", "0", $"{start:x}", "0", "10000");
        return tree;
    }

    /// <returns>The same tree, with memory that nobody is to map.</returns>
    public static string MakeWithReserved(DirectoryInfo folder, uint start)
    {
        string tree = MakeWithLogArea(folder, start);
        string node = $"/reserved-memory/ramoops@{start:x}";
        Run("fdtput", "-t", "s", tree, node, "compatible", "secure-world");
        Run("fdtput", tree, node, "no-map");
        return tree;
    }

    private static void Run(string program, params string[] arguments)
    {
        List<string> said = [];
        int? status = ChildProcess.RunCollected(
            ExecutableSearch.Find(program) ?? program,
            arguments,
            TimeLimit.OfTool,
            said.Add
        );
        if (status != 0)
        {
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {status}: {string.Join('\n', said)}"
            );
        }
    }
}
