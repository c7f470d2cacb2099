using System.Text;
using Keelson.DeviceTree;

namespace Keelson.Portable.Tests;

/// <summary>What tests do with the editor more often than the kernel-shim does.</summary>
internal static class EditorSteps
{
    public static DeviceTreeError SetProperty(
        this DeviceTreeEditor editor,
        ReadOnlySpan<byte> path,
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> value
    )
    {
        DeviceTreeError error = editor.PlaceProperty(path, name, value.Length, out Span<byte> place);
        if (error == DeviceTreeError.None)
        {
            value.CopyTo(place);
        }

        return error;
    }

    /// <summary>The tree without its free space.</summary>
    public static byte[] Packed(this DeviceTreeEditor editor)
    {
        byte[] blob = editor.Tree.Bytes[..editor.UsedSize].ToArray();
        RawTree.SetWord(blob, 4, (uint)blob.Length);
        return blob;
    }
}
