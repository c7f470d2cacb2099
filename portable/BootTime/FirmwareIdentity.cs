using System;
using Keelson.Uefi;

namespace Keelson.BootTime;

/// <summary>
/// Patch 3/8: what must read the same before SetVirtualAddressMap, through physical pointers, and ever after, through
/// virtual ones brought back to physical: the vendor string and the list of configuration tables.
/// </summary>
public readonly struct FirmwareIdentity(uint vendorCrc, uint tableCount, uint tablesCrc)
{
    /// <summary>CRC-32 of the vendor's UTF-16 string, without its end.</summary>
    public uint VendorCrc { get; } = vendorCrc;
    public uint TableCount { get; } = tableCount;

    /// <summary>CRC-32 of the array of <see cref="ConfigurationTable"/>: identifiers and physical addresses.</summary>
    public uint TablesCrc { get; } = tablesCrc;

    public static FirmwareIdentity Of(ReadOnlySpan<byte> vendor, ReadOnlySpan<byte> configurationTables) =>
        new(
            Crc32.Of(vendor),
            (uint)(configurationTables.Length / ConfigurationTable.SizeBytes),
            Crc32.Of(configurationTables)
        );

    public static bool operator ==(FirmwareIdentity a, FirmwareIdentity b) =>
        a.VendorCrc == b.VendorCrc && a.TableCount == b.TableCount && a.TablesCrc == b.TablesCrc;

    public static bool operator !=(FirmwareIdentity a, FirmwareIdentity b) => !(a == b);

    public override bool Equals(object? other) => other is FirmwareIdentity identity && identity == this;

    public override int GetHashCode() => (int)(VendorCrc ^ TablesCrc);
}
