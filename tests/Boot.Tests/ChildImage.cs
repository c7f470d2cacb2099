using System.Buffers.Binary;
using System.Reflection.PortableExecutable;

namespace Keelson.Boot.Tests;

/// <summary>
/// Copies of the product whose kernel was changed, as a broken medium or a wrong tool would leave it.
/// </summary>
internal sealed class ChildImage
{
    private readonly byte[] _content = File.ReadAllBytes(Built.Product);
    private readonly int _kernelOffset;

    public ChildImage()
    {
        using PEReader reader = new(new MemoryStream(_content, writable: false));
        SectionHeader kernel = reader.PEHeaders.SectionHeaders.Single(section => section.Name == ".linux");
        _kernelOffset = kernel.PointerToRawData;
    }

    /// <param name="offset">In the header of the kernel Image.</param>
    public ChildImage With32(int offset, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_content.AsSpan(_kernelOffset + offset), value);
        return this;
    }

    /// <param name="offset">In the header of the kernel Image.</param>
    public ChildImage With64(int offset, ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_content.AsSpan(_kernelOffset + offset), value);
        return this;
    }

    public string Save(DirectoryInfo folder)
    {
        string path = Path.Combine(folder.FullName, "child.efi");
        File.WriteAllBytes(path, _content);
        return path;
    }
}
