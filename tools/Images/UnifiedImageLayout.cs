using Keelson.Tools.Workspace;

namespace Keelson.Tools.Images;

/// <summary>Where the kernel lies in a unified image.</summary>
public enum UnifiedImageLayout
{
    /// <summary>As ukify and objcopy put it: anywhere, for the stub to copy to where it can run.</summary>
    Plain,

    /// <summary>
    /// Where it can run: on a 2 MB boundary of the loaded image, with room for its BSS behind it. That
    /// alignment is the whole image's, as firmware that protects an image's code protects it up to the next multiple of
    /// its alignment. The file is no larger.
    /// </summary>
    InPlace,
}

public static class UnifiedImageLayouts
{
    /// <summary>The product that images of this layout are made with.</summary>
    public static string StubIn(this UnifiedImageLayout layout, Repository repository) =>
        layout == UnifiedImageLayout.InPlace ? Products.AlignedStub(repository) : Products.Stub(repository);
}
