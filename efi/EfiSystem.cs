using System;
using Keelson.Addresses;
using Keelson.Uefi;

namespace Keelson.Efi;

/// <summary>
/// The system table as a boot application is given it (UEFI 2.10, 4.3), while boot services last and the map is 1:1.
/// The calling convention is the AAPCS64 (2.3.6), which is what <c>unmanaged</c> means here: hence in arch/.
/// </summary>
public readonly unsafe struct EfiSystem(nint systemTable)
{
    private readonly SystemTable* _table = (SystemTable*)systemTable;

    public PhysicalAddress Address => new((ulong)_table);
    public uint FirmwareRevision => _table->FirmwareRevision;
    public uint UefiRevision => _table->Header.Revision;
    public BootServices Boot => new((BootServicesTable*)_table->BootServices);
    public BootTimeRuntimeServices Runtime => new((RuntimeServicesTable*)_table->RuntimeServices);
    public FirmwareKeyboard Keyboard => new((SimpleTextInput*)_table->ConIn);
    public FirmwareConsole Console => new((SimpleTextOutput*)_table->ConOut);

    // SAFETY: what the system table points to stays where it is until ExitBootServices, and these two beyond.
    public ReadOnlySpan<byte> Vendor => Utf16Bytes((char*)_table->FirmwareVendor, MaximumVendorLength);

    public ReadOnlySpan<byte> ConfigurationTables =>
        new((void*)_table->ConfigurationTable, checked((int)_table->TableCount * ConfigurationTable.SizeBytes));

    private const int MaximumVendorLength = 128;

    /// <summary>
    /// The vendor's table for <paramref name="guid"/>: a physical address, now and after SetVirtualAddressMap.
    /// </summary>
    public bool TryFindTable(EfiGuid guid, out PhysicalAddress table)
    {
        ConfigurationTable* tables = (ConfigurationTable*)_table->ConfigurationTable;
        for (ulong i = 0; i < _table->TableCount; i++)
        {
            if (tables[i].VendorGuid != guid)
                continue;
            table = new PhysicalAddress(tables[i].VendorTable);
            return true;
        }
        table = default;
        return false;
    }

    private static ReadOnlySpan<byte> Utf16Bytes(char* text, int maximumLength)
    {
        int length = 0;
        while (text != null && length < maximumLength && text[length] != 0)
            length++;
        return new ReadOnlySpan<byte>(text, length * sizeof(char));
    }
}
