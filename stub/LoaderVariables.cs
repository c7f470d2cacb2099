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

    private const uint Volatile = 6;
    private const uint Kept = 7;

    /// <summary>Gone with the next reset.</summary>
    public void Set(string name, scoped ReadOnlySpan<byte> text) => Write(name, text, Volatile);

    /// <summary>There until it is deleted.</summary>
    public void Keep(string name, scoped ReadOnlySpan<byte> text) => Write(name, text, Kept);

    public void Set(string name, scoped ref TextLine text) => Write(name, text.Text, Volatile);

    public void Set(string name, ulong number)
    {
        TextLine line = new(0, 1);
        line.AppendFormatted(number);
        Set(name, line.Text);
    }

    /// <summary>Eight bytes, little-endian, as features are.</summary>
    public void SetBits(string name, ulong bits)
    {
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(value, bits);
        SetBytes(name, value);
    }

    public void SetBytes(string name, scoped ReadOnlySpan<byte> value) =>
        system.Runtime.SetVariable(name, WellKnownGuids.LoaderVariable, Volatile, value);

    public bool Exists(string name) =>
        system.Runtime.GetVariable(name, WellKnownGuids.LoaderVariable, default, out _, out _)
        == EfiStatus.BufferTooSmall;

    public void Delete(string name)
    {
        if (Exists(name))
        {
            system.Runtime.DeleteVariable(name, WellKnownGuids.LoaderVariable);
        }
    }

    /// <param name="name">Of a text.</param>
    /// <param name="buffer">At least <see cref="MaximumTextBytes"/>.</param>
    /// <param name="text">In UTF-8; a part of <paramref name="buffer"/>.</param>
    public bool TryRead(string name, Span<byte> buffer, out ReadOnlySpan<byte> text)
    {
        Span<byte> units = stackalloc byte[MaximumTextBytes / 2];
        EfiStatus status = system.Runtime.GetVariable(name, WellKnownGuids.LoaderVariable, units, out int size, out _);
        // Half a character says that it is no text, to systemd-boot as well.
        bool isText = status == EfiStatus.Success && size % sizeof(char) == 0;
        text = isText ? buffer[..Utf8.FromUtf16(units[..size], buffer)] : default;
        return !text.IsEmpty;
    }

    private void Write(string name, scoped ReadOnlySpan<byte> text, uint attributes)
    {
        if (text.Length >= MaximumTextBytes)
        {
            return;
        }
        Span<char> units = stackalloc char[MaximumTextBytes];
        int length = Utf8.ToUtf16(text, units);
        units[length++] = '\0';
        system.Runtime.SetVariable(
            name,
            WellKnownGuids.LoaderVariable,
            attributes,
            MemoryMarshal.AsBytes(units[..length])
        );
    }
}
