using System;
using System.Runtime.CompilerServices;

namespace Keelson.DeviceTree;

/// <summary>Standard properties (Devicetree Specification v0.4, 2.3).</summary>
public readonly ref partial struct DeviceTreeNode
{
    /// <summary>
    /// <c>#address-cells</c> (2.3.5): 32-bit cells of an address of this node's children. 2 when missing or not one
    /// cell.
    /// </summary>
    public uint AddressCells => ReadCell("#address-cells"u8, 2);

    /// <summary>
    /// <c>#size-cells</c> (2.3.5): 32-bit cells of a size of this node's children. 1 when missing or not one cell.
    /// </summary>
    public uint SizeCells => ReadCell("#size-cells"u8, 1);

    /// <summary>
    /// <c>status</c> (2.3.4) is <c>okay</c> or missing. Also <c>ok</c>, which Linux takes (drivers/of/base.c) and old
    /// trees have.
    /// </summary>
    public bool IsAvailable
    {
        get
        {
            if (!TryGetProperty("status"u8, out DeviceTreeProperty property))
            {
                return true;
            }

            return property.TryReadString(out ReadOnlySpan<byte> status)
                && (status.SequenceEqual("okay"u8) || status.SequenceEqual("ok"u8));
        }
    }

    /// <summary><c>status</c> (2.3.4) is <c>fail</c> or <c>fail-</c> and a reason.</summary>
    public bool HasFailed =>
        TryGetProperty("status"u8, out DeviceTreeProperty property)
        && property.TryReadString(out ReadOnlySpan<byte> status)
        && status.StartsWith("fail"u8)
        && (status.Length == 4 || status[4] == (byte)'-');

    /// <summary>Whether <c>compatible</c> (2.3.1) lists this model.</summary>
    public bool IsCompatibleWith(scoped ReadOnlySpan<byte> model)
    {
        if (!TryGetProperty("compatible"u8, out DeviceTreeProperty property))
        {
            return false;
        }

        foreach (ReadOnlySpan<byte> listed in property.Strings)
        {
            if (listed.SequenceEqual(model))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>A memory node (3.4), if it is a child of the root. Not <c>/reserved-memory</c>.</summary>
    public bool DescribesMemory => HasDeviceType("memory"u8) || NodeName.Matches(Name, "memory"u8);

    /// <summary><c>device_type</c> (2.3, deprecated but on memory and cpu nodes) is this type.</summary>
    public bool HasDeviceType(scoped ReadOnlySpan<byte> type) =>
        TryGetProperty("device_type"u8, out DeviceTreeProperty property)
        && property.TryReadString(out ReadOnlySpan<byte> value)
        && value.SequenceEqual(type);

    /// <summary>A property of one cell; <paramref name="missing"/> where it is none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal uint ReadCell(scoped ReadOnlySpan<byte> name, uint missing) =>
        TryGetProperty(name, out DeviceTreeProperty property) && property.TryReadUInt32(out uint count)
            ? count
            : missing;
}
