using System.Runtime.InteropServices;
using System.Text;
using Keelson.DeviceTree;

namespace Keelson.Tools.Tests;

/// <summary>
/// A tree as lines of text, once as libfdt reads it and once as we do: the same lines for the same tree.
/// </summary>
internal static class TreeLines
{
    /// <param name="blob">A whole tree in memory that does not move (<see cref="Pin"/>).</param>
    public static List<string> OfLibfdt(byte[] blob)
    {
        List<string> lines = [];
        for (int i = 0; i < Libfdt.CountReservations(blob); i++)
        {
            Libfdt.GetReservation(blob, i, out ulong address, out ulong size);
            lines.Add(Reservation(address, size));
        }

        List<string> path = [];
        int depth = 0;
        for (int node = Libfdt.NextNode(blob, -1, ref depth); node >= 0; node = Libfdt.NextNode(blob, node, ref depth))
        {
            // The root has depth 1, and no name.
            path.RemoveRange(depth - 1, path.Count - (depth - 1));
            path.Add(Text(Bytes(Libfdt.GetName(blob, node, out int length), length)));
            string name = string.Join('/', path);
            lines.Add(Node(name));
            for (int at = Libfdt.FirstProperty(blob, node); at >= 0; at = Libfdt.NextProperty(blob, at))
            {
                nint value = Libfdt.GetProperty(blob, at, out nint property, out length);
                lines.Add(
                    Property(name, Text(Bytes(property, TerminatedLength(blob, property))), Bytes(value, length))
                );
            }
        }

        return lines;
    }

    public static List<string> OfOurs(byte[] blob)
    {
        List<string> lines = [];
        DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _);
        foreach (MemoryReservation reservation in tree.Reservations)
        {
            lines.Add(Reservation(reservation.Start.Value, reservation.SizeBytes));
        }

        Add(lines, tree.Root, "");
        return lines;
    }

    /// <summary>A copy that stays where it is, so that addresses in it last from call to call.</summary>
    public static byte[] Pin(ReadOnlySpan<byte> bytes, int size)
    {
        byte[] pinned = GC.AllocateArray<byte>(Math.Max(size, 1), pinned: true);
        bytes.CopyTo(pinned);
        return pinned;
    }

    private static void Add(List<string> lines, DeviceTreeNode node, string path)
    {
        lines.Add(Node(path));
        foreach (DeviceTreeProperty property in node.Properties)
        {
            lines.Add(Property(path, Text(property.Name), property.Value));
        }

        foreach (DeviceTreeNode child in node.Children)
        {
            Add(lines, child, path + "/" + Text(child.Name));
        }
    }

    private static string Node(string path) => $"{path}/";

    private static string Property(string path, string name, ReadOnlySpan<byte> value) =>
        $"{path}/:{name}={Convert.ToHexString(value)}";

    private static string Reservation(ulong address, ulong size) => $"reserved {address:x} {size:x}";

    /// <summary>Every byte is a character, so that no two names look the same.</summary>
    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    private static byte[] Bytes(nint address, int length)
    {
        byte[] bytes = new byte[length];
        if (length > 0)
        {
            Marshal.Copy(address, bytes, 0, length);
        }

        return bytes;
    }

    private static int TerminatedLength(byte[] blob, nint text)
    {
        int start = (int)(text - Marshal.UnsafeAddrOfPinnedArrayElement(blob, 0));
        return blob.AsSpan(start).IndexOf((byte)0);
    }
}
