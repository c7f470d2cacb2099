using System;

namespace Keelson.Guests.Hostile;

/// <summary>
/// A status that is given whatever is asked: by its name, <c>error-N</c>, <c>warning-N</c>, <c>oem-N</c> (as firmware
/// vendors may number their own), or <c>narrow-N</c>, an error of 32 bits.
/// </summary>
internal static class StatusFaults
{
    private const ulong Error = 1ul << 63;
    private const ulong Oem = 1ul << 62;
    private const ulong Narrow = 1ul << 31;

    /// <summary>No number of an error.</summary>
    private const uint Success = 0x100;

    public static bool TryWrite(ReadOnlySpan<char> name, ref FaultWriter writer)
    {
        if (!TryParse(name, out ulong status))
        {
            return false;
        }
        writer.HasStatus = true;
        writer.Add(A64.MoveWide(0, (uint)status & 0xffff));
        writer.Add(A64.MoveKeep(0, (uint)(status >> 16) & 0xffff, 16));
        writer.Add(A64.MoveKeep(0, (uint)(status >> 48), 48));
        return true;
    }

    public static bool TryParse(ReadOnlySpan<char> name, out ulong status)
    {
        ulong high =
            Setting.TryNumber(name, "error-", out uint number) ? Error
            : Setting.TryNumber(name, "warning-", out number) ? 0
            : Setting.TryNumber(name, "oem-", out number) ? Error | Oem
            : Setting.TryNumber(name, "narrow-", out number) ? Narrow
            : ulong.MaxValue;
        if (high == ulong.MaxValue)
        {
            number = NumberOf(name);
            high = number == Success ? 0 : Error;
        }
        status = number == Success ? 0 : high | number;
        return number != 0;
    }

    private static uint NumberOf(ReadOnlySpan<char> name) =>
        Setting.Is(name, "success") ? Success
        : Setting.Is(name, "invalid") ? 2u
        : Setting.Is(name, "unsupported") ? 3u
        : Setting.Is(name, "too-small") ? 5u
        : Setting.Is(name, "not-ready") ? 6u
        : Setting.Is(name, "device-error") ? 7u
        : Setting.Is(name, "write-protected") ? 8u
        : Setting.Is(name, "out-of-resources") ? 9u
        : Setting.Is(name, "not-found") ? 14u
        : Setting.Is(name, "timeout") ? 18u
        : Setting.Is(name, "aborted") ? 21u
        : Setting.Is(name, "security") ? 26u
        : 0;
}
