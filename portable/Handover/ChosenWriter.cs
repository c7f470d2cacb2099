using System;
using Keelson.DeviceTree;
using Keelson.Memory;
using Keelson.Uefi;

namespace Keelson.Handover;

/// <summary>
/// The stub's side of the contract. The tree is finished while memory can still be had, with room for every value; once
/// ExitBootServices was tried, values are only overwritten where they stand.
/// </summary>
public ref struct ChosenWriter
{
    /// <summary>Enough for every property below with its name and header, alignment, and <c>/chosen</c> itself.</summary>
    public const int GrowthBytes = 1024;
    /// <summary>A kernel maps no more of it (Linux, Documentation/arch/arm64/booting.rst, "Setup the device tree"), and dies on one byte more.</summary>
    public const int MaximumSizeBytes = 2 << 20;
    private static ReadOnlySpan<byte> NoRuntime => "efi=noruntime"u8;

    private DeviceTreeEditor _tree;
    private Span<byte> _buffer;
    private PropertyLocation _mapStart;
    private PropertyLocation _mapSize;
    private PropertyLocation _descriptorSize;
    private PropertyLocation _descriptorVersion;
    private PropertyLocation _bootRecord;

    /// <summary>Bytes that <see cref="TryBuild"/> needs for this request, with room to spare for <see cref="ForbidRuntimeServices"/>.</summary>
    public static ulong CapacityFor(in HandoverRequest request)
    {
        ulong size = (ulong)request.DeviceTree.Length + 2 * (ulong)request.BootArguments.Length + (ulong)request.RngSeed.Length + GrowthBytes;
        // A tree of 2 MB is mostly free space as a rule, so what it says may still fit.
        return Math.Min(size, MaximumSizeBytes);
    }

    /// <summary>Writes the kernel's device tree into <paramref name="buffer"/>, with the map's place still blank.</summary>
    public static DeviceTreeError TryBuild(scoped in HandoverRequest request, Span<byte> buffer, out ChosenWriter writer)
    {
        writer = default;
        if (buffer.Length > MaximumSizeBytes)
            buffer = buffer[..MaximumSizeBytes];
        DeviceTreeError error = TryOpen(request.DeviceTree, buffer, out DeviceTreeEditor tree);
        if (error != DeviceTreeError.Ok)
            return error;

        // The EFI map alone says what memory there is; the tree's own account of it would contradict.
        tree.DeleteAllReservations();
        tree.DeleteMemoryNodes();
        error = tree.AddNode("/"u8, "chosen"u8);
        if (error != DeviceTreeError.Ok)
            return error;
        SetText(tree, ChosenNames.BootArguments, request.BootArguments, ref error);
        SetOrDelete(tree, ChosenNames.InitrdStart, request.Initrd.Start.Value, !request.Initrd.IsEmpty, ref error);
        SetOrDelete(tree, ChosenNames.InitrdEnd, request.Initrd.End.Value, !request.Initrd.IsEmpty, ref error);
        // Where the firmware gives us no randomness, what the board put into its tree for the kernel is the best there is:
        // nobody has used it yet, and a kernel without it goes without KASLR.
        if (request.KaslrSeed != 0)
            Keep(tree.SetUInt64(ChosenNames.Path, ChosenNames.KaslrSeed, request.KaslrSeed), ref error);
        if (!request.RngSeed.IsEmpty)
            Keep(tree.SetProperty(ChosenNames.Path, ChosenNames.RngSeed, request.RngSeed), ref error);
        Keep(tree.SetUInt64(ChosenNames.Path, ChosenNames.SystemTable, request.SystemTable.Value), ref error);
        Keep(tree.SetUInt64(ChosenNames.Path, ChosenNames.MapStart, 0), ref error);
        Keep(tree.SetUInt32(ChosenNames.Path, ChosenNames.MapSize, 0), ref error);
        Keep(tree.SetUInt32(ChosenNames.Path, ChosenNames.DescriptorSize, 0), ref error);
        Keep(tree.SetUInt32(ChosenNames.Path, ChosenNames.DescriptorVersion, 0), ref error);
        Keep(tree.SetUInt32(ChosenNames.Path, ChosenNames.SecureBoot, (uint)request.SecureBoot), ref error);
        Keep(tree.PlaceProperty(ChosenNames.Path, ChosenNames.BootRecord, BootRecord.SizeBytes, out _), ref error);
        // Last, as each edit may move what another wrote.
        Keep(tree.Locate(ChosenNames.Path, ChosenNames.MapStart, out writer._mapStart), ref error);
        Keep(tree.Locate(ChosenNames.Path, ChosenNames.MapSize, out writer._mapSize), ref error);
        Keep(tree.Locate(ChosenNames.Path, ChosenNames.DescriptorSize, out writer._descriptorSize), ref error);
        Keep(tree.Locate(ChosenNames.Path, ChosenNames.DescriptorVersion, out writer._descriptorVersion), ref error);
        Keep(tree.Locate(ChosenNames.Path, ChosenNames.BootRecord, out writer._bootRecord), ref error);
        writer._tree = tree;
        writer._buffer = buffer;
        if (error == DeviceTreeError.Ok && tree.FreeSize < request.BootArguments.Length + NoRuntime.Length + 64)
            error = DeviceTreeError.NoSpace;
        return error;
    }

    /// <summary>The memory map as it is now; nothing in the tree moves.</summary>
    public readonly void UpdateMap(PhysicalAddress start, MemoryMapInfo map)
    {
        _mapStart.WriteUInt64(_buffer, start.Value);
        _mapSize.WriteUInt32(_buffer, (uint)map.SizeBytes);
        _descriptorSize.WriteUInt32(_buffer, (uint)map.DescriptorSizeBytes);
        _descriptorVersion.WriteUInt32(_buffer, map.DescriptorVersion);
    }

    /// <summary>What was done, for the kernel to know; nothing in the tree moves.</summary>
    public readonly void UpdateRecord(in BootRecord record) => record.Encode(_buffer.Slice(_bootRecord.ValueOffset, BootRecord.SizeBytes));

    /// <summary>
    /// SetVirtualAddressMap failed: kernels from 6.1 on take an address of all ones for "none", older ones take zero, so say
    /// it on the command line too. Grows into the room that <see cref="TryBuild"/> made sure of, so nothing is left to fail.
    /// </summary>
    /// <param name="bootArguments">The command line as it was.</param>
    /// <param name="scratch">Room for it and 16 bytes more.</param>
    public readonly DeviceTreeError ForbidRuntimeServices(scoped ReadOnlySpan<byte> bootArguments, scoped Span<byte> scratch)
    {
        bootArguments.CopyTo(scratch);
        int length = bootArguments.Length;
        if (length > 0)
            scratch[length++] = (byte)' ';
        NoRuntime.CopyTo(scratch[length..]);
        return _tree.SetString(ChosenNames.Path, ChosenNames.BootArguments, scratch[..(length + NoRuntime.Length)]);
    }

    private static DeviceTreeError TryOpen(scoped ReadOnlySpan<byte> source, Span<byte> buffer, out DeviceTreeEditor editor)
    {
        if (source.IsEmpty)
        {
            DeviceTreeEditor.TryCreateEmpty(buffer, out editor, out DeviceTreeError error);
            return error;
        }
        editor = default;
        if (DeviceTreeBlob.TryCreate(source, out DeviceTreeBlob tree, out DeviceTreeError sourceError))
            DeviceTreeEditor.TryOpen(tree, buffer, out editor, out sourceError);
        return sourceError;
    }

    private static void SetText(DeviceTreeEditor tree, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> text, ref DeviceTreeError error)
    {
        if (text.IsEmpty)
            tree.DeleteProperty(ChosenNames.Path, name);
        else
            Keep(tree.SetString(ChosenNames.Path, name, text), ref error);
    }

    private static void SetOrDelete(DeviceTreeEditor tree, scoped ReadOnlySpan<byte> name, ulong value, bool present, ref DeviceTreeError error)
    {
        if (present)
            Keep(tree.SetUInt64(ChosenNames.Path, name, value), ref error);
        else
            tree.DeleteProperty(ChosenNames.Path, name);
    }

    /// <summary>The first failure is the one to report.</summary>
    private static void Keep(DeviceTreeError next, ref DeviceTreeError error)
    {
        if (error == DeviceTreeError.Ok)
            error = next;
    }
}
