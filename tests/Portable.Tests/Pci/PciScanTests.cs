using System.Buffers.Binary;
using CsCheck;
using Keelson.Pci;
using Xunit;

namespace Keelson.Portable.Tests;

public class PciScanTests
{
    private static Dictionary<(int Bus, int Device, int Function), uint[]>? s_functions;

    /// <summary>A machine in a table; where it has nothing, all ones.</summary>
    private struct Machine : IPciConfiguration
    {
        public readonly uint Read(PciAddress function, uint offset) =>
            s_functions!.TryGetValue((function.Bus, function.Device, function.Function), out uint[]? words)
                ? words[offset / 4]
                : uint.MaxValue;
    }

    private static uint[] Function(uint device, byte header, uint buses = 0) =>
        [device << 16 | 0x1b36, 0, 0x0604_0002, (uint)header << 16, 0, 0, buses];

    private static List<string> Scan(
        Dictionary<(int, int, int), uint[]> functions,
        byte firstBus = 0,
        byte lastBus = 255
    )
    {
        s_functions = functions;
        List<string> found = [];
        PciScan<Machine> scan = new(default, firstBus, lastBus);
        while (scan.TryNext(out PciFunction function))
        {
            PciAddress at = function.Address;
            found.Add($"{at.Bus:x2}:{at.Device:x2}.{at.Function} {function.VendorId:x4}:{function.DeviceId:x4}");
        }

        return found;
    }

    [Fact]
    public void Functions_and_buses_behind_bridges_are_found_once() =>
        Assert.Equal(
            ["00:00.0 1b36:0001", "00:01.0 1b36:0002", "00:01.7 1b36:0003", "00:1f.0 1b36:0004", "02:00.0 1b36:0005"],
            Scan(
                new()
                {
                    [(0, 0, 0)] = Function(1, 0),
                    // Without the mark, its other functions are not asked for.
                    [(0, 0, 1)] = Function(9, 0),
                    [(0, 1, 0)] = Function(2, 0x80),
                    [(0, 1, 7)] = Function(3, 0),
                    [(0, 31, 0)] = Function(4, 1, 0x0002_0200),
                    [(2, 0, 0)] = Function(5, 0),
                    // Nothing leads here.
                    [(3, 0, 0)] = Function(9, 0),
                }
            )
        );

    [Fact]
    public void Bridges_in_a_circle_end() =>
        Assert.Equal(
            ["01:00.0 1b36:0001", "02:00.0 1b36:0002", "02:01.0 1b36:0003", "02:02.0 1b36:0004"],
            Scan(
                new()
                {
                    [(1, 0, 0)] = Function(1, 1, 0x0002_0200),
                    [(2, 0, 0)] = Function(2, 1, 0x0001_0100),
                    [(2, 1, 0)] = Function(3, 1, 0x0002_0200),
                    // Not among this root's, and not configured at all.
                    [(2, 2, 0)] = Function(4, 1, 0x0009_0900),
                    [(9, 0, 0)] = Function(9, 0),
                    [(0, 0, 0)] = Function(9, 0),
                },
                firstBus: 1,
                lastBus: 8
            )
        );

    [Fact]
    public void A_function_says_what_it_is()
    {
        s_functions = new() { [(0, 3, 0)] = [0x1234_8086, 0, 0x0108_0205, 0x0001_0000, 0, 0, 0x0007_0500] };
        Machine machine = default;
        Assert.True(PciFunction.TryRead(ref machine, new PciAddress(0, 3, 0), out PciFunction function));
        Assert.Equal((0x8086, 0x1234, 5), (function.VendorId, function.DeviceId, function.Revision));
        Assert.Equal((0x01_0802u, 1, 8), (function.ClassCode, function.BaseClass, function.Subclass));
        Assert.Equal((true, 5), (function.IsBridge, function.SecondaryBus));
        Assert.False(PciFunction.TryRead(ref machine, new PciAddress(0, 4, 0), out _));
    }

    private static byte[] Space(byte kind, ulong first, ulong last)
    {
        byte[] descriptor = new byte[46];
        descriptor[0] = 0x8a;
        descriptor[1] = 0x2b;
        descriptor[3] = kind;
        BinaryPrimitives.WriteUInt64LittleEndian(descriptor.AsSpan(14), first);
        BinaryPrimitives.WriteUInt64LittleEndian(descriptor.AsSpan(22), last);
        return descriptor;
    }

    [Fact]
    public void Buses_are_found_among_what_a_bridge_decodes()
    {
        byte[] list = [.. Space(0, 0x1000, 0x2000), .. Space(2, 0x10, 0x1f), 0x79, 0];
        Assert.True(BusRange.TryRead(list, out byte first, out byte last));
        Assert.Equal((0x10, 0x1f), (first, last));
        Assert.False(BusRange.TryRead([.. Space(0, 1, 2), 0x79, 0], out _, out _));
        Assert.False(BusRange.TryRead(Space(2, 0, 256), out _, out _));
        Assert.False(BusRange.TryRead(Space(2, 2, 1), out _, out _));
        Assert.False(BusRange.TryRead(Space(2, 0, 1)[..45], out _, out _));
    }

    [Fact]
    public void Any_list_ends() =>
        Gen
            .Byte.Array[0, 100]
            .Sample(list =>
            {
                BusRange.TryRead(list, out byte first, out byte last);
                Assert.True(first <= last || !BusRange.TryRead(list, out _, out _));
            });
}
