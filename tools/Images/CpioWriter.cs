using System.Globalization;
using System.Text;

namespace Keelson.Tools.Images;

/// <summary>
/// Writes a cpio archive of the "newc" form, which is what an initrd is (Linux,
/// Documentation/driver-api/early-userspace/buffer-format.rst). No times and no owners: equal files give equal archives.
/// </summary>
internal sealed class CpioWriter
{
    private const uint RegularFile = 0x81A4; // S_IFREG, rw-r--r--
    private readonly MemoryStream _archive = new();
    private uint _inode;

    public void Add(string name, ReadOnlySpan<byte> contents) => AddEntry(name, RegularFile, contents);

    public byte[] Finish()
    {
        AddEntry("TRAILER!!!", 0, []);
        return _archive.ToArray();
    }

    private void AddEntry(string name, uint mode, ReadOnlySpan<byte> contents)
    {
        // ino mode uid gid nlink mtime filesize devmajor devminor rdevmajor rdevminor namesize check
        uint[] fields = [++_inode, mode, 0, 0, 1, 0, (uint)contents.Length, 0, 0, 0, 0, (uint)name.Length + 1, 0];
        StringBuilder header = new("070701");
        foreach (uint field in fields)
        {
            header.Append(field.ToString("x8", CultureInfo.InvariantCulture));
        }

        _archive.Write(Encoding.ASCII.GetBytes(header.Append(name).Append('\0').ToString()));
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
