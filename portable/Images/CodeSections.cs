using System;
using Keelson.Addresses;
using Keelson.Uefi;

namespace Keelson.Images;

/// <summary>
/// Whole pages of a kernel in memory that its own section table says are run and not written (PE Format, "Section
/// Flags"); an Image without such a table has none.
/// </summary>
public ref struct CodeSections
{
    private readonly PeImage _image;
    private readonly PhysicalRange _memory;
    private int _next;

    /// <param name="file">From its first byte, as far as there is a file.</param>
    /// <param name="memory">The kernel's, from its first byte on: nothing beyond is its own.</param>
    public CodeSections(ReadOnlySpan<byte> file, PhysicalRange memory)
    {
        this = default;
        PeImage.TryCreate(file, out _image);
        _memory = memory;
    }

    public bool TryNext(out PhysicalRange code)
    {
        while (_next < _image.SectionCount)
        {
            PeSection section = _image[_next++];
            code = new PhysicalRange(
                (_memory.Start + section.VirtualOffset).AlignUp(MemoryDescriptor.PageSizeBytes),
                (_memory.Start + section.VirtualOffset + section.VirtualSizeBytes).AlignDown(
                    MemoryDescriptor.PageSizeBytes
                )
            ).Intersect(_memory);
            if (section.IsExecutable && !section.IsWritable && !code.IsEmpty)
            {
                return true;
            }
        }
        code = default;
        return false;
    }
}
