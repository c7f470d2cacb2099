using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary><c>EFI_FILE_PROTOCOL</c> (UEFI 2.10, 13.5), as far as revision 1 goes.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct FileProtocol
{
    public const int SizeBytes = 88;

    public ulong Revision;
    public ulong Open;
    public ulong Close;
    public ulong Delete;
    public ulong Read;
    public ulong Write;
    public ulong GetPosition;
    public ulong SetPosition;
    public ulong GetInfo;
    public ulong SetInfo;
    public ulong Flush;
}

/// <summary><c>EFI_FILE_MODE_*</c> (UEFI 2.10, 13.5.2).</summary>
public enum FileOpenMode : ulong
{
    Read = 1,
    ReadWrite = 3,

    /// <summary>Makes the file where there is none.</summary>
    Create = 1ul << 63 | 3,
}
