using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Handover;
using Keelson.Kexec;
using Keelson.Platform;
using Keelson.Reports;

namespace Keelson.Tools.Fuzzing;

/// <summary>What the stub and the kernel-shim ask of a tree, and what they make of it.</summary>
internal static class DeviceTreeTarget
{
    private static HandoverRequest Request(byte[] tree) =>
        new()
        {
            SystemTable = new PhysicalAddress(1),
            DeviceTree = tree,
            BootArguments = "quiet"u8,
            RngSeed = new byte[32],
            KaslrSeed = 1,
        };

    /// <summary>The tree of a machine that has none.</summary>
    public static byte[] Empty()
    {
        HandoverRequest request = Request([]);
        byte[] buffer = new byte[ChosenWriter.CapacityFor(in request)];
        ChosenWriter.TryBuild(in request, buffer, out _);
        return buffer;
    }

    public static int Take(byte[] input)
    {
        if (!DeviceTreeBlob.TryCreate(input, out DeviceTreeBlob tree, out DeviceTreeError error))
        {
            return (int)error;
        }

        int outcome = (int)SerialPort.FromDeviceTree(tree).Kind + 8 * (int)PowerControl.FromDeviceTree(tree);
        outcome += ReportPlaces.InDeviceTree(tree).IsEmpty ? 0 : 64;
        foreach (DeviceTreeNode node in tree.Nodes)
        {
            outcome += node.TryGetRegister(0, out _, out _) ? 128 : 0;
            outcome += node.TryGetParent(out _) == node.IsRoot ? throw new InvalidOperationException("parents") : 0;
        }

        HandoverRequest request = Request(input);
        byte[] handed = new byte[ChosenWriter.CapacityFor(in request)];
        Require(ChosenWriter.TryBuild(in request, handed, out ChosenWriter writer));
        writer.ForbidRuntimeServices();
        if (!DeviceTreeBlob.TryCreate(handed, out DeviceTreeBlob next, out error))
        {
            Require(error);
        }

        outcome += 1024 * (int)KernelHandover.TryRead(next, out _);
        byte[] kexec = new byte[NextDeviceTree.CapacityFor(next)];
        Require(NextDeviceTree.TryBuild(next, default, kexec));
        return 4096 + outcome;
    }

    /// <summary>A tree that is also an overlay, merged into itself.</summary>
    public static int TakeOverlay(byte[] input)
    {
        if (!DeviceTreeBlob.TryCreate(input, out DeviceTreeBlob tree, out DeviceTreeError error))
        {
            return (int)error;
        }

        byte[] buffer = new byte[DeviceTreeOverlay.RoomBytes(tree, tree)];
        OverlayError outcome = DeviceTreeOverlay.Merge(tree, tree, buffer, out DeviceTreeBlob merged);
        if (outcome == OverlayError.None && !DeviceTreeBlob.TryCreate(merged.Bytes, out _, out error))
        {
            Require(error);
        }

        return 64 + (int)outcome;
    }

    private static void Require(DeviceTreeError error)
    {
        if (error != DeviceTreeError.None)
        {
            throw new InvalidOperationException($"what was made of a sound tree is none: {error}");
        }
    }
}
