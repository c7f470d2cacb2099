using System;

namespace Keelson.Stub;

/// <summary>Firmware whose answer to odd questions is known from its sources, so that asking is safe.</summary>
internal static class KnownFirmware
{
    /// <summary>
    /// EDK2 answers a second SetVirtualAddressMap with EFI_UNSUPPORTED (MdeModulePkg/Core/RuntimeDxe/Runtime.c); others
    /// might relocate twice.
    /// </summary>
    /// <param name="vendor">The vendor string, in UTF-16.</param>
    public static bool RefusesSecondCall(ReadOnlySpan<byte> vendor) => vendor.IndexOf("E\0D\0K\0 \0I\0I\0"u8) >= 0;
}
