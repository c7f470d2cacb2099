using System;
using Keelson.Addresses;
using Keelson.DeviceTree;

namespace Keelson.Display;

/// <summary>The screen that a boot loader without EFI's graphics left on.</summary>
public partial struct Framebuffer
{
    /// <summary>
    /// A node <c>simple-framebuffer</c> (Linux, Documentation/devicetree/bindings/display/simple-framebuffer.yaml):
    /// <c>width</c>, <c>height</c> in pixels, <c>stride</c> in bytes, <c>format</c>, and its memory in <c>reg</c> or in
    /// the node that <c>memory-region</c> names.
    /// </summary>
    /// <returns>False where there is none that is on, or none that a text can be drawn on.</returns>
    public static bool TryFromDeviceTree(in DeviceTreeBlob tree, out Framebuffer screen)
    {
        foreach (DeviceTreeNode node in tree.Nodes)
        {
            if (
                node.IsCompatibleWith("simple-framebuffer"u8)
                && node.IsAvailable
                && TryFindMemory(tree, node, out PhysicalAddress start, out ulong sizeBytes)
                && TryRead(node, start, sizeBytes, out screen)
            )
            {
                return true;
            }
        }

        screen = default;
        return false;
    }

    private static bool TryRead(in DeviceTreeNode node, PhysicalAddress start, ulong sizeBytes, out Framebuffer screen)
    {
        screen = default;
        if (
            !TryReadCell(node, "width"u8, out ushort width)
            || !TryReadCell(node, "height"u8, out ushort height)
            || !TryReadCell(node, "stride"u8, out ushort stride)
            || !node.TryGetProperty("format"u8, out DeviceTreeProperty property)
            || !property.TryReadString(out ReadOnlySpan<byte> format)
            || !screen.TrySetFormat(format)
        )
        {
            return false;
        }

        screen._videoType = EfiVideoType;
        screen.Width = width;
        screen.Height = height;
        screen.StrideBytes = stride;
        screen._pages = 1;
        screen.SetMemory(start.Value);
        return screen.SizeBytes <= sizeBytes && screen.IsSound;
    }

    /// <summary>
    /// The binding's names, letters from the highest bit down, each with its number of bits: <c>a8r8g8b8</c>.
    /// </summary>
    private bool TrySetFormat(ReadOnlySpan<byte> format)
    {
        int bits = 0;
        while (!format.IsEmpty)
        {
            byte letter = format[0];
            int digits = 1;
            int size = 0;
            while (digits < format.Length && digits <= 2 && format[digits] is >= (byte)'0' and <= (byte)'9')
            {
                size = size * 10 + (format[digits++] - '0');
            }

            if (size is 0 or > 10)
            {
                return false;
            }

            // What stands already is above.
            Raise(ref Red, size);
            Raise(ref Green, size);
            Raise(ref Blue, size);
            Raise(ref Reserved, size);
            ColorChannel channel = new(0, (byte)size);
            switch (letter)
            {
                case (byte)'r':
                    Red = channel;
                    break;
                case (byte)'g':
                    Green = channel;
                    break;
                case (byte)'b':
                    Blue = channel;
                    break;
                case (byte)'a' or (byte)'x':
                    Reserved = channel;
                    break;
                default:
                    return false;
            }

            bits += size;
            format = format[digits..];
        }

        BitsPerPixel = (ushort)bits;
        return Red.Size != 0 && Green.Size != 0 && Blue.Size != 0;
    }

    private static void Raise(ref ColorChannel channel, int bits)
    {
        if (channel.Size != 0)
        {
            channel = new ColorChannel((byte)(channel.Position + bits), channel.Size);
        }
    }

    private static bool TryFindMemory(
        in DeviceTreeBlob tree,
        in DeviceTreeNode node,
        out PhysicalAddress start,
        out ulong sizeBytes
    )
    {
        if (node.TryGetRegister(0, out start, out sizeBytes))
        {
            return true;
        }

        if (
            !node.TryGetProperty("memory-region"u8, out DeviceTreeProperty region)
            || !region.TryReadUInt32(out uint wanted)
        )
        {
            return false;
        }

        foreach (DeviceTreeNode one in tree.Nodes)
        {
            if (
                one.TryGetProperty("phandle"u8, out DeviceTreeProperty phandle)
                && phandle.TryReadUInt32(out uint number)
                && number == wanted
            )
            {
                return one.TryGetRegister(0, out start, out sizeBytes);
            }
        }

        return false;
    }

    private static bool TryReadCell(in DeviceTreeNode node, scoped ReadOnlySpan<byte> name, out ushort value)
    {
        uint cell = 0;
        bool fits =
            node.TryGetProperty(name, out DeviceTreeProperty property)
            && property.TryReadUInt32(out cell)
            && cell <= ushort.MaxValue;
        value = (ushort)cell;
        return fits;
    }
}
