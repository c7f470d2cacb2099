using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Text;

namespace Keelson.KernelShim;

/// <summary>Devices by their physical addresses, as the device tree names them.</summary>
internal static class DeviceNames
{
    private static unsafe byte* s_tree;
    private static int s_length;

    // SAFETY: the tree stays mapped where it is as long as the kernel runs.
    public static unsafe void ReadFrom(DeviceTreeBlob tree)
    {
        fixed (byte* bytes = tree.Bytes)
        {
            s_tree = bytes;
        }
        s_length = tree.Bytes.Length;
    }

    /// <summary>Nothing where no node has registers there.</summary>
    // SAFETY: ReadFrom was given both, of one tree.
    public static unsafe void Append(ref TextLine line, ulong address)
    {
        PhysicalRange range = new(new PhysicalAddress(address), new PhysicalAddress(address + 1));
        if (
            DeviceTreeBlob.TryCreate(new System.ReadOnlySpan<byte>(s_tree, s_length), out DeviceTreeBlob tree, out _)
            && tree.TryFindRegisters(range, NodeChoice.All, out DeviceTreeNode node)
        )
        {
            line.AppendFormatted(" in "u8);
            line.AppendFormatted(node.Name);
        }
    }
}
