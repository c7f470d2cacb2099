using Keelson.Tools.Workspace;

namespace Keelson.Tools.Images;

/// <summary>Several initrds as one.</summary>
internal static class InitrdFiles
{
    /// <summary>
    /// One behind the other, each from a multiple of four bytes on: the kernel unpacks them in this order (Linux,
    /// buffer-format.rst).
    /// </summary>
    public static byte[] Concatenate(params IEnumerable<string> files) => Concatenate(files.Select(InputFile.Read));

    /// <inheritdoc cref="Concatenate(IEnumerable{string})"/>
    public static byte[] Concatenate(IEnumerable<byte[]> archives)
    {
        MemoryStream all = new();
        foreach (byte[] archive in archives)
        {
            all.SetLength(all.Position = (all.Length + 3) & ~3);
            all.Write(archive);
        }

        return all.ToArray();
    }
}
