using System.Text;

namespace Keelson.Portable.Tests;

/// <summary>
/// The device tree compiler. Two blobs hold the same tree when they decompile to the same sorted source.
/// </summary>
internal static class Dtc
{
    public static byte[] Compile(string source, params string[] options) =>
        HostTool.Run("dtc", Encoding.ASCII.GetBytes(source), ["-I", "dts", "-O", "dtb", "-q", "-q", .. options]);

    /// <summary>Source with properties, nodes and reservations in the order of their names.</summary>
    public static string Decompile(ReadOnlySpan<byte> blob) =>
        Encoding.ASCII.GetString(HostTool.Run("dtc", blob.ToArray(), "-I", "dtb", "-O", "dts", "-s", "-q", "-q"));
}
