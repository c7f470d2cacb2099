using System.Buffers.Binary;
using Keelson.Acpi;
using Keelson.Addresses;
using Keelson.Platform;

namespace Keelson.Tools.Fuzzing;

/// <summary>
/// Tables with sound checksums and any contents: a checksum stops accidental damage, not
/// an attacker.
/// </summary>
internal static class AcpiTarget
{
    private const int HeaderSize = 36,
        XsdtAt = 64,
        ConsoleAt = 128,
        ConsoleSize = 80,
        FixedAt = ConsoleAt + ConsoleSize,
        Size = 512;

    /// <summary>What stands behind the header of an SPCR for a PL011 (Microsoft, SPCR, revision 2).</summary>
    public static byte[] Console()
    {
        byte[] body = new byte[ConsoleSize - HeaderSize];
        body[0] = 3;
        body[5] = 32;
        body[7] = 3;
        BinaryPrimitives.WriteUInt64LittleEndian(body.AsSpan(8), 0x900_0000);
        return body;
    }

    /// <summary>The input is the bodies of SPCR and FADT; of an odd number of bytes, it is all of the memory.</summary>
    public static int Take(byte[] input)
    {
        AcpiTables<ArrayMemory> tables = new(new ArrayMemory(input.Length % 2 == 0 ? Sealed(input) : input));
        PhysicalAddress root = new(ArrayMemory.Start);
        return (int)SerialPort.FromAcpi(tables, root).Cell + (int)PowerControl.FromAcpi(tables, root);
    }

    private static byte[] Sealed(byte[] input)
    {
        byte[] memory = new byte[Size];
        int console = Math.Min(input.Length, ConsoleSize - HeaderSize);
        input.AsSpan(0, console).CopyTo(memory.AsSpan(ConsoleAt + HeaderSize));
        int rest = Math.Min(input.Length - console, Size - FixedAt - HeaderSize);
        input.AsSpan(console, rest).CopyTo(memory.AsSpan(FixedAt + HeaderSize));
        BinaryPrimitives.WriteUInt64LittleEndian(
            memory.AsSpan(XsdtAt + HeaderSize),
            ArrayMemory.Start + (ulong)ConsoleAt
        );
        BinaryPrimitives.WriteUInt64LittleEndian(
            memory.AsSpan(XsdtAt + HeaderSize + sizeof(ulong)),
            ArrayMemory.Start + (ulong)FixedAt
        );
        WriteHeader(memory.AsSpan(ConsoleAt), "SPCR"u8, HeaderSize + console);
        WriteHeader(memory.AsSpan(FixedAt), "FACP"u8, HeaderSize + rest);
        WriteHeader(memory.AsSpan(XsdtAt), "XSDT"u8, HeaderSize + 2 * sizeof(ulong));
        "RSD PTR "u8.CopyTo(memory);
        memory[15] = 2;
        BinaryPrimitives.WriteUInt32LittleEndian(memory.AsSpan(20), HeaderSize);
        BinaryPrimitives.WriteUInt64LittleEndian(memory.AsSpan(24), ArrayMemory.Start + (ulong)XsdtAt);
        Seal(memory.AsSpan(0, 20), 8);
        Seal(memory.AsSpan(0, HeaderSize), 32);
        return memory;
    }

    private static void WriteHeader(Span<byte> table, ReadOnlySpan<byte> signature, int length)
    {
        signature.CopyTo(table);
        BinaryPrimitives.WriteUInt32LittleEndian(table[4..], (uint)length);
        Seal(table[..length], 9);
    }

    private static void Seal(Span<byte> bytes, int at)
    {
        bytes[at] = 0;
        byte sum = 0;
        foreach (byte value in bytes)
        {
            sum += value;
        }

        bytes[at] = (byte)-sum;
    }

    /// <summary>An input as memory from an address on.</summary>
    private readonly struct ArrayMemory(byte[] bytes) : IPhysicalMemory
    {
        public const ulong Start = 0x1000;

        public bool TryGet(PhysicalAddress start, ulong sizeBytes, out ReadOnlySpan<byte> found)
        {
            found = default;
            ulong offset = start.Value - Start;
            if (start.Value < Start || offset > (ulong)bytes.Length || sizeBytes > (ulong)bytes.Length - offset)
            {
                return false;
            }

            found = bytes.AsSpan((int)offset, (int)sizeBytes);
            return true;
        }
    }
}
