using System.Reflection.PortableExecutable;
using Keelson.Tools.PortableExecutable;

namespace Keelson.Tools.Bench.Sizes;

/// <summary>How the file of an image has its sections.</summary>
internal enum FileForm
{
    /// <summary>Where their headers say.</summary>
    Linked,

    /// <summary>As memory, from its first byte on (<see cref="Images.ImageFlattener"/>).</summary>
    Flat,
}

/// <summary>What the file of an image has of a section, without the padding behind it.</summary>
/// <param name="Address">From the image's start.</param>
/// <param name="Size">In the file.</param>
internal sealed record FileSection(string Name, bool IsCode, uint Address, long Size)
{
    public static IReadOnlyList<FileSection> Of(PeFile linked, FileForm form, long fileBytes) =>
        [.. linked.Sections.Select(one => Of(one, form, fileBytes))];

    private static FileSection Of(SectionHeader header, FileForm form, long fileBytes)
    {
        long start = (uint)(form == FileForm.Flat ? header.VirtualAddress : header.PointerToRawData);
        long size =
            form == FileForm.Flat
                ? PeFile.VirtualSize(header)
                : Math.Min(PeFile.VirtualSize(header), (uint)header.SizeOfRawData);
        return new FileSection(
            header.Name,
            PeFile.IsExecutable(header),
            (uint)header.VirtualAddress,
            Math.Clamp(fileBytes - start, 0, size)
        );
    }
}
