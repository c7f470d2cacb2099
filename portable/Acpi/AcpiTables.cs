using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Keelson.Addresses;

namespace Keelson.Acpi;

/// <summary>
/// Finds tables by the XSDT or RSDT (ACPI 6.5, 5.2.5 to 5.2.8). Checksums and lengths are checked once, on the way.
/// </summary>
public readonly struct AcpiTables<TMemory>(TMemory memory)
    where TMemory : struct, IPhysicalMemory
{
    private const int RootPointerSizeBytes = 36;
    private const int RevisionOffset = 15;
    private const int NarrowEntryBytes = 4;
    private const int WideEntryBytes = 8;
    private const int RsdtOffset = 16;
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
        if (!TryFindList(rootPointer, out PhysicalAddress list) || !TryRead(list, out ReadOnlySpan<byte> entries))
        {
            return false;
        }

        int size = EntryBytes(entries);
        for (int at = FirstEntry; at + size <= entries.Length; at += size)
        {
            PhysicalAddress address = EntryOf(entries, at, size);
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
            _memory.TryGet(rootPointer, RootPointerSizeBytes, out ReadOnlySpan<byte> rsdp);
            bool isNarrow = BinaryPrimitives.ReadUInt64LittleEndian(rsdp[XsdtOffset..]) == 0;
            if (IsUseless(list, isNarrow ? "RSDT"u8 : "XSDT"u8, out fault))
            {
                return true;
            }
            if (isNarrow)
            {
                fault = new AcpiFault(default, isInMemory: true);
                return true;
            }
            // Kernels leave out what is less than an entry, and with it, it may be, a table.
            if (TryRead(list, out ReadOnlySpan<byte> whole) && (whole.Length - FirstEntry) % EntryBytes(whole) != 0)
            {
                fault = new AcpiFault(list, isInMemory: true);
                return true;
            }
        }
        if (!TryRead(list, out ReadOnlySpan<byte> entries))
        {
            return false;
        }
        int size = EntryBytes(entries);
        int end = Math.Min(entries.Length, FirstEntry + size * MaximumAuditedTables);
        while (next + size <= end)
        {
            PhysicalAddress address = EntryOf(entries, next, size);
            next += size;
            // Every kernel passes over an entry of 0 (ACPICA, and so Linux): there is firmware that clears them.
            if (
                address.Value != 0
                && (IsUseless(address, default, out fault) || HasUselessDefinitions(address, out fault))
            )
            {
                fault = new AcpiFault(fault.Address, fault.IsInMemory, size == NarrowEntryBytes);
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

    /// <summary>
    /// The XSDT, or the RSDT where the pointer to it is 0 (ACPI 6.5, 5.2.5.3; ACPICA, acpi_tb_parse_root_table): as
    /// there, its sum counts and not its name.
    /// </summary>
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
        ulong address = BinaryPrimitives.ReadUInt64LittleEndian(rsdp[XsdtOffset..]);
        list = new PhysicalAddress(
            address != 0 ? address : BinaryPrimitives.ReadUInt32LittleEndian(rsdp[RsdtOffset..])
        );
        return true;
    }

    private static int EntryBytes(ReadOnlySpan<byte> list) => list[0] == (byte)'R' ? NarrowEntryBytes : WideEntryBytes;

    private static PhysicalAddress EntryOf(ReadOnlySpan<byte> table, int offset, int sizeBytes)
    {
        ReadOnlySpan<byte> entry = table[offset..];
        return new PhysicalAddress(
            sizeBytes == NarrowEntryBytes
                ? BinaryPrimitives.ReadUInt32LittleEndian(entry)
                : BinaryPrimitives.ReadUInt64LittleEndian(entry)
        );
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
        // Eight bytes at a time: four sums of two, which a multiplication adds up in the highest 16 bits.
        const ulong EverySecond = 0x00ff_00ff_00ff_00ff,
            Ones = 0x0001_0001_0001_0001;
        ulong sum = 0;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        for (int i = 0; i < words.Length; i++)
        {
            sum += ((words[i] & EverySecond) + (words[i] >> 8 & EverySecond)) * Ones >> 48;
        }
        for (int i = sizeof(ulong) * words.Length; i < bytes.Length; i++)
        {
            sum += bytes[i];
        }

        return (byte)sum == 0;
    }
}
