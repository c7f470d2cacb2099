using Keelson.Tools.Workspace;

namespace Keelson.Boot.Tests;

/// <summary>What the build of this checkout left, by what the tests use it for.</summary>
internal static class Built
{
    /// <summary>Stub and kernel-shim in one file.</summary>
    public static string Product => Products.RequireBootApplication(Repository.Current);

    /// <summary>The stub without a kernel.</summary>
    public static string StubAlone => Native("stub", "stub.efi");

    /// <summary>The same with what lies beside a unified image, and with more ways to unpack a kernel.</summary>
    public static string FullStub => Native("stub-full", "stub-full.efi");

    /// <summary>The same with boot entries.</summary>
    public static string Boot => Native("loader", "boot.efi");

    public static string KernelShimImage => Native("kernel-shim", "Image");
    public static string KernelShimMap => Native("kernel-shim", "kernel-shim.map");
    public static string Hello => Native("hello", "hello.efi");

    /// <summary>
    /// Starts its initrd as an EFI image, or what its volume has for it, and tells what became of it.
    /// </summary>
    public static string Launcher => Native("launcher", "launcher.efi");

    /// <summary>
    /// Stands between the firmware and its initrd, an EFI image, and bends one thing of the firmware.
    /// </summary>
    public static string Hostile => Native("hostile", "hostile.efi");

    public static string Faults => Native("faults", "faults.efi");
    public static string Files => Native("files", "files.efi");
    public static string Variables => Native("variables", "variables.efi");
    public static string Nothing => Native("nothing", "nothing.efi");

    /// <summary>Breaks each rule of the coherence checker once.</summary>
    public static string Incoherent => Native("incoherent", "incoherent.efi");

    public static string Snake => Native("snake", "snake.efi");
    public static string Disks => Native("disks", "disks.efi");
    public static string Pci => Native("pci", "pci.efi");
    public static string Net => Native("net", "net.efi");
    public static string WakeupClock => Native("runtime-driver", "runtime-driver.efi");
    public static string Library => Native("library", "library.efi");

    /// <summary>Every case of tests/data/csharp/works.</summary>
    public static string Language => Native("language", "language.efi");

    /// <summary>Every case of tests/data/csharp/heap.</summary>
    public static string Heap => Native("heap", "heap.efi");

    private static string Native(string module, string file) =>
        Path.Combine(Repository.Current.NativeImages, module, file);
}
