using System.Buffers.Binary;
using System.Reflection.PortableExecutable;
using System.Text;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.PortableExecutable;

/// <summary>
/// Puts sections behind those of a linked image, as objcopy --add-section does: the way a boot stub is given a kernel
/// (UAPI Group Specifications, UKI, "PE sections"). Offsets below are those of "PE Format".
/// </summary>
internal sealed class SectionAppender
{
    private const int SectionHeaderSize = 40;
    private const int NameLength = 8;

    // In the COFF header and in the PE32+ optional header, from its first byte.
    private const int NumberOfSections = 2;
    private const int SizeOfInitializedData = 8;
    private const int SizeOfImage = 56;
    private const int CheckSum = 64;
    private const uint InitializedReadOnlyData = (uint)(
        SectionCharacteristics.ContainsInitializedData | SectionCharacteristics.MemRead
    );

    private readonly PeFile _image;
    private readonly MemoryStream _file = new();
    private readonly uint _fileAlignment;
    private readonly byte[] _headers;
    private uint _end;
    private int _count;

    /// <exception cref="BadImageFormatException">Not a PE image.</exception>
    /// <exception cref="FailureException">An image that can't be added to.</exception>
    public SectionAppender(byte[] image)
    {
        _image = PeFile.Read(image);
        if (_image.Optional.CertificateTableDirectory.Size != 0)
        {
            throw new FailureException(
                "the stub is signed, and what is added to it would break the signature",
                "use the unsigned stub, and sign the result"
            );
        }

        _fileAlignment = (uint)_image.Optional.FileAlignment;
        SectionAlignment = (uint)_image.Optional.SectionAlignment;
        _count = _image.Sections.Count;
        _end = (uint)_image.Sections.Max(PeFile.VirtualEnd);
        _headers = image[.._image.Optional.SizeOfHeaders];
        _file.Write(image);
    }

    /// <summary>Adds a section at the next free address.</summary>
    /// <param name="name">At most eight characters.</param>
    public void Append(string name, ReadOnlySpan<byte> contents) => Append(name, contents, (uint)contents.Length);

    /// <summary>What a loader chooses the image's base by, and every section lies at a multiple of.</summary>
    public uint SectionAlignment { get; }

    /// <summary>Adds a section at the next free address, with room behind its contents.</summary>
    /// <param name="memorySize">Size in memory; what the file does not have of it is zero.</param>
    public void Append(string name, ReadOnlySpan<byte> contents, uint memorySize)
    {
        int header =
            _image.Headers.PEHeaderStartOffset
            + _image.Headers.CoffHeader.SizeOfOptionalHeader
            + _count * SectionHeaderSize;
        if (header + SectionHeaderSize > _headers.Length)
        {
            throw new FailureException(
                $"the stub's headers have no room for another section, {name}",
                "add fewer sections"
            );
        }

        long start = Up(_end, SectionAlignment);
        if (start + memorySize > int.MaxValue)
        {
            throw new FailureException(
                $"the image would be larger than 2 GB with {name}",
                "leave the initrd out and load it another way"
            );
        }

        Align();
        Span<byte> entry = _headers.AsSpan(header, SectionHeaderSize);
        entry.Clear();
        byte[] text = Encoding.ASCII.GetBytes(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, NameLength, nameof(name));
        text.CopyTo(entry);
        uint fileSize = (uint)Up(contents.Length, _fileAlignment);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], memorySize);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], (uint)start);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[16..], fileSize);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[20..], (uint)_file.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[36..], InitializedReadOnlyData);
        Span<byte> initialized = _headers.AsSpan(_image.Headers.PEHeaderStartOffset + SizeOfInitializedData);
        BinaryPrimitives.WriteUInt32LittleEndian(
            initialized,
            BinaryPrimitives.ReadUInt32LittleEndian(initialized) + fileSize
        );
        _file.Write(contents);
        Align();
        _end = (uint)(start + memorySize);
        _count++;
    }

    /// <summary>Contents of a section that the image came with; empty without one.</summary>
    public ReadOnlySpan<byte> Find(string name) => _image.Find(name);

    /// <summary>
    /// Gives a section that the image came with other contents: where it is, as far as there is room up to the next
    /// one.
    /// </summary>
    /// <exception cref="FailureException">There is not.</exception>
    public void Replace(string name, ReadOnlySpan<byte> contents)
    {
        int index = _image.Sections.Select(section => section.Name).ToList().IndexOf(name);
        SectionHeader section = _image.Sections[index];
        long room = Up(PeFile.VirtualSize(section), SectionAlignment);
        if (contents.Length > room)
        {
            throw new FailureException($"{name} has {contents.Length} bytes, and {room} are the most", "shorten it");
        }

        Span<byte> entry = _headers.AsSpan(
            _image.Headers.PEHeaderStartOffset
                + _image.Headers.CoffHeader.SizeOfOptionalHeader
                + index * SectionHeaderSize
        );
        BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], (uint)contents.Length);
        if (contents.Length <= section.SizeOfRawData)
        {
            _file.Position = section.PointerToRawData;
            _file.Write(contents);
            _file.Write(new byte[section.SizeOfRawData - contents.Length]);
            _file.Position = _file.Length;
            return;
        }

        Align();
        BinaryPrimitives.WriteUInt32LittleEndian(entry[16..], (uint)Up(contents.Length, _fileAlignment));
        BinaryPrimitives.WriteUInt32LittleEndian(entry[20..], (uint)_file.Length);
        _file.Write(contents);
        Align();
    }

    public byte[] Finish()
    {
        Span<byte> optional = _headers.AsSpan(_image.Headers.PEHeaderStartOffset);
        BinaryPrimitives.WriteUInt16LittleEndian(
            _headers.AsSpan(_image.Headers.CoffHeaderStartOffset + NumberOfSections),
            (ushort)_count
        );
        BinaryPrimitives.WriteUInt32LittleEndian(optional[SizeOfImage..], checked((uint)Up(_end, SectionAlignment)));
        // Only Windows looks at it, and only in drivers.
        optional.Slice(CheckSum, 4).Clear();
        byte[] file = _file.ToArray();
        _headers.CopyTo(file, 0);
        return file;
    }

    private void Align() => _file.SetLength(_file.Position = Up(_file.Length, _fileAlignment));

    private static long Up(long value, uint alignment) => (value + alignment - 1) / alignment * alignment;
}
