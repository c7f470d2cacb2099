using System;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Efi;

/// <summary>
/// The system table as a boot application is given it (UEFI 2.10, 4.3), while boot services last and the map is 1:1.
/// The calling convention is the AAPCS64 (2.3.6), which is what <c>unmanaged</c> means here: hence in arch/.
/// </summary>
public readonly struct EfiSystem(nint systemTable)
{
    // SAFETY: the firmware handed the table to the entry point, and it stays there until ExitBootServices.
    private readonly unsafe SystemTable* _table = (SystemTable*)systemTable;

    // SAFETY: the address only.
    public unsafe PhysicalAddress Address => new((ulong)_table);

    /// <summary>
    /// All of it. To be put back as it was where SetVirtualAddressMap failed with some of it converted.
    /// </summary>
    // SAFETY: the firmware's own memory, which it writes to in the same map.
    public unsafe Span<byte> Table => new(_table, SystemTable.SizeBytes);

    // SAFETY: reads the table.
    public unsafe uint FirmwareRevision => _table->FirmwareRevision;

    // SAFETY: reads the table.
    public unsafe uint UefiRevision => _table->Header.Revision;

    // SAFETY: the table names its boot services' table.
    public unsafe BootServices Boot => new((BootServicesTable*)_table->BootServices);

    // SAFETY: the table names its runtime services' table.
    public unsafe BootTimeRuntimeServices Runtime => new((RuntimeServicesTable*)_table->RuntimeServices);

    // SAFETY: the table names a console, or null, which FirmwareKeyboard asks for.
    public unsafe FirmwareKeyboard Keyboard => new((SimpleTextInputProtocol*)_table->ConIn);

    /// <summary>The handle of the console that keys come from; 0 for none.</summary>
    // SAFETY: reads the table.
    public unsafe nint ConsoleInput => (nint)_table->ConsoleInHandle;

    // SAFETY: the table names a console, or null, which FirmwareConsole asks for.
    public unsafe FirmwareConsole Console => new((SimpleTextOutputProtocol*)_table->ConOut);

    // SAFETY: what the system table points to stays where it is until ExitBootServices, and these two beyond.
    public unsafe ReadOnlySpan<byte> Vendor => Utf16Bytes((char*)_table->FirmwareVendor, MaximumVendorLength);

    /// <summary>A random number of the firmware's; 0 where it has none.</summary>
    // SAFETY: a local, whose every bit may have any value.
    public unsafe ulong RandomNumber
    {
        get
        {
            ulong number = 0;
            return TryFillRandom(new Span<byte>(&number, sizeof(ulong))) ? number : 0;
        }
    }

    /// <summary><c>EFI_RNG_PROTOCOL</c> (UEFI 2.10, 37.5), with the firmware's default algorithm.</summary>
    /// <returns>False where the firmware has no random numbers.</returns>
    public unsafe bool TryFillRandom(scoped Span<byte> bytes)
    {
        RngProtocol* generator = Boot.FindProtocol<RngProtocol>();
        // SAFETY: the protocol is the firmware's, the destination as long as it is told.
        fixed (byte* first = bytes)
        {
            return generator != null
                && FirmwareCall.Invoke(generator->GetRng, generator, 0, (ulong)bytes.Length, first)
                    == EfiStatus.Success;
        }
    }

    /// <summary>More configuration tables than any firmware has are a count that is wrong.</summary>
    public const uint MaximumTables = 256;

    // SAFETY: the firmware counts its own entries.
    public unsafe ReadOnlySpan<byte> ConfigurationTables =>
        new((void*)_table->ConfigurationTable, (int)TableCount * ConfigurationTable.SizeBytes);

    /// <summary>None where they cannot be there: many more than there are, or in no memory.</summary>
    // SAFETY: the table is the firmware's.
    private unsafe uint TableCount =>
        _table->TableCount <= MaximumTables && AddressLookup.IsMemory(_table->ConfigurationTable)
            ? (uint)_table->TableCount
            : 0;

    /// <summary>Of a handle, without its end; empty where it has none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    // SAFETY: the protocol is the firmware's, which wrote the path and its end.
    public unsafe ReadOnlySpan<byte> DevicePathOf(nint handle) =>
        OwnImage.BytesOfPath(Boot.FindProtocol<DevicePathProtocol>(handle));

    private const int MaximumVendorLength = 128;

    /// <summary>
    /// The vendor's table for <paramref name="guid"/>: a physical address, now and after SetVirtualAddressMap.
    /// </summary>
    // SAFETY: no entry is read beyond the number that the firmware gives.
    public unsafe bool TryFindTable(EfiGuid guid, out PhysicalAddress table)
    {
        ConfigurationTable* tables = (ConfigurationTable*)_table->ConfigurationTable;
        uint count = TableCount;
        for (uint i = 0; i < count; i++)
        {
            if (tables[i].VendorGuid != guid)
            {
                continue;
            }
            table = new PhysicalAddress(tables[i].VendorTable);
            return true;
        }
        table = default;
        return false;
    }

    // SAFETY: the text is not read beyond its NUL, nor beyond the length that is allowed.
    private static unsafe ReadOnlySpan<byte> Utf16Bytes(char* text, int maximumLength)
    {
        int length = 0;
        maximumLength = AddressLookup.IsMemory((ulong)text) ? maximumLength : 0;
        while (length < maximumLength && text[length] != 0)
        {
            length++;
        }
        return new ReadOnlySpan<byte>(text, length * sizeof(char));
    }
}
