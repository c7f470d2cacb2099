using System.Buffers.Binary;
using System.Reflection.PortableExecutable;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Symbols;

/// <summary>A linked image, as far as a backtrace asks for it.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Base">The address that it was linked for.</param>
/// <param name="Size">In memory.</param>
/// <param name="Pdb">The GUID of its CodeView record; null when it has none.</param>
/// <param name="PdbPath">The PDB of that name beside it.</param>
internal sealed record ImageFile(string Path, ulong Base, uint Size, Guid? Pdb, string? PdbPath)
{
    /// <summary>As it says in a backtrace: <c>BuildOfImage</c>.</summary>
    public ulong? Build => Pdb is { } guid ? BuildOf(guid) : null;

    /// <returns>What the PDB beside the image is of; null when there is none.</returns>
    public ulong? BuildOfPdb =>
        File.Exists(PdbPath) && PdbFile.ReadGuid(InputFile.Read(PdbPath)) is { } guid ? BuildOf(guid) : null;

    /// <exception cref="FailureException">It is no PE image.</exception>
    public static ImageFile Read(string path)
    {
        byte[] content = InputFile.Read(path);
        try
        {
            PeFile file = PeFile.Read(content);
            CodeViewDebugDirectoryData? record = CodeViewIn(content);
            return new ImageFile(
                path,
                file.Optional.ImageBase,
                (uint)file.Optional.SizeOfImage,
                record?.Guid,
                record is { } one
                    ? System.IO.Path.Combine(
                        System.IO.Path.GetDirectoryName(path) ?? "",
                        System.IO.Path.GetFileName(one.Path.Replace('\\', '/'))
                    )
                    : null
            );
        }
        catch (BadImageFormatException error)
        {
            throw new FailureException(
                $"{path} is no PE image: {error.Message}",
                "build it again, or name another file with --module"
            );
        }
    }

    private static CodeViewDebugDirectoryData? CodeViewIn(byte[] content)
    {
        using PEReader reader = new(new MemoryStream(content, writable: false));
        foreach (DebugDirectoryEntry entry in reader.ReadDebugDirectory())
        {
            if (entry.Type == DebugDirectoryEntryType.CodeView)
            {
                return reader.ReadCodeViewDebugDirectoryData(entry);
            }
        }

        return null;
    }

    /// <summary>Its first digits, as they are written.</summary>
    private static ulong BuildOf(Guid guid) => BinaryPrimitives.ReadUInt64BigEndian(guid.ToByteArray(bigEndian: true));
}
