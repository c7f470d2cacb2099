using Keelson.Addresses;
using Keelson.Paging;

namespace Keelson.Portable.Tests.Paging;

/// <summary>
/// Physical memory for tables, with every liberty a real machine wouldn't forgive turned into a failure.
/// </summary>
internal sealed class TestTables(int capacity = int.MaxValue)
{
    private readonly Dictionary<ulong, ulong[]> _tables = [];
    private ulong _next = 0x4000_0000;

    public int Capacity { get; set; } = capacity;
    public int Count => _tables.Count;
    public int WriteCount { get; private set; }

    public TestTableMemory Memory => new(this);

    public bool TryAllocate(ulong sizeBytes, out ulong address)
    {
        address = (_next + sizeBytes - 1) / sizeBytes * sizeBytes;
        if (_tables.Count >= Capacity)
        {
            return false;
        }

        // Holes between tables, so that none is reached by running off another.
        _next = address + 3 * sizeBytes;
        _tables.Add(address, new ulong[sizeBytes / 8]);
        return true;
    }

    public void Place(ulong address, ulong sizeBytes) => _tables.Add(address, new ulong[sizeBytes / 8]);

    public ulong Read(ulong table, int index) => _tables[table][index];

    public void Write(ulong table, int index, ulong descriptor)
    {
        WriteCount++;
        _tables[table][index] = descriptor;
    }

    /// <summary>A doubleword as the bus sees it, or null where there is no table; for the reference walker.</summary>
    public ulong? ReadPhysical(ulong address, ulong tableBytes) =>
        _tables.TryGetValue(address / tableBytes * tableBytes, out ulong[]? table)
            ? table[address % tableBytes / 8]
            : null;
}

internal struct TestTableMemory(TestTables tables) : ITableMemory
{
    public bool TryAllocateTable(ulong sizeBytes, out PhysicalAddress table)
    {
        bool done = tables.TryAllocate(sizeBytes, out ulong address);
        table = new PhysicalAddress(address);
        return done;
    }

    public ulong Read(PhysicalAddress table, int index) => tables.Read(table.Value, index);

    public void Write(PhysicalAddress table, int index, ulong descriptor) =>
        tables.Write(table.Value, index, descriptor);
}
