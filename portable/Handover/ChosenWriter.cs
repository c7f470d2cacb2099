using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.Handover;

/// <summary>
/// The stub's side of the contract. The tree is finished while memory can still be had, with room for every value; once
/// ExitBootServices was tried, values are only overwritten where they stand.
/// </summary>
public ref struct ChosenWriter
{
    /// <summary>
    /// Enough for every property below with its name and header, alignment, and <c>/chosen</c> itself.
    /// </summary>
    public const int GrowthBytes = 1280;

    /// <summary>
    /// A kernel maps no more of it (Linux, Documentation/arch/arm64/booting.rst, "Setup the device tree"), and dies on
    /// one byte more.
    /// </summary>
    public const int MaximumSizeBytes = 2 << 20;
    private static ReadOnlySpan<byte> NoRuntime => "efi=noruntime\0"u8;

    private Span<byte> _buffer;
    private DeviceTreeWriter _tree;

    // Where the values lie in the buffer.
    private int _arguments,
        _argumentsLength,
        _argumentsName;
    private int _mapStart,
        _mapSize,
        _descriptorSize,
        _descriptorVersion,
        _bootRecord;

    /// <summary>Bytes that <see cref="TryBuild"/> needs for this request.</summary>
    public static ulong CapacityFor(in HandoverRequest request)
    {
        ulong size =
            (ulong)request.DeviceTree.Length
            + (ulong)request.BootArguments.Length
            + (ulong)request.RngSeed.Length
            + GrowthBytes;
        // A tree of 2 MB is mostly free space as a rule, so what it says may still fit.
        return Math.Min(size, MaximumSizeBytes);
    }

    /// <summary>
    /// Writes the kernel's device tree into <paramref name="buffer"/>, with the map's place still blank.
    /// </summary>
    public static DeviceTreeError TryBuild(
        scoped in HandoverRequest request,
        Span<byte> buffer,
        out ChosenWriter writer
    )
    {
        writer = default;
        DeviceTreeBlob source = default;
        DeviceTreeError error = DeviceTreeError.None;
        if (!request.DeviceTree.IsEmpty && !DeviceTreeBlob.TryCreate(request.DeviceTree, out source, out error))
        {
            return error;
        }

        writer._buffer = buffer.Length > MaximumSizeBytes ? buffer[..MaximumSizeBytes] : buffer;
        writer._tree = new DeviceTreeWriter(writer._buffer, request.DeviceTree.IsEmpty ? default : source.Strings);
        if (request.DeviceTree.IsEmpty)
        {
            writer.WriteEmpty(in request);
        }
        else
        {
            writer.Rewrite(source, in request);
        }

        return writer._tree.TryFinish(request.DeviceTree.IsEmpty ? 0 : source.Header.BootCpuId)
            ? DeviceTreeError.None
            : DeviceTreeError.NoSpace;
    }

    /// <summary>The memory map as it is now; nothing in the tree moves.</summary>
    public readonly void UpdateMap(PhysicalAddress start, in MemoryMapInfo map)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_buffer[_mapStart..], start.Value);
        WriteUInt32(_mapSize, (uint)map.SizeBytes);
        WriteUInt32(_descriptorSize, (uint)map.DescriptorSizeBytes);
        WriteUInt32(_descriptorVersion, map.DescriptorVersion);
    }

    /// <summary>What was done, for the kernel to know; nothing in the tree moves.</summary>
    public readonly void UpdateRecord(in BootRecord record) =>
        record.Encode(_buffer.Slice(_bootRecord, BootRecord.SizeBytes));

    public readonly void UpdateRelocation(in RelocationAccount first, in RelocationAccount second) =>
        BootRecord.EncodeRelocation(in first, in second, _buffer.Slice(_bootRecord, BootRecord.SizeBytes));

    /// <summary>
    /// SetVirtualAddressMap failed: kernels from 6.1 on take an address of all ones for "none", older ones take zero,
    /// so say it on the command line too. It grows over the tokens that <see cref="WriteArguments"/> left for this.
    /// </summary>
    public readonly void ForbidRuntimeServices()
    {
        int length = _argumentsLength;
        if (length > 0)
        {
            _buffer[_arguments + length - 1] = (byte)' ';
        }

        Span<byte> added = _buffer[(_arguments + length)..];
        added[..StructureCursor.Align(NoRuntime.Length)].Clear();
        NoRuntime.CopyTo(added);
        WriteUInt32(_arguments - 12, (uint)StructureToken.Property);
        WriteUInt32(_arguments - 8, (uint)(length + NoRuntime.Length));
        WriteUInt32(_arguments - 4, (uint)_argumentsName);
    }

    private void WriteEmpty(scoped in HandoverRequest request)
    {
        _tree.BeginNode(default);
        // Cells of two: without them kexec cannot append 64-bit values.
        WriteUInt32(_tree.Property(_tree.AddName("#address-cells"u8), sizeof(uint)), 2);
        WriteUInt32(_tree.Property(_tree.AddName("#size-cells"u8), sizeof(uint)), 2);
        WriteChosen(in request);
        _tree.Token(StructureToken.EndNode);
        _tree.Token(StructureToken.EndNode);
        _tree.Token(StructureToken.End);
    }

    /// <summary>
    /// Copies the source in as few pieces as there is something to change between. Its memory nodes and its values of
    /// ours go.
    /// </summary>
    private void Rewrite(in DeviceTreeBlob source, scoped in HandoverRequest request)
    {
        StructureCursor cursor = new(source.Bytes, source.StructureStart);
        // Holes before the root are allowed (Devicetree Specification v0.4, 5.4.2), but libfdt, and so every kernel,
        // wants the root first.
        int copied = source.Root.Offset;
        int depth = 0;
        bool inChosen = false,
            hasChosen = false;
        do
        {
            cursor.Advance();
            switch (cursor.Token)
            {
                case StructureToken.BeginNode
                    when depth == 1 && new DeviceTreeNode(source, cursor.Offset) is var node && node.DescribesMemory:
                    // The EFI map alone says what memory there is; the tree's own account of it would contradict.
                    CopyUpTo(source, cursor.Offset, ref copied);
                    cursor.SkipNode();
                    copied = cursor.Next;
                    break;
                case StructureToken.BeginNode:
                    // With a unit address it is the node of the path all the same (2.2.3), which libfdt would find
                    // before one of ours.
                    inChosen =
                        ++depth == 2
                        && !hasChosen
                        && NodeName.Matches(new DeviceTreeNode(source, cursor.Offset).Name, ChosenNames.Path[1..]);
                    if (inChosen)
                    {
                        CopyUpTo(source, cursor.Offset, ref copied);
                        copied = cursor.Next;
                        hasChosen = true;
                        WriteChosen(in request);
                    }
                    break;
                case StructureToken.Property
                    when inChosen && _tree.HasNameOf(new DeviceTreeProperty(source, cursor.Offset)):
                    CopyUpTo(source, cursor.Offset, ref copied);
                    copied = cursor.Next;
                    break;
                case StructureToken.EndNode:
                    inChosen = false;
                    if (--depth == 0 && !hasChosen)
                    {
                        CopyUpTo(source, cursor.Offset, ref copied);
                        WriteChosen(in request);
                        _tree.Token(StructureToken.EndNode);
                    }
                    break;
            }
        } while (cursor.Token != StructureToken.End);
        CopyUpTo(source, cursor.Next, ref copied);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CopyUpTo(in DeviceTreeBlob source, int end, scoped ref int copied)
    {
        _tree.Copy(source.Bytes[copied..end]);
        copied = end;
    }

    /// <summary>
    /// <c>/chosen</c> and what we say in it; the node stays open. Absent values are named as well, so that no stale
    /// property is copied.
    /// </summary>
    private void WriteChosen(scoped in HandoverRequest request)
    {
        _tree.BeginNode(ChosenNames.Path[1..]);
        WriteArguments(request.BootArguments);
        if (!request.KeepsInitrdOfTree)
        {
            AddUInt64(ChosenNames.InitrdStart, request.Initrd.Start.Value, !request.Initrd.IsEmpty);
            AddUInt64(ChosenNames.InitrdEnd, request.Initrd.End.Value, !request.Initrd.IsEmpty);
        }

        // Where the firmware gives us no randomness, what the board put into its tree for the kernel is the best there
        // is: nobody has used it yet, and a kernel without it goes without KASLR.
        if (request.KaslrSeed != 0)
        {
            AddUInt64(ChosenNames.KaslrSeed, request.KaslrSeed, true);
        }

        if (!request.RngSeed.IsEmpty && Add(ChosenNames.RngSeed, request.RngSeed.Length) is var seed and not 0)
        {
            request.RngSeed.CopyTo(_buffer[seed..]);
        }

        AddUInt64(ChosenNames.SystemTable, request.SystemTable.Value, true);
        _mapStart = AddUInt64(ChosenNames.MapStart, 0, true);
        _mapSize = Add(ChosenNames.MapSize, sizeof(uint));
        _descriptorSize = Add(ChosenNames.DescriptorSize, sizeof(uint));
        _descriptorVersion = Add(ChosenNames.DescriptorVersion, sizeof(uint));
        WriteUInt32(Add(ChosenNames.SecureBoot, sizeof(uint)), request.SecureBoot.ForKernel());
        _bootRecord = Add(ChosenNames.BootRecord, BootRecord.SizeBytes);
    }

    /// <summary>
    /// The command line, and behind it as many empty tokens as <see cref="ForbidRuntimeServices"/> may need.
    /// </summary>
    private void WriteArguments(scoped ReadOnlySpan<byte> text)
    {
        _argumentsName = _tree.AddName(ChosenNames.BootArguments);
        _argumentsLength = text.IsEmpty ? 0 : text.Length + 1;
        int tokens = StructureCursor.Align(NoRuntime.Length) / sizeof(uint);
        if (!text.IsEmpty)
        {
            _arguments = _tree.Property(_argumentsName, _argumentsLength);
            if (_arguments != 0)
            {
                text.CopyTo(_buffer[_arguments..]);
            }
        }
        else
        {
            tokens += StructureCursor.PropertyHeadSize / sizeof(uint);
        }

        int first = _tree.Length;
        for (; tokens > 0; tokens--)
        {
            _tree.Token(StructureToken.Nop);
        }

        if (text.IsEmpty)
        {
            _arguments = first + StructureCursor.PropertyHeadSize;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Add(ReadOnlySpan<byte> name, int length) => _tree.Property(_tree.AddName(name), length);

    private int AddUInt64(ReadOnlySpan<byte> name, ulong value, bool exists)
    {
        int nameOffset = _tree.AddName(name);
        int at = exists ? _tree.Property(nameOffset, sizeof(ulong)) : 0;
        if (at != 0)
        {
            BinaryPrimitives.WriteUInt64BigEndian(_buffer[at..], value);
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void WriteUInt32(int at, uint value)
    {
        if (at > 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(_buffer[at..], value);
        }
    }
}
