using System;
using Keelson.Arch.Arm64;
using Keelson.Uefi;

namespace Keelson.Efi;

/// <summary>Variables by what they hold, and by going through them (UEFI 2.10, 8.2).</summary>
public readonly partial struct BootTimeRuntimeServices
{
    /// <summary>GetNextVariableName: goes through all, in the firmware's order.</summary>
    /// <param name="name">
    /// UTF-16 with a zero behind it: empty to begin with, then the name before. Gets the next one.
    /// </param>
    /// <param name="vendor">Goes with the name.</param>
    /// <returns>
    /// <see cref="EfiStatus.NotFound"/> behind the last one; <see cref="EfiStatus.BufferTooSmall"/> for a name that
    /// does not fit, where it does not go on.
    /// </returns>
    // SAFETY: the firmware reads up to the zero, which is looked for, and writes no more than there is room for.
    public unsafe EfiStatus GetNextVariableName(scoped Span<char> name, ref EfiGuid vendor)
    {
        if (name.IndexOf('\0') < 0)
        {
            return EfiStatus.InvalidParameter;
        }
        ulong size = (ulong)name.Length * sizeof(char);
        EfiGuid at = vendor;
        EfiStatus status;
        fixed (char* text = name)
        {
            status = FirmwareCall.Invoke(_table->GetNextVariableName, &size, text, &at);
        }
        vendor = at;
        return status;
    }

    /// <summary>GetVariable by a name that <see cref="GetNextVariableName"/> gave.</summary>
    /// <param name="name">With a zero behind it.</param>
    /// <param name="sizeBytes">Of all that there is, also where the buffer is too small.</param>
    // SAFETY: the firmware reads up to the zero, which is looked for; no more is written than the buffer holds.
    public unsafe EfiStatus GetVariable(
        scoped ReadOnlySpan<char> name,
        EfiGuid vendor,
        scoped Span<byte> buffer,
        out int sizeBytes,
        out VariableAttributes attributes
    )
    {
        sizeBytes = 0;
        attributes = VariableAttributes.None;
        if (name.IndexOf('\0') < 0)
        {
            return EfiStatus.InvalidParameter;
        }
        ulong size = (ulong)buffer.Length;
        uint flags = 0;
        EfiStatus status;
        fixed (char* text = name)
        fixed (byte* data = buffer)
        {
            status = FirmwareCall.Invoke(_table->GetVariable, text, &vendor, &flags, &size, data);
        }
        sizeBytes = (int)size;
        attributes = (VariableAttributes)flags;
        return status;
    }

    /// <summary>SetVariable, with attributes by name.</summary>
    /// <param name="value">Empty deletes it, but with <see cref="VariableAttributes.AppendWrite"/>.</param>
    public EfiStatus SetVariable(
        string name,
        EfiGuid vendor,
        VariableAttributes attributes,
        scoped ReadOnlySpan<byte> value
    ) => SetVariable(name, vendor, (uint)attributes, value);

    /// <summary>QueryVariableInfo: the room for variables with such attributes, in bytes.</summary>
    // SAFETY: the firmware writes three numbers into locals.
    public unsafe EfiStatus QueryVariableInfo(
        VariableAttributes attributes,
        out ulong maximumStorageBytes,
        out ulong remainingStorageBytes,
        out ulong maximumVariableBytes
    )
    {
        ulong storage = 0,
            remaining = 0,
            variable = 0;
        EfiStatus status = FirmwareCall.Invoke(
            _table->QueryVariableInfo,
            (ulong)attributes,
            &storage,
            &remaining,
            &variable
        );
        maximumStorageBytes = storage;
        remainingStorageBytes = remaining;
        maximumVariableBytes = variable;
        return status;
    }
}
