using System.Reflection.PortableExecutable;

namespace Keelson.Tools.PortableExecutable;

/// <summary>A linked image: its bytes, and its headers as the BCL reads them.</summary>
internal sealed class PeFile
{
    /// <summary>
    /// PE Format, "Optional Header Data Directories": as many as there can be, eight bytes each, the last thing in the
    /// header.
    /// </summary>
    private const int AllDirectories = 16;
    private const int DirectorySize = 8;

    private PeFile(byte[] content, PEHeaders headers)
    {
        Content = content;
        Headers = headers;
        Sections = ReadSections(content, headers);
        Optional =
            headers.PEHeader
            ?? throw new BadImageFormatException("it has no optional header, so it is an object and no image");
    }

    public byte[] Content { get; }
    public PEHeaders Headers { get; }
    public PEHeader Optional { get; }
    public IReadOnlyList<SectionHeader> Sections { get; }

    /// <summary><c>e_lfanew</c>: where the PE signature stands, right before the COFF header.</summary>
    public int SignatureOffset => Headers.CoffHeaderStartOffset - 4;

    /// <exception cref="BadImageFormatException">Not a PE image, or one with headers outside the file.</exception>
    public static PeFile Read(byte[] content)
    {
        try
        {
            return new PeFile(content, new PEHeaders(new MemoryStream(content, writable: false)));
        }
        catch (Exception error) when (error is IOException or ArgumentException or OverflowException)
        {
            throw new BadImageFormatException(error.Message, error);
        }
    }

    /// <summary>
    /// The BCL looks for the section table behind sixteen data directories, however many there are. Linux and older
    /// boot stubs have six, so it is given headers with the missing ones put in.
    /// </summary>
    private static IReadOnlyList<SectionHeader> ReadSections(byte[] content, PEHeaders headers)
    {
        int table = headers.PEHeaderStartOffset + headers.CoffHeader.SizeOfOptionalHeader;
        int missing =
            AllDirectories * DirectorySize
            - BitConverter.ToInt32(content, headers.PEHeaderStartOffset + CountOffset(headers)) * DirectorySize;
        if (
            headers.CoffHeader.SizeOfOptionalHeader
                >= CountOffset(headers) + sizeof(int) + AllDirectories * DirectorySize
            || missing <= 0
        )
        {
            return headers.SectionHeaders;
        }

        byte[] padded = [.. content.AsSpan(0, table), .. new byte[missing], .. content.AsSpan(table)];
        BitConverter.TryWriteBytes(
            padded.AsSpan(headers.CoffHeaderStartOffset + 16),
            (ushort)(headers.CoffHeader.SizeOfOptionalHeader + missing)
        );
        return new PEHeaders(new MemoryStream(padded, writable: false)).SectionHeaders;
    }

    /// <summary>NumberOfRvaAndSizes, from the optional header's first byte.</summary>
    private static int CountOffset(PEHeaders headers) => headers.PEHeader?.Magic == PEMagic.PE32 ? 92 : 108;

    public static bool IsWritableAndExecutable(SectionHeader section) =>
        section.SectionCharacteristics.HasFlag(SectionCharacteristics.MemWrite | SectionCharacteristics.MemExecute);

    public static bool IsExecutable(SectionHeader section) =>
        section.SectionCharacteristics.HasFlag(SectionCharacteristics.MemExecute);

    /// <summary>Contents of the first section of this name; empty without one.</summary>
    public ReadOnlySpan<byte> Find(string name)
    {
        SectionHeader found = Sections.FirstOrDefault(section => section.Name == name);
        return found.Name is null ? default : ContentsOf(found);
    }

    /// <summary>What the file has of a section, without the padding behind it.</summary>
    public ReadOnlySpan<byte> ContentsOf(SectionHeader section)
    {
        long start = Math.Min((uint)section.PointerToRawData, Content.Length);
        long length = Math.Min(Math.Min((uint)section.SizeOfRawData, VirtualSize(section)), Content.Length - start);
        return Content.AsSpan((int)start, (int)length);
    }

    /// <summary>What the file has of a piece of memory; empty where no section holds all of it.</summary>
    public ReadOnlySpan<byte> At(uint address, int size)
    {
        foreach (SectionHeader section in Sections)
        {
            long offset = (long)address - (uint)section.VirtualAddress;
            if (offset >= 0 && offset + size <= Math.Min((uint)section.SizeOfRawData, VirtualSize(section)))
            {
                return Content.AsSpan(section.PointerToRawData)[(int)offset..][..size];
            }
        }

        return default;
    }

    /// <summary>
    /// The end of a section in memory; a linker may give 0 as the virtual size and mean the size in the file.
    /// </summary>
    public static long VirtualEnd(SectionHeader section) => (uint)section.VirtualAddress + (long)VirtualSize(section);

    public static uint VirtualSize(SectionHeader section) =>
        section.VirtualSize != 0 ? (uint)section.VirtualSize : (uint)section.SizeOfRawData;
}
