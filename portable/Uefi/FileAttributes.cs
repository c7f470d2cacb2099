using System;

namespace Keelson.Uefi;

/// <summary><c>EFI_FILE_*</c>, attributes of a file (UEFI 2.10, 13.5.2).</summary>
[Flags]
public enum FileAttributes : ulong
{
    None = 0,
    ReadOnly = 1,
    Hidden = 2,
    System = 4,
    Directory = 0x10,
    Archive = 0x20,
}
