using System;
using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Handover;

namespace Keelson.Kexec;

/// <summary>
/// The device tree for the next kernel of a chain, as kexec makes it (Linux, of_kexec_alloc_and_setup_fdt): a copy, in
/// which only the command line, the seeds, the initrd and our generation change. The UEFI properties are carried over
/// byte by byte.
/// </summary>
public static class NextDeviceTree
{
    /// <summary>Room for the generation property with its name, and for alignment.</summary>
    public const int GrowthBytes = 128;

    /// <summary>
    /// Room is added once: a chain of any length stays within the tree of its second kernel, and within what kernels
    /// map.
    /// </summary>
    public static ulong CapacityFor(in DeviceTreeBlob current)
    {
        ulong size = (ulong)current.Bytes.Length + (GenerationProperty.TryRead(current, out _) ? 0u : GrowthBytes);
        return Math.Min(size, ChosenWriter.MaximumSizeBytes);
    }

    /// <summary>
    /// Room for the command line of a kernel that is not one of ours, and for the place of its initrd.
    /// </summary>
    public static ulong CapacityFor(in DeviceTreeBlob current, scoped in NextBoot next) =>
        Math.Min(
            (ulong)current.Bytes.Length + (ulong)next.CommandLine.Length + GrowthBytes,
            ChosenWriter.MaximumSizeBytes
        );

    /// <summary>
    /// Writes the tree for the next kernel-shim into <paramref name="buffer"/>; its size is in its header.
    /// </summary>
    public static DeviceTreeError TryBuild(in DeviceTreeBlob current, GenerationProperty generation, Span<byte> buffer)
    {
        DeviceTreeError error = TryCopy(current, buffer, out DeviceTreeEditor tree);
        if (error != DeviceTreeError.None)
        {
            return error;
        }

        error = tree.PlaceProperty(
            ChosenNames.Path,
            GenerationProperty.Name,
            GenerationProperty.SizeBytes,
            out Span<byte> cells
        );
        if (error == DeviceTreeError.None)
        {
            generation.Encode(cells);
        }

        return error;
    }

    /// <summary>
    /// Writes the tree for any other kernel: it gets a command line and an initrd of its own, and our chain ends.
    /// </summary>
    public static DeviceTreeError TryBuild(
        in DeviceTreeBlob current,
        scoped in NextBoot next,
        PhysicalRange initrd,
        Span<byte> buffer
    )
    {
        DeviceTreeError error = TryCopy(current, buffer, out DeviceTreeEditor tree);
        if (error != DeviceTreeError.None)
        {
            return error;
        }

        tree.DeleteProperty(ChosenNames.Path, GenerationProperty.Name);
        error = tree.SetString(ChosenNames.Path, ChosenNames.BootArguments, next.CommandLine);
        if (initrd.IsEmpty)
        {
            tree.DeleteProperty(ChosenNames.Path, ChosenNames.InitrdStart);
            tree.DeleteProperty(ChosenNames.Path, ChosenNames.InitrdEnd);
            return error;
        }
        if (error == DeviceTreeError.None)
        {
            error = tree.SetUInt64(ChosenNames.Path, ChosenNames.InitrdStart, initrd.Start.Value);
        }

        return error == DeviceTreeError.None
            ? tree.SetUInt64(ChosenNames.Path, ChosenNames.InitrdEnd, initrd.End.Value)
            : error;
    }

    private static DeviceTreeError TryCopy(in DeviceTreeBlob current, Span<byte> buffer, out DeviceTreeEditor tree)
    {
        if (buffer.Length > ChosenWriter.MaximumSizeBytes)
        {
            buffer = buffer[..ChosenWriter.MaximumSizeBytes];
        }

        if (!DeviceTreeEditor.TryOpen(current, buffer, out tree, out DeviceTreeError error))
        {
            return error;
        }
        // A seed serves one kernel. Where there was one, kexec-tools wants to see that it was used up: zero.
        tree.DeleteProperty(ChosenNames.Path, ChosenNames.RngSeed);
        return tree.HasProperty(ChosenNames.Path, ChosenNames.KaslrSeed)
            ? tree.SetUInt64(ChosenNames.Path, ChosenNames.KaslrSeed, 0)
            : DeviceTreeError.None;
    }
}
