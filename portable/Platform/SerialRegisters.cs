using System.Buffers.Binary;

namespace Keelson.Platform;

/// <summary>
/// What it takes to send a byte: wait until a bit of one register says that there is room, write another one. In one
/// word, so that a table of them is a table of constants.
/// </summary>
public readonly struct SerialRegisters
{
    private const int StatusShift = 16,
        BitShift = 32,
        ReadyShift = 37,
        DataWidthShift = 38,
        StatusWidthShift = 40,
        BigEndianShift = 42;

    private readonly ulong _bits;

    /// <param name="data">Bytes to the register that takes a byte to send.</param>
    /// <param name="status">Bytes to the one that says whether there is room.</param>
    /// <param name="bit">Which of its bits, from 0.</param>
    /// <param name="ready">What that bit is when there is room: 0 or 1.</param>
    /// <param name="dataBytes">How wide the data register is written: 1, 2 or 4.</param>
    /// <param name="statusBytes">How wide the status register is read: 1, 2 or 4.</param>
    /// <param name="bigEndian">1 where registers are big-endian.</param>
    public SerialRegisters(
        uint data,
        uint status,
        int bit,
        uint ready,
        uint dataBytes = 4,
        uint statusBytes = 4,
        uint bigEndian = 0
    ) =>
        _bits =
            data
            | (ulong)status << StatusShift
            | (ulong)bit << BitShift
            | (ulong)ready << ReadyShift
            | (ulong)(dataBytes >> 1) << DataWidthShift
            | (ulong)(statusBytes >> 1) << StatusWidthShift
            | (ulong)bigEndian << BigEndianShift;

    public uint DataOffset => (ushort)_bits;
    public uint StatusOffset => (ushort)(_bits >> StatusShift);
    public int DataBytes => 1 << (int)(_bits >> DataWidthShift & 3);
    public int StatusBytes => 1 << (int)(_bits >> StatusWidthShift & 3);

    /// <summary>The bit that says whether there is room, as the register is read.</summary>
    public uint StatusMask
    {
        get
        {
            uint mask = 1u << (int)(_bits >> BitShift & 31);
            return IsBigEndian ? BinaryPrimitives.ReverseEndianness(mask) : mask;
        }
    }

    /// <summary>What is left of the status by <see cref="StatusMask"/> when there is room.</summary>
    public uint ReadyStatus => (_bits >> ReadyShift & 1) != 0 ? StatusMask : 0;

    /// <summary>Where in the data register the byte goes.</summary>
    public int DataShift => IsBigEndian ? 24 : 0;

    /// <summary>Those are all of 32 bits.</summary>
    private bool IsBigEndian => (_bits >> BigEndianShift & 1) != 0;
}

/// <summary>A write that a family wants besides the byte itself.</summary>
/// <param name="offset">Bytes to the register.</param>
/// <param name="value">What is written there.</param>
/// <param name="bytes">How wide: 2 or 4.</param>
public readonly struct RegisterWrite(uint offset, uint value, int bytes = 4)
{
    public uint Offset { get; } = offset;
    public uint Value { get; } = value;
    public int Bytes { get; } = bytes;
}
