using System.Reflection.PortableExecutable;

namespace Keelson.Tools.PortableExecutable;

/// <summary>A linked image: its bytes, and its headers as the BCL reads them.</summary>
internal sealed class PeFile
{
    private PeFile(byte[] content, PEHeaders headers)
    {
        Content = content;
        Headers = headers;
        Optional = headers.PEHeader ?? throw new BadImageFormatException("it has no optional header, so it is an object and no image");
    }

    public byte[] Content { get; }
    public PEHeaders Headers { get; }
    public PEHeader Optional { get; }
    public IReadOnlyList<SectionHeader> Sections => Headers.SectionHeaders;

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

    public static bool IsWritableAndExecutable(SectionHeader section) =>
        section.SectionCharacteristics.HasFlag(SectionCharacteristics.MemWrite | SectionCharacteristics.MemExecute);

    public static bool IsExecutable(SectionHeader section) => section.SectionCharacteristics.HasFlag(SectionCharacteristics.MemExecute);

    /// <summary>The end of a section in memory; a linker may give 0 as the virtual size and mean the size in the file.</summary>
    public static long VirtualEnd(SectionHeader section) => (uint)section.VirtualAddress + (long)VirtualSize(section);

    public static uint VirtualSize(SectionHeader section) => section.VirtualSize != 0 ? (uint)section.VirtualSize : (uint)section.SizeOfRawData;
}
