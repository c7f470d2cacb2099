using System.Globalization;
using System.Text;

namespace Keelson.Tools.Images;

/// <summary>
/// Writes a cpio archive of the "newc" form, which is what an initrd is (Linux,
/// Documentation/driver-api/early-userspace/buffer-format.rst). No times and no owners: equal files give equal
/// archives.
/// </summary>
internal sealed class CpioWriter
{
    // Types and permissions of stat(2).
    private const uint RegularFile = 0x81A4; // rw-r--r--
    private const uint Program = 0x81ED; // rwxr-xr-x
    private const uint Folder = 0x41ED; // rwxr-xr-x
    private const uint CharacterDevice = 0x2180; // rw-------
    private const uint SymbolicLink = 0xA1FF;

    private readonly MemoryStream _archive = new();
    private readonly HashSet<string> _folders = [];
    private uint _inode;

    public void Add(string name, ReadOnlySpan<byte> contents) => AddEntry(name, RegularFile, contents);

    public void AddProgram(string name, ReadOnlySpan<byte> contents) => AddEntry(name, Program, contents);

    public void AddSymbolicLink(string name, string target) =>
        AddEntry(name, SymbolicLink, Encoding.UTF8.GetBytes(target));

    public void AddCharacterDevice(string name, uint major, uint minor) =>
        AddEntry(name, CharacterDevice, [], major, minor);

    /// <summary>
    /// A folder and those above it, each once: the kernel unpacks a file only into a folder that is there already.
    /// </summary>
    public void AddFolder(string name)
    {
        if (name.LastIndexOf('/') is > 0 and int slash)
        {
            AddFolder(name[..slash]);
        }

        if (_folders.Add(name))
        {
            AddEntry(name, Folder, []);
        }
    }

    public byte[] Finish()
    {
        AddEntry("TRAILER!!!", 0, []);
        return _archive.ToArray();
    }

    private void AddEntry(string name, uint mode, ReadOnlySpan<byte> contents, uint major = 0, uint minor = 0)
    {
        byte[] path = Encoding.UTF8.GetBytes(name + '\0');
        // ino mode uid gid nlink mtime filesize devmajor devminor rdevmajor rdevminor namesize check
        uint[] fields = [++_inode, mode, 0, 0, 1, 0, (uint)contents.Length, 0, 0, major, minor, (uint)path.Length, 0];
        StringBuilder header = new("070701");
        foreach (uint field in fields)
        {
            header.Append(field.ToString("x8", CultureInfo.InvariantCulture));
        }

        _archive.Write(Encoding.ASCII.GetBytes(header.ToString()));
        _archive.Write(path);
        Pad();
        _archive.Write(contents);
        Pad();
    }

    private void Pad()
    {
        while (_archive.Length % 4 != 0)
        {
            _archive.WriteByte(0);
        }
    }
}
