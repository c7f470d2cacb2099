using System;
using Keelson.Addresses;
using Keelson.BootEntries;
using Keelson.BootTime;
using Keelson.DeviceTree;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Stub;

internal ref partial struct LoadedTree
{
    /// <summary>One after the other, as a later one may refer to what an earlier one added.</summary>
    private bool TryMerge(
        ReadOnlySpan<byte> path,
        scoped in BootSource source,
        scoped ref Measurement measurement,
        Firmware firmware
    )
    {
        ReadOnlySpan<byte> before = Bytes;
        PhysicalRange held = _memory,
            merged = default;
        bool isRight = TryRead(path, in source, ref measurement, firmware);
        if (isRight)
        {
            DeviceTreeBlob.TryCreate(before, out DeviceTreeBlob tree, out _);
            DeviceTreeBlob.TryCreate(Bytes, out DeviceTreeBlob overlay, out _);
            ulong size = DeviceTreeOverlay.RoomBytes(tree, overlay);
            Status = AlignedPages.Allocate(firmware, MemoryType.LoaderData, size, 0, out merged);
            isRight = Status == EfiStatus.Success;
            if (isRight)
            {
                OverlayError error = DeviceTreeOverlay.Merge(tree, overlay, firmware.Memory(merged), out tree);
                Reason = error.Text();
                Bytes = tree.Bytes;
                isRight = error == OverlayError.None;
            }
        }
        if (isRight)
        {
            Log.WriteLine($"device tree overlay {path} merged");
        }
        // What was made of them goes with everything else.
        AlignedPages.Free(firmware, ref held);
        Release(firmware);
        _memory = merged;
        return isRight;
    }
}
