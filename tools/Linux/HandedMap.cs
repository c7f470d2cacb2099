using Keelson.DeviceTree;
using Keelson.Handover;
using Keelson.RuntimeServices;
using Keelson.Tools.Qemu;
using Keelson.Uefi;

namespace Keelson.Tools.Linux;

/// <summary>A region of the runtime services, as the memory map in the guest's memory has it.</summary>
public sealed record RuntimeRegion(ulong Physical, ulong PageCount, ulong Virtual)
{
    public override string ToString() => $"{Physical:x}+{PageCount} -> {Virtual:x}";
}

/// <summary>
/// The EFI memory map that a boot stub handed to a kernel, read out of the memory of the running machine.
/// </summary>
public sealed class HandedMap
{
    private const int DeviceTreeAlignment = 8;

    private HandedMap(byte[] bytes, MemoryMapInfo info)
    {
        if (MemoryMapView.TryCreate(bytes, info, out MemoryMapView view) is var error && error != MemoryMapError.None)
        {
            throw new InvalidOperationException($"the memory map in the guest can't be read: {error}");
        }

        Runtime = RegionsOf(view);
        Relaid = Layout(bytes, info);
    }

    /// <summary>The RUNTIME regions in map order, at the addresses that the stub gave them.</summary>
    public IReadOnlyList<RuntimeRegion> Runtime { get; }

    /// <summary>The same regions where our rule puts them.</summary>
    public IReadOnlyList<RuntimeRegion> Relaid { get; }

    /// <summary>Reads the map at the place that the guest told.</summary>
    public static Task<HandedMap> ReadAsync(LiveGuest guest, GuestFacts facts) => ReadAsync(guest, facts.Handover);

    /// <summary>Reads the map at the place that a device tree names.</summary>
    public static Task<HandedMap> ReadAsync(LiveGuest guest, KernelHandover handover) =>
        ReadAsync(guest, handover.MapStart.Value, handover.Map);

    /// <summary>
    /// Looks all memory through for device trees with the properties of the contract: for kernels without an init that
    /// could tell.
    /// </summary>
    /// <returns>The maps that those trees name.</returns>
    public static async Task<IReadOnlyList<HandedMap>> FindAsync(
        LiveGuest guest,
        ulong memoryStart,
        int memorySizeBytes
    )
    {
        byte[] memory = await guest.ReadPhysicalMemoryAsync(memoryStart, memorySizeBytes);
        List<HandedMap> maps = [];
        foreach ((ulong start, MemoryMapInfo info) in FindHandovers(memory))
        {
            maps.Add(await ReadAsync(guest, start, info));
        }

        return maps;
    }

    private static async Task<HandedMap> ReadAsync(LiveGuest guest, ulong start, MemoryMapInfo info) =>
        new(await guest.ReadPhysicalMemoryAsync(start, checked((int)info.SizeBytes)), info);

    private static List<(ulong Start, MemoryMapInfo Info)> FindHandovers(byte[] memory)
    {
        List<(ulong, MemoryMapInfo)> found = [];
        ReadOnlySpan<byte> magic = [0xd0, 0x0d, 0xfe, 0xed];
        for (int at = 0; memory.AsSpan(at).IndexOf(magic) is >= 0 and int distance; at += DeviceTreeAlignment)
        {
            at = (at + distance) & ~(DeviceTreeAlignment - 1);
            if (
                memory.AsSpan(at).StartsWith(magic)
                && DeviceTreeBlob.TryCreate(memory.AsSpan(at), out DeviceTreeBlob tree, out _)
                && KernelHandover.TryRead(tree, out KernelHandover handover) == HandoverError.None
            )
            {
                found.Add((handover.MapStart.Value, handover.Map));
            }
        }

        return found;
    }

    private static List<RuntimeRegion> Layout(byte[] bytes, MemoryMapInfo info)
    {
        byte[] copy = [.. bytes];
        MemoryMapView.TryCreate(copy, info, out MemoryMapView view);
        RuntimeLayoutError error = RuntimeLayout.Assign(view, new byte[copy.Length], RuntimeLayout.VirtualBase, out _);
        if (error != RuntimeLayoutError.None)
        {
            throw new InvalidOperationException($"the memory map in the guest can't be laid out: {error}");
        }

        return RegionsOf(view);
    }

    private static List<RuntimeRegion> RegionsOf(MemoryMapView view)
    {
        List<RuntimeRegion> runtime = [];
        for (int i = 0; i < view.Count; i++)
        {
            if (view[i].IsRuntime)
            {
                runtime.Add(new(view[i].PhysicalStart.Value, view[i].PageCount, view[i].VirtualStart.Value));
            }
        }

        return runtime;
    }
}
