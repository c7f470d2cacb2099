using System;
using System.Buffers.Binary;
using Keelson.Addresses;

namespace Keelson.Acpi;

/// <summary>
/// Finds tables through the XSDT (ACPI 6.5, 5.2.5 to 5.2.8). Checksums and lengths are checked once, on the way.
/// </summary>
public readonly struct AcpiTables<TMemory>(TMemory memory)
    where TMemory : struct, IPhysicalMemory
{
    private const int RootPointerSizeBytes = 36;
    private const int RevisionOffset = 15;
    private const int XsdtOffset = 24;
    private const int HeaderSizeBytes = 36;
    private const int LengthOffset = 4;
    private const int DefinitionsOffset = 40;
    private const int WideDefinitionsOffset = 140;
    private const uint MaximumTableSizeBytes = 0x10_0000;

    /// <summary>Where <see cref="TryFindFault"/> goes on after the XSDT itself.</summary>
    public const int FirstEntry = HeaderSizeBytes;

    /// <summary>More are not looked at: an audit has its end whatever is listed.</summary>
    private const int MaximumAuditedTables = 256;

    private readonly TMemory _memory = memory;

    /// <param name="rootPointer">The RSDP, from the configuration table of <c>EFI_ACPI_20_TABLE_GUID</c>.</param>
    /// <param name="signature">Four bytes, such as "SPCR".</param>
    /// <param name="table">The whole table, header included: the first of this name, which must be sound.</param>
    public bool TryFind(PhysicalAddress rootPointer, scoped ReadOnlySpan<byte> signature, out ReadOnlySpan<byte> table)
    {
        table = default;
        if (
            !TryFindList(rootPointer, out PhysicalAddress list)
            || !HasSignature(list, "XSDT"u8)
            || !TryRead(list, out ReadOnlySpan<byte> xsdt)
        )
        {
            return false;
        }

        for (int at = FirstEntry; at + 8 <= xsdt.Length; at += 8)
        {
            PhysicalAddress address = new(BinaryPrimitives.ReadUInt64LittleEndian(xsdt[at..]));
            // The name first: the sums of all the others, up to 131,000 of 1 MB, are not needed.
            if (HasSignature(address, signature))
            {
                return TryRead(address, out table);
            }
        }
        return false;
    }

    /// <summary>The next table that no reader can use: the XSDT, one that it lists, or the DSDT.</summary>
    /// <param name="rootPointer">As of <see cref="TryFind"/>; where it is not sound itself nothing is found.</param>
    /// <param name="next">Where to go on in the XSDT; 0 at first.</param>
    /// <param name="fault">Which one, and why.</param>
    public bool TryFindFault(PhysicalAddress rootPointer, ref int next, out AcpiFault fault)
    {
        fault = default;
        if (!TryFindList(rootPointer, out PhysicalAddress list))
        {
            return false;
        }
        if (next == 0)
        {
            next = FirstEntry;
            if (IsUseless(list, "XSDT"u8, out fault))
            {
                return true;
            }
        }
        if (!TryRead(list, out ReadOnlySpan<byte> xsdt))
        {
            return false;
        }
        int end = Math.Min(xsdt.Length, FirstEntry + 8 * MaximumAuditedTables);
        while (next + 8 <= end)
        {
            PhysicalAddress address = new(BinaryPrimitives.ReadUInt64LittleEndian(xsdt[next..]));
            next += 8;
            // Every kernel passes over an entry of 0 (ACPICA, and so Linux): there is firmware that clears them.
            if (
                address.Value != 0
                && (IsUseless(address, default, out fault) || HasUselessDefinitions(address, out fault))
            )
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// The FADT's pointers to the DSDT, of which the wider one counts where it is set (ACPI 6.5, 5.2.9).
    /// </summary>
    private bool HasUselessDefinitions(PhysicalAddress address, out AcpiFault fault)
    {
        fault = default;
        if (!HasSignature(address, "FACP"u8) || !TryRead(address, out ReadOnlySpan<byte> fadt))
        {
            return false;
        }
        ulong definitions =
            fadt.Length >= WideDefinitionsOffset + 8
                ? BinaryPrimitives.ReadUInt64LittleEndian(fadt[WideDefinitionsOffset..])
                : 0;
        if (definitions == 0 && fadt.Length >= DefinitionsOffset + 4)
        {
            definitions = BinaryPrimitives.ReadUInt32LittleEndian(fadt[DefinitionsOffset..]);
        }
        return IsUseless(new PhysicalAddress(definitions), "DSDT"u8, out fault);
    }

    private bool IsUseless(PhysicalAddress address, scoped ReadOnlySpan<byte> signature, out AcpiFault fault)
    {
        bool isInMemory = _memory.TryGet(address, HeaderSizeBytes, out ReadOnlySpan<byte> header);
        fault = new AcpiFault(address, isInMemory);
        if (!isInMemory || !header.StartsWith(signature))
        {
            return true;
        }
        // Longer ones than anybody reads may be sound.
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(header[LengthOffset..]);
        return !TryRead(address, out _) && (length <= MaximumTableSizeBytes || !_memory.TryGet(address, length, out _));
    }

    private bool TryFindList(PhysicalAddress rootPointer, out PhysicalAddress list)
    {
        list = default;
        if (
            !_memory.TryGet(rootPointer, RootPointerSizeBytes, out ReadOnlySpan<byte> rsdp)
            || !rsdp.StartsWith("RSD PTR "u8)
            || rsdp[RevisionOffset] < 2
            || !HasZeroSum(rsdp)
        )
        {
            return false;
        }
        list = new PhysicalAddress(BinaryPrimitives.ReadUInt64LittleEndian(rsdp[XsdtOffset..]));
        return true;
    }

    private bool HasSignature(PhysicalAddress address, scoped ReadOnlySpan<byte> signature) =>
        _memory.TryGet(address, HeaderSizeBytes, out ReadOnlySpan<byte> header) && header.StartsWith(signature);

    private bool TryRead(PhysicalAddress address, out ReadOnlySpan<byte> table)
    {
        table = default;
        if (!_memory.TryGet(address, HeaderSizeBytes, out ReadOnlySpan<byte> header))
        {
            return false;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(header[LengthOffset..]);
        if (
            length is < HeaderSizeBytes or > MaximumTableSizeBytes
            || !_memory.TryGet(address, length, out ReadOnlySpan<byte> whole)
            || !HasZeroSum(whole)
        )
        {
            return false;
        }

        table = whole;
        return true;
    }

    private static bool HasZeroSum(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            sum += bytes[i];
        }

        return sum == 0;
    }
}
