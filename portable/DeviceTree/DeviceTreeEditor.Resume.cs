using System;

namespace Keelson.DeviceTree;

public readonly ref partial struct DeviceTreeEditor
{
    /// <summary>
    /// Goes on with a tree that an editor left in <paramref name="buffer"/>. False where another program laid it out:
    /// such a tree has to be opened into a buffer of its own.
    /// </summary>
    public static bool TryResume(Span<byte> buffer, scoped DeviceTreeBlob tree, out DeviceTreeEditor editor)
    {
        bool isOurs =
            tree.Header.TotalSize == (uint)buffer.Length
            && tree.Header.Version == DeviceTreeHeader.CurrentVersion
            && tree.ReservationsStart == DeviceTreeHeader.SizeBytes
            && tree.StructureStart == tree.ReservationsEnd
            && tree.Header.StringsOffset == (uint)tree.StructureEnd;
        editor = isOurs ? new DeviceTreeEditor(buffer) : default;
        return isOurs;
    }
}
