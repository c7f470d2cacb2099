using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Keelson.Efi;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// The variables that a boot loader, a stub and the system talk by (systemd, Boot Loader Interface): text in UTF-16
/// that a zero ends. None is a condition for booting, so what the firmware refuses is passed over.
/// </summary>
internal readonly struct LoaderVariables(EfiSystem system)
{
    /// <summary>
    /// Longer texts are not written: an identifier has a file's name, which is up to 255 characters, and a profile's.
    /// </summary>
    public const int MaximumTextBytes = 2048;

    /// <summary>Gone with the next reset.</summary>
    public void Set(KnownVariable variable, scoped ReadOnlySpan<byte> text) =>
        Write(variable, text, KnownVariables.Volatile);

    /// <summary>There until it is deleted.</summary>
    public void Keep(KnownVariable variable, scoped ReadOnlySpan<byte> text) =>
        Write(variable, text, KnownVariables.Kept);

    public void Set(KnownVariable variable, scoped ref TextLine text) =>
        Write(variable, text.Text, KnownVariables.Volatile);

    public void Set(KnownVariable variable, ulong number)
    {
        TextLine line = new(0, 1);
        line.AppendFormatted(number);
        Set(variable, line.Text);
    }

    /// <summary>Eight bytes, little-endian, as features are.</summary>
    public void SetBits(KnownVariable variable, ulong bits)
    {
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(value, bits);
        SetBytes(variable, value);
    }

    public void SetBytes(KnownVariable variable, scoped ReadOnlySpan<byte> value) =>
        system.Runtime.SetVariable(variable, KnownVariables.Volatile, value);

    public bool Exists(KnownVariable variable) =>
        system.Runtime.GetVariable(variable, default, out _) == EfiStatus.BufferTooSmall;

    public void Delete(KnownVariable variable)
    {
        if (Exists(variable))
        {
            system.Runtime.SetVariable(variable, VariableAttributes.None, default);
        }
    }

    /// <param name="variable">Of a text.</param>
    /// <param name="buffer">At least <see cref="MaximumTextBytes"/>.</param>
    /// <param name="text">In UTF-8; a part of <paramref name="buffer"/>.</param>
    public bool TryRead(KnownVariable variable, Span<byte> buffer, out ReadOnlySpan<byte> text)
    {
        Span<byte> units = stackalloc byte[MaximumTextBytes / 2];
        EfiStatus status = system.Runtime.GetVariable(variable, units, out int size);
        // Half a character says that it is no text, to systemd-boot as well.
        bool isText = status == EfiStatus.Success && size % sizeof(char) == 0;
        text = isText ? buffer[..Utf8.FromUtf16(units[..size], buffer)] : default;
        return !text.IsEmpty;
    }

    private void Write(KnownVariable variable, scoped ReadOnlySpan<byte> text, VariableAttributes attributes)
    {
        if (text.Length >= MaximumTextBytes)
        {
            return;
        }
        Span<char> units = stackalloc char[MaximumTextBytes];
        int length = Utf8.ToUtf16(text, units);
        units[length++] = '\0';
        system.Runtime.SetVariable(variable, attributes, MemoryMarshal.AsBytes(units[..length]));
    }
}
