namespace Keelson.Platform;

/// <summary>
/// What it takes to send a byte: wait until a bit of one register says that there is room, write another one.
/// </summary>
public readonly struct SerialRegisters
{
    /// <param name="data">Bytes to the register that takes a byte to send.</param>
    /// <param name="status">Bytes to the one that says whether there is room.</param>
    /// <param name="bit">Which of its bits, from 0.</param>
    /// <param name="ready">Whether that bit is set when there is room.</param>
    /// <param name="dataBytes">How wide the data register is written: 1, 2 or 4.</param>
    /// <param name="statusBytes">How wide the status register is read: 1, 2 or 4.</param>
    /// <param name="isBigEndian">Whether registers are big-endian; those are all of 32 bits.</param>
    public SerialRegisters(
        uint data,
        uint status,
        int bit,
        bool ready,
        uint dataBytes = 4,
        uint statusBytes = 4,
        bool isBigEndian = false
    )
    {
        DataOffset = data;
        StatusOffset = status;
        DataBytes = (int)dataBytes;
        StatusBytes = (int)statusBytes;
        if (isBigEndian)
        {
            bit ^= 24; // the same bit of another byte
            DataShift = 24;
        }

        StatusMask = 1u << bit;
        ReadyStatus = ready ? StatusMask : 0;
    }

    public uint DataOffset { get; }
    public uint StatusOffset { get; }
    public int DataBytes { get; }
    public int StatusBytes { get; }

    /// <summary>The bit that says whether there is room, as the register is read.</summary>
    public uint StatusMask { get; }

    /// <summary>What is left of the status by <see cref="StatusMask"/> when there is room.</summary>
    public uint ReadyStatus { get; }

    /// <summary>Where in the data register the byte goes.</summary>
    public int DataShift { get; }
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
