using System;

namespace Keelson.Addresses;

/// <summary>Ordinary memory by physical address, as far as the reader has it mapped.</summary>
public interface IPhysicalMemory
{
    /// <summary>False where any byte of the range is not readable.</summary>
    bool TryGet(PhysicalAddress start, ulong sizeBytes, out ReadOnlySpan<byte> bytes);
}
