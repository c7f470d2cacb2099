using System;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Uefi;

namespace Keelson.Efi;

/// <summary>
/// Runtime services as a boot application calls them: directly, under the firmware's own map (UEFI 2.10, chapter 8).
/// </summary>
// As for BootServices; SetVirtualAddressMap is the last call that may be made this way.
public readonly partial struct BootTimeRuntimeServices
{
    private readonly unsafe RuntimeServicesTable* _table;

    // SAFETY: the table is the one that the system table names.
    internal unsafe BootTimeRuntimeServices(RuntimeServicesTable* table) => _table = table;

    // SAFETY: the address only.
    public unsafe PhysicalAddress Address => new((ulong)_table);

    /// <summary>
    /// To be called in the notification of an address change only (UEFI 2.10, 8.4.2). A null pointer stays one.
    /// </summary>
    // SAFETY: the firmware changes one pointer, in a local.
    public unsafe EfiStatus ConvertPointer(ref ulong pointer)
    {
        const ulong NullStaysNull = 1; // EFI_OPTIONAL_PTR
        ulong converted = pointer;
        EfiStatus status = FirmwareCall.Invoke(_table->ConvertPointer, NullStaysNull, &converted);
        pointer = converted;
        return status;
    }

    // SAFETY: the firmware reads the pinned map, whose length it is told, and converts its own pointers.
    public unsafe EfiStatus SetVirtualAddressMap(
        ReadOnlySpan<byte> map,
        ulong descriptorSizeBytes,
        uint descriptorVersion
    )
    {
        fixed (byte* descriptors = map)
        {
            return FirmwareCall.Invoke(
                _table->SetVirtualAddressMap,
                (ulong)map.Length,
                descriptorSizeBytes,
                descriptorVersion,
                descriptors
            );
        }
    }

    /// <summary>Of the function itself, for who keeps it.</summary>
    // SAFETY: the services stand one behind the other, in the order of their numbers.
    public unsafe ulong AddressOf(RuntimeService service) => (&_table->GetTime)[(int)service];

    /// <summary>
    /// Puts a function in the place of a service, for who asks from now on, the kernel too; and the table's checksum
    /// right (UEFI 2.10, 4.2.1).
    /// </summary>
    /// <param name="function">Of a runtime driver: SetVirtualAddressMap converts it.</param>
    // SAFETY: the table is the firmware's and can be written under boot services; it says how long it is.
    public unsafe EfiStatus Replace(BootServices boot, RuntimeService service, ulong function)
    {
        TaskPriority before = boot.RaiseTpl(TaskPriority.HighLevel);
        (&_table->GetTime)[(int)service] = function;
        _table->Header.Crc32 = 0;
        EfiStatus status = boot.CalculateCrc32(_table, _table->Header.HeaderSizeBytes, out uint checksum);
        _table->Header.Crc32 = checksum;
        boot.RestoreTpl(before);
        return status;
    }

    /// <summary>Of services, in the order of <see cref="RuntimeService"/>.</summary>
    public const int Count = (RuntimeServicesTable.SizeBytes - TableHeader.SizeBytes) / sizeof(ulong);

    /// <summary>The pointers to them.</summary>
    // SAFETY: all that the table holds behind its header.
    public unsafe ReadOnlySpan<ulong> Pointers => new(&_table->GetTime, Count);

    /// <summary>For a call by other means.</summary>
    // SAFETY: the table's own field.
    public unsafe ulong SetVirtualAddressMapAddress => _table->SetVirtualAddressMap;

    /// <returns>No time where there is none.</returns>
    // SAFETY: the firmware writes one structure into a local.
    public unsafe EfiTime GetTime()
    {
        EfiTime time = default;
        return FirmwareCall.Invoke(_table->GetTime, &time, 0) == EfiStatus.Success ? time : default;
    }

    // SAFETY: the name ends with a NUL, as every string does; no more is written than the buffer holds.
    public unsafe EfiStatus GetVariable(
        string name,
        EfiGuid vendor,
        scoped Span<byte> buffer,
        out int sizeBytes,
        out uint attributes
    )
    {
        ulong size = (ulong)buffer.Length;
        uint flags = 0;
        EfiStatus status;
        fixed (char* text = name)
        fixed (byte* data = buffer)
        {
            status = FirmwareCall.Invoke(_table->GetVariable, text, &vendor, &flags, &size, data);
        }
        sizeBytes = (int)size;
        attributes = flags;
        return status;
    }

    /// <param name="name">Of the variable.</param>
    /// <param name="vendor">Its name space.</param>
    /// <param name="attributes"><c>EFI_VARIABLE_*</c> (UEFI 2.10, 8.2.1).</param>
    /// <param name="value">Not empty: that would delete it.</param>
    // SAFETY: the name ends with a NUL, as every string does; the firmware reads as many bytes as it is told.
    public unsafe EfiStatus SetVariable(string name, EfiGuid vendor, uint attributes, scoped ReadOnlySpan<byte> value)
    {
        fixed (char* text = name)
        fixed (byte* data = value)
        {
            return FirmwareCall.Invoke(_table->SetVariable, text, &vendor, attributes, (ulong)value.Length, data);
        }
    }

    // SAFETY: the name ends with a NUL, as every string does; no data means deletion.
    public unsafe EfiStatus DeleteVariable(string name, EfiGuid vendor)
    {
        fixed (char* text = name)
        {
            return FirmwareCall.Invoke(_table->SetVariable, text, &vendor, 0, 0);
        }
    }

    // SAFETY: no pointer is handed over.
    public unsafe EfiStatus ResetSystem(ResetType type)
    {
        FirmwareCall.Invoke(_table->ResetSystem, (ulong)type);
        return EfiStatus.Unsupported;
    }
}
