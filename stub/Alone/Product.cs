// The stub alone must stay small: a packed kernel is unpacked when the unified image is made.
global using ProductDecompressors = Keelson.Compression.NoDecompressor;

namespace Keelson.Stub;

/// <summary>The stub alone: for the kernel that a tool puts behind it, or that its options name.</summary>
internal static partial class Product
{
    public const string Name = "stub";

    /// <summary>Whether what lies beside this image is looked for: add-ons, credentials, extensions.</summary>
    public static bool ReadsCompanions => false;

    /// <summary>Whether one of several device trees of this image is chosen by the machine.</summary>
    public static bool ChoosesTrees => false;
}
