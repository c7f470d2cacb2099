using System;

namespace Keelson.Uefi;

/// <summary><c>EFI_VARIABLE_*</c> (UEFI 2.10, 8.2.1).</summary>
[Flags]
public enum VariableAttributes : uint
{
    None = 0,
    NonVolatile = 1,
    BootServiceAccess = 2,
    RuntimeAccess = 4,
    HardwareErrorRecord = 8,
    AuthenticatedWriteAccess = 0x10,
    TimeBasedAuthenticatedWriteAccess = 0x20,

    /// <summary>What is written is put behind what is there.</summary>
    AppendWrite = 0x40,
    EnhancedAuthenticatedAccess = 0x80,
}
