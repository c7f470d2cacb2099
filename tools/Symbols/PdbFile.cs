using System.Buffers.Binary;

namespace Keelson.Tools.Symbols;

/// <summary>
/// The GUID of a PDB (LLVM, "The PDB File Format": MSF superblock, stream directory, and stream 1, the PDB info
/// stream). An image names it, and llvm-symbolizer does not compare.
/// </summary>
internal static class PdbFile
{
    private const int InfoStream = 1;

    /// <summary>In the stream: version, signature and age come before it.</summary>
    private const int GuidOffset = 12;

    private static ReadOnlySpan<byte> Magic => "Microsoft C/C++ MSF 7.00\r\n\u001aDS\0\0\0"u8;

    /// <returns>Null when the file is no PDB.</returns>
    public static Guid? ReadGuid(byte[] file)
    {
        try
        {
            return file.AsSpan().StartsWith(Magic) ? FindGuid(file) : null;
        }
        // Of a file that was cut off.
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static Guid FindGuid(byte[] file)
    {
        int blockSize = WordAt(file, 32);
        int directoryBytes = WordAt(file, 44);
        // Of the directory, too, only the numbers of its blocks are in one place.
        int[] directoryBlocks = WordsAt(file, WordAt(file, 52) * blockSize, Blocks(directoryBytes));
        byte[] directory = [.. directoryBlocks.SelectMany(block => file[(block * blockSize)..][..blockSize])];
        int streams = WordAt(directory, 0);
        int before = Enumerable.Range(0, InfoStream).Sum(stream => Blocks(WordAt(directory, 4 + 4 * stream)));
        int block = WordAt(directory, 4 + 4 * (streams + before));
        return new Guid(file.AsSpan(block * blockSize + GuidOffset, 16));

        // A stream that was deleted has the size -1.
        int Blocks(int bytes) => bytes <= 0 ? 0 : (bytes - 1) / blockSize + 1;
    }

    private static int[] WordsAt(byte[] content, int offset, int count) =>
        [.. Enumerable.Range(0, count).Select(i => WordAt(content, offset + 4 * i))];

    private static int WordAt(byte[] content, int offset) =>
        BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(offset));
}
