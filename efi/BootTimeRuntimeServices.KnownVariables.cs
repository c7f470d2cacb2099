using System;
using System.Runtime.CompilerServices;
using Keelson.Arch.Arm64;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Efi;

public readonly partial struct BootTimeRuntimeServices
{
    /// <summary>What the firmware is told of a variable.</summary>
    private struct VariableKey
    {
        public EfiGuid Vendor;
        public VariableName Name;
    }

    /// <summary>In UTF-16, ended by a zero.</summary>
    [InlineArray(KnownVariables.MaximumLength + 1)]
    private struct VariableName
    {
        private char _first;
    }

    // SAFETY: the name ends with a NUL; no more is written than the buffer holds.
    public unsafe EfiStatus GetVariable(
        KnownVariable variable,
        scoped Span<byte> buffer,
        out int sizeBytes,
        out VariableAttributes attributes
    )
    {
        Write(variable, out VariableKey key);
        uint flags = 0;
        ulong size = (ulong)buffer.Length;
        EfiStatus status;
        fixed (byte* data = buffer)
        {
            status = FirmwareCall.Invoke(_table->GetVariable, &key.Name, &key.Vendor, &flags, &size, data);
        }
        attributes = (VariableAttributes)flags;
        sizeBytes = (int)size;
        return status;
    }

    public EfiStatus GetVariable(KnownVariable variable, scoped Span<byte> buffer, out int sizeBytes) =>
        GetVariable(variable, buffer, out sizeBytes, out _);

    /// <summary>A variable of one byte, as the global ones on Secure Boot are.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public EfiStatus GetByteVariable(KnownVariable variable, out byte value, out VariableAttributes attributes)
    {
        value = 0;
        EfiStatus status = GetVariable(variable, new Span<byte>(ref value), out int size, out attributes);
        return status == EfiStatus.Success && size != 1 ? EfiStatus.BadBufferSize : status;
    }

    /// <param name="variable">Known.</param>
    /// <param name="attributes">Not looked at where it is deleted.</param>
    /// <param name="value">Empty deletes it.</param>
    // SAFETY: the name ends with a NUL; the firmware reads as many bytes as it is told.
    public unsafe EfiStatus SetVariable(
        KnownVariable variable,
        VariableAttributes attributes,
        scoped ReadOnlySpan<byte> value
    )
    {
        Write(variable, out VariableKey key);
        fixed (byte* data = value)
        {
            return FirmwareCall.Invoke(
                _table->SetVariable,
                &key.Name,
                &key.Vendor,
                (ulong)attributes,
                (ulong)value.Length,
                data
            );
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Write(KnownVariable variable, out VariableKey key)
    {
        key = default;
        key.Vendor = variable.Vendor();
        Span<char> name = key.Name;
        name[Utf8.ToUtf16(variable.Name(), name)] = '\0';
    }
}
