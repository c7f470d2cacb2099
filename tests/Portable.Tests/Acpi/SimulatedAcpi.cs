using System.Buffers.Binary;
using Keelson.Acpi;
using Keelson.Addresses;

namespace Keelson.Portable.Tests;

/// <summary>
/// ACPI tables in 8 MB of memory, put together by hand (ACPI 6.5, 5.2), with sound checksums until a test damages them.
/// </summary>
internal sealed class SimulatedAcpi(ulong origin = SimulatedAcpi.Start)
{
    public const ulong Start = 0x1_3c00_0000;
    private ulong Origin => origin;
    private readonly byte[] _bytes = new byte[8 << 20];
    private int _next = 0x40;

    /// <summary>Bytes that were asked for, over all calls.</summary>
    public ulong ReadBytes { get; private set; }

    public PhysicalAddress RootPointer => new(origin);
    public AcpiTables<Memory> Tables => new(new Memory(this));

    /// <summary>The 36 bytes of a header, and a body.</summary>
    public ulong Add(string signature, byte[] body)
    {
        int at = _next;
        _next += (36 + body.Length + 15) & ~15;
        System.Text.Encoding.ASCII.GetBytes(signature, Bytes(origin + (ulong)at, 4));
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(at + 4), (uint)(36 + body.Length));
        body.CopyTo(_bytes, at + 36);
        Seal(origin + (ulong)at, 36 + body.Length, 9);
        return origin + (ulong)at;
    }

    /// <summary>An XSDT of these tables, and the root pointer to it.</summary>
    public SimulatedAcpi Point(params ulong[] tables)
    {
        byte[] entries = new byte[8 * tables.Length];
        for (int i = 0; i < tables.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(entries.AsSpan(8 * i), tables[i]);
        }

        return PointTo(Add("XSDT", entries));
    }

    public SimulatedAcpi PointTo(ulong xsdt, byte revision = 2)
    {
        Span<byte> rsdp = Bytes(origin, 36);
        "RSD PTR "u8.CopyTo(rsdp);
        rsdp[15] = revision;
        BinaryPrimitives.WriteUInt32LittleEndian(rsdp[20..], 36);
        BinaryPrimitives.WriteUInt64LittleEndian(rsdp[24..], xsdt);
        rsdp[8] = 0;
        rsdp[8] = (byte)-Sum(rsdp[..20]);
        Seal(origin, 36, 32);
        return this;
    }

    /// <summary>Makes the sum zero again.</summary>
    public void Seal(ulong start, int length, int checksumOffset)
    {
        Span<byte> table = Bytes(start, length);
        table[checksumOffset] = 0;
        table[checksumOffset] = (byte)-Sum(table);
    }

    public Span<byte> Bytes(ulong start, int length) => _bytes.AsSpan((int)(start - origin), length);

    private static int Sum(ReadOnlySpan<byte> bytes)
    {
        int sum = 0;
        foreach (byte value in bytes)
        {
            sum += value;
        }

        return sum;
    }

    internal readonly struct Memory(SimulatedAcpi acpi) : IPhysicalMemory
    {
        public bool TryGet(PhysicalAddress start, ulong sizeBytes, out ReadOnlySpan<byte> bytes)
        {
            bytes = default;
            ulong size = (ulong)acpi._bytes.Length;
            if (
                start.Value < acpi.Origin
                || start.Value - acpi.Origin > size
                || sizeBytes > size - (start.Value - acpi.Origin)
            )
            {
                return false;
            }

            acpi.ReadBytes += sizeBytes;
            bytes = acpi.Bytes(start.Value, (int)sizeBytes);
            return true;
        }
    }
}
