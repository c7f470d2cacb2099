// What is packed in another way is left to the kernel's own stub, where it brings one.
global using ProductDecompressors = Keelson.Compression.AllDecompressors;

namespace Keelson.Stub;

/// <summary>The stub with the kernel-shim in it, and with what that wants to know for its report.</summary>
internal static partial class Product
{
    public const string Name = "boot";

    /// <summary>Whether what lies beside this image is looked for: add-ons, credentials, extensions.</summary>
    public static bool ReadsCompanions => false;

    /// <summary>Whether one of several device trees of this image is chosen by the machine.</summary>
    public static bool ChoosesTrees => false;
}
