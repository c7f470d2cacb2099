using System.Reflection;
using System.Runtime.InteropServices;
using Keelson.Tools.Fetch;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>
/// Debian's libfdt, which bootloaders and kernels read device trees with, as it is fetched. Offsets and errors are its
/// own: below zero is one of FDT_ERR_*.
/// </summary>
internal static class Libfdt
{
    private const string Package = "libfdt";
    private const string Library = "libfdt.so.1";

    private static readonly Lazy<nint> s_library = new(() =>
        NativeLibrary.Load(FetchedPackages.Current.Require(Package).Require("*lib/*/" + Library))
    );

    static Libfdt() =>
        NativeLibrary.SetDllImportResolver(
            Assembly.GetExecutingAssembly(),
            (name, _, _) => name == Library ? s_library.Value : 0
        );

    /// <summary>Skips the test where it cannot be had.</summary>
    public static void Require() => Fetched(Package);

    /// <summary>Anything of the catalogue; skips the test where it cannot be had.</summary>
    public static FetchedPackage Fetched(string name)
    {
        try
        {
            return FetchedPackages.Current.Require(name);
        }
        catch (FailureException failure)
        {
            Assert.Skip(failure.Message);
            throw;
        }
    }

    [DllImport(Library, EntryPoint = "fdt_check_full")]
    public static extern int CheckFull(byte[] tree, nuint size);

    [DllImport(Library, EntryPoint = "fdt_next_node")]
    public static extern int NextNode(byte[] tree, int node, ref int depth);

    [DllImport(Library, EntryPoint = "fdt_get_name")]
    public static extern nint GetName(byte[] tree, int node, out int length);

    [DllImport(Library, EntryPoint = "fdt_first_property_offset")]
    public static extern int FirstProperty(byte[] tree, int node);

    [DllImport(Library, EntryPoint = "fdt_next_property_offset")]
    public static extern int NextProperty(byte[] tree, int property);

    [DllImport(Library, EntryPoint = "fdt_getprop_by_offset")]
    public static extern nint GetProperty(byte[] tree, int property, out nint name, out int length);

    [DllImport(Library, EntryPoint = "fdt_num_mem_rsv")]
    public static extern int CountReservations(byte[] tree);

    [DllImport(Library, EntryPoint = "fdt_get_mem_rsv")]
    public static extern int GetReservation(byte[] tree, int index, out ulong address, out ulong size);

    [DllImport(Library, EntryPoint = "fdt_open_into")]
    public static extern int OpenInto(byte[] tree, byte[] buffer, int size);

    /// <summary>Both are changed, and of no use after an error.</summary>
    [DllImport(Library, EntryPoint = "fdt_overlay_apply")]
    public static extern int ApplyOverlay(byte[] tree, byte[] overlay);

    [DllImport(Library, EntryPoint = "fdt_path_offset", CharSet = CharSet.Ansi)]
    public static extern int FindNode(byte[] tree, string path);

    [DllImport(Library, EntryPoint = "fdt_setprop", CharSet = CharSet.Ansi)]
    public static extern int SetProperty(byte[] tree, int node, string name, byte[] value, int length);

    [DllImport(Library, EntryPoint = "fdt_delprop", CharSet = CharSet.Ansi)]
    public static extern int DeleteProperty(byte[] tree, int node, string name);
}
