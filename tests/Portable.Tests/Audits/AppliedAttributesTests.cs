using System.Buffers.Binary;
using Keelson.Audits;
using Keelson.Portable.Tests.Paging;
using Keelson.RuntimeServices;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>What the reference walker finds in the runtime services' tables once the attributes are applied.</summary>
public sealed class AppliedAttributesTests
{
    private const ulong Code = 0x5000_0000;
    private const ulong Data = 0x5002_0000;

    private static readonly MapEntry[] s_map =
    [
        new(MemoryType.RuntimeServicesCode, Code, 0x20, MapEntry.WriteBackRuntime),
        MapEntry.Runtime(Data, 0x10),
        MapEntry.Device(0x0900_0000, 0x10),
    ];

    private static readonly MapEntry[] s_table =
    [
        new(MemoryType.RuntimeServicesCode, Code, 0x8, MemoryAttributes.Runtime | MemoryAttributes.ReadOnly),
        new(
            MemoryType.RuntimeServicesCode,
            Code + 0x8000,
            0x18,
            MemoryAttributes.Runtime | MemoryAttributes.ExecuteProtected
        ),
        new(
            MemoryType.RuntimeServicesData,
            Data,
            0x1,
            MemoryAttributes.Runtime | MemoryAttributes.ExecuteProtected | MemoryAttributes.ReadOnly
        ),
        // Of another type, a device, beyond its region, nowhere.
        new(MemoryType.RuntimeServicesCode, Data + 0x1000, 0x1, MemoryAttributes.Runtime | MemoryAttributes.ReadOnly),
        new(MemoryType.RuntimeServicesData, 0x0900_0000, 0x1, MemoryAttributes.Runtime | MemoryAttributes.ReadOnly),
        new(MemoryType.RuntimeServicesData, Data + 0xf000, 0x2, MemoryAttributes.Runtime | MemoryAttributes.ReadOnly),
        new(MemoryType.RuntimeServicesData, 0x9000_0000, 0x1, MemoryAttributes.Runtime | MemoryAttributes.ReadOnly),
    ];

    [Theory]
    [InlineData(12, 3)]
    [InlineData(14, 2)]
    [InlineData(16, 0)]
    public void Each_part_has_its_permissions_and_gives_them_back(int pageShift, int applied)
    {
        TestSpace test = new(pageShift);
        MemoryMapView map = MapEntry.View(MapEntry.Write(s_map, 48), 48);
        byte[] scratch = new byte[map.Count * 48];
        RuntimeLayout.Assign(map, scratch, RuntimeLayout.VirtualBase, out _);
        Assert.True(RuntimeSpace.Populate(ref test.Space, map).IsNone);
        ulong before = test.Space.Hash();

        byte[] bytes = [.. new byte[16], .. MapEntry.Write(s_table, 48)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), (uint)s_table.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), 48);
        Assert.True(MemoryAttributesTable.TryCreate(bytes, out MemoryAttributesTable table));
        AppliedAttributes result = AppliedAttributes.Set(ref test.Space, map, table, AttributesWish.Applied);
        Assert.Equal((applied, s_table.Length - applied), (result.Applied, result.LeftOut));
        if (pageShift == 12)
        {
            Assert.Equal((false, true), PermissionsOf(test, map[0].VirtualStart.Value + 0x7fff));
            Assert.Equal((true, false), PermissionsOf(test, map[0].VirtualStart.Value + 0x8000));
            Assert.Equal((false, false), PermissionsOf(test, map[1].VirtualStart.Value));
            Assert.Equal((true, false), PermissionsOf(test, map[1].VirtualStart.Value + 0x1000));
            Assert.Equal((true, false), PermissionsOf(test, map[2].VirtualStart.Value));
        }
        AppliedAttributes.Set(ref test.Space, map, table, AttributesWish.Lifted);
        Assert.Equal(before, test.Space.Hash());
    }

    private static (bool Writable, bool Executable) PermissionsOf(TestSpace test, ulong address)
    {
        Walked walked = ReferenceWalker.Walk(test.Tables, test.PageShift, test.Space.Root.Value, false, address)!.Value;
        return (walked.Writable, walked.KernelExecutes);
    }
}
