// What is packed in another way is left to the kernel's own stub, where it brings one.
global using ProductDecompressors = Keelson.Compression.AllDecompressors;

namespace Keelson.Stub;

/// <summary>The stub alone, with all that a unified image of other tools may have in it and beside it.</summary>
internal static partial class Product
{
    public const string Name = "stub-full";

    /// <summary>Whether what lies beside this image is looked for: add-ons, credentials, extensions.</summary>
    public static bool ReadsCompanions => true;

    /// <summary>Whether one of several device trees of this image is chosen by the machine.</summary>
    public static bool ChoosesTrees => true;
}
