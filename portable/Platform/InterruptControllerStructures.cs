using System;

namespace Keelson.Platform;

/// <summary>The structures of a MADT, each of a type and a length (ACPI 6.5, 5.2.12).</summary>
/// <param name="table">The whole table, header included.</param>
public ref struct InterruptControllerStructures(ReadOnlySpan<byte> table)
{
    public const byte GicCpuInterface = 0xb;
    public const byte GicDistributor = 0xc;
    public const byte GicRedistributor = 0xe;

    /// <summary>Behind the header, an address and flags.</summary>
    private const int First = 44;
    private const int HeadBytes = 2;

    private ReadOnlySpan<byte> _rest = table.Length > First ? table[First..] : default;

    /// <summary>The next one that lies in the table whole, two bytes long or longer.</summary>
    public bool TryTake(out ReadOnlySpan<byte> structure)
    {
        structure = default;
        if (_rest.Length < HeadBytes || _rest[1] < HeadBytes || _rest[1] > _rest.Length)
        {
            return false;
        }

        structure = _rest[.._rest[1]];
        _rest = _rest[_rest[1]..];
        return true;
    }
}
